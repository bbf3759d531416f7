using System.Security.Claims;

namespace Portal.Identity;

/// <summary>Notes with the person where the request came from, so that whatever the person does later, on a circuit too, can be recorded with it.</summary>
/// <param name="next">The rest.</param>
internal sealed class RequestPerson(RequestDelegate next)
{
    /// <summary>The client's address; empty where it is not known.</summary>
    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    /// <summary>The same person, coming from an address. The given one is shared between requests and stays as it is.</summary>
    public static ClaimsPrincipal From(ClaimsPrincipal person, string address)
    {
        if (address.Length == 0 || person.HasClaim(PersonClaims.Address, address))
        {
            return person;
        }
        var from = new ClaimsPrincipal(person.Identities);
        from.AddIdentity(new ClaimsIdentity([new Claim(PersonClaims.Address, address)]));
        return from;
    }

    /// <summary>Answers a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.User = From(context.User, Address(context));
        return next(context);
    }
}
