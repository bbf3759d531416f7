using System.Security.Claims;
using Portal.Identity;

namespace Portal.Tests.Identity;

public sealed class RequestPersonTests
{
    [Fact]
    public void The_same_person_from_the_same_address_is_the_same_object_and_nobody_else_is()
    {
        var ada = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], "test"));
        var first = RequestPerson.From(ada, "10.0.0.1");

        Assert.Same(first, RequestPerson.From(ada, "10.0.0.1"));
        Assert.Equal("10.0.0.2", RequestPerson.From(ada, "10.0.0.2").FindFirstValue(PersonClaims.Address));
        Assert.Equal("10.0.0.1", RequestPerson.From(ada, "10.0.0.1").FindFirstValue(PersonClaims.Address));
        Assert.Null(ada.FindFirst(PersonClaims.Address));
        Assert.NotSame(first, RequestPerson.From(ada.Clone(), "10.0.0.1"));
    }
}
