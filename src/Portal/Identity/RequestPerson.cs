using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace Portal.Identity;

/// <summary>Notes with the person where the request came from, so that whatever the person does later, on a circuit too, can be recorded with it.</summary>
/// <param name="next">The rest.</param>
internal sealed class RequestPerson(RequestDelegate next)
{
    // The same person from the same address stays the same object, so that rights are not worked out anew for each request.
    private static readonly ConditionalWeakTable<ClaimsPrincipal, ClaimsPrincipal> Seen = [];

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
        if (Seen.TryGetValue(person, out var seen) && seen.HasClaim(PersonClaims.Address, address))
        {
            return seen;
        }
        var from = new ClaimsPrincipal(person.Identities);
        from.AddIdentity(new ClaimsIdentity([new Claim(PersonClaims.Address, address)]));
        Seen.AddOrUpdate(person, from);
        return from;
    }

    /// <summary>Answers a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.User = From(context.User, Address(context));
        return next(context);
    }
}
