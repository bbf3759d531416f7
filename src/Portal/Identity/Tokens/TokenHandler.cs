using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Audit;

namespace Portal.Identity.Tokens;

/// <summary>Lets in whoever sends <c>Authorization: Bearer portal_…</c>.</summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens, AuditDenials denials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Whether a request brings a person's token, good or not.</summary>
    public static bool IsBrought(HttpRequest request) => Brought(request) is not null;

    private static string? Brought(HttpRequest request) => request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<TokenOfItsOwn>() is null ? BearerToken.Of(request) : null;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Brought(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }
        if (await tokens.ReadAsync(token, RequestPerson.Address(Context), Context.RequestAborted) is { } person)
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
