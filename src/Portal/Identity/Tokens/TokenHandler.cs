using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Audit;

namespace Portal.Identity.Tokens;

/// <summary>Lets in whoever sends <c>Authorization: Bearer portal_…</c>.</summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens, AuditDenials denials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether a request brings a person's token, good or not.</summary>
    public static bool IsBrought(HttpRequest request) => request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<TokenOfItsOwn>() is null;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsBrought(Request))
        {
            return AuthenticateResult.NoResult();
        }
        if (await tokens.ReadAsync(Request.Headers.Authorization[0]![Bearer.Length..].Trim(), RequestPerson.Address(Context), Context.RequestAborted) is { } person)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(person, ApiTokens.Scheme));
        }
        denials.Add(RequestPerson.From(Context.User, RequestPerson.Address(Context)), null, "a token that does not hold");
        return AuthenticateResult.Fail("The token does not hold.");
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return SignIn.NotSignedIn.AnswerAsync(Context, "The token does not hold: it is unknown, revoked or has ended.", "Make a new one on /tokens.");
    }
}
