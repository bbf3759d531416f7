using System.Security.Claims;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;

namespace Portal.Identity;

/// <summary>Tells whether a person who opened a page or a stream some time ago is still there, and as who: those outlive the request that was let in.</summary>
/// <param name="sessions">Who is signed in.</param>
/// <param name="tokens">Tokens for scripts.</param>
internal sealed class Presence(Sessions sessions, ApiTokens tokens)
{
    /// <summary>The person as it is now; null where it is no longer let in. Whoever has not signed in stays who it is.</summary>
    public async ValueTask<ClaimsPrincipal?> NowAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        var now = person switch
        {
            { Identity.IsAuthenticated: not true } => person,
            _ when person.FindFirstValue(PersonClaims.Session) is { } session => await sessions.FindAsync(session, cancellation),
            _ when person.FindFirstValue(PersonClaims.Token) is { } token => await tokens.AgainAsync(token, cancellation),
            _ => null,
        };
        return now is null ? null : RequestPerson.From(now, person.FindFirstValue(PersonClaims.Address) ?? "");
    }
}
