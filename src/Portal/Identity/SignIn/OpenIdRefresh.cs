using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Portal.Identity.SignIn;

/// <summary>Exchanges a refresh token for new ones, and reads what the provider now says of the person.</summary>
/// <param name="handlers">How providers are reached.</param>
/// <param name="mode">The providers.</param>
/// <param name="logger">Hears of providers that cannot be reached.</param>
internal sealed partial class OpenIdRefresh(IOptionsMonitor<OpenIdConnectOptions> handlers, SignInMode mode, ILogger<OpenIdRefresh> logger)
{
    private const int MaxAnswer = 1 << 20;

    /// <summary>What the provider says; null where it cannot be reached. The ticket takes the new tokens.</summary>
    public async Task<SourceAnswer?> AskAsync(OpenIdProvider provider, Person person, AuthenticationProperties ticket, CancellationToken cancellation)
    {
        if (ticket.GetTokenValue("refresh_token") is not { Length: > 0 } refreshToken)
        {
            return new SourceAnswer.Gone("The provider has given no refresh token; the person is sent there again.");
        }
        try
        {
            var handler = handlers.Get(person.Provider);
            var endpoints = await handler.ConfigurationManager!.GetConfigurationAsync(cancellation);
            var (tokens, refusal) = await ExchangeAsync(handler, provider, endpoints, refreshToken, cancellation);
            if (tokens is null)
            {
                return refusal;
            }
            if (await ReadAsync(handler, provider, endpoints, tokens, person, cancellation) is not { } claims)
            {
                return new SourceAnswer.Gone("The provider did not say who the person is.");
            }
            Keep(ticket, tokens);
            return OpenIdPeople.From(person.Provider, provider, mode.Providers.Values, claims) is { } now && now.Id == person.Id
                ? new SourceAnswer.Told(now)
                : new SourceAnswer.Gone("The provider names another person.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or InvalidOperationException or SecurityTokenException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogUnreached(person.Provider, e);
            return null;
        }
    }

    /// <summary>Whether the provider tells where its endpoints are; what it told before counts.</summary>
    public async Task<bool> IsReachedAsync(string provider, CancellationToken cancellation)
    {
        try
        {
            await handlers.Get(provider).ConfigurationManager!.GetConfigurationAsync(cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogUnreached(provider, e);
            return false;
        }
    }

    private static async Task<(OpenIdConnectMessage? Tokens, SourceAnswer? Refusal)> ExchangeAsync(
        OpenIdConnectOptions handler, OpenIdProvider provider, OpenIdConnectConfiguration endpoints, string refreshToken, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken, ["client_id"] = provider.ClientId };
        if (provider.ClientSecret.Length > 0)
        {
            form["client_secret"] = provider.ClientSecret;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        using var answer = await handler.Backchannel.SendAsync(request, cancellation);
        if ((int)answer.StatusCode is 400 or 401)
        {
            return (null, new SourceAnswer.Gone("The provider no longer lets the person in."));
        }
        answer.EnsureSuccessStatusCode();
        return (new OpenIdConnectMessage(await TextAsync(answer, cancellation)), null);
    }

    /// <summary>The claims of the new identity token and of the user information; null where they are not this person's, or leave out what rights hang on.</summary>
    private static async Task<List<Claim>?> ReadAsync(
        OpenIdConnectOptions handler, OpenIdProvider provider, OpenIdConnectConfiguration endpoints, OpenIdConnectMessage tokens, Person person, CancellationToken cancellation)
    {
        var claims = new List<Claim>();
        var subject = person.Id[(person.Provider.Length + 1)..];
        if (!string.IsNullOrEmpty(tokens.IdToken))
        {
            var parameters = handler.TokenValidationParameters.Clone();
            parameters.ValidIssuers = [.. parameters.ValidIssuers ?? [], endpoints.Issuer];
            parameters.IssuerSigningKeys = [.. parameters.IssuerSigningKeys ?? [], .. endpoints.SigningKeys];
            var validated = await handler.TokenHandler.ValidateTokenAsync(tokens.IdToken, parameters);
            if (!validated.IsValid || validated.ClaimsIdentity.FindFirst("sub")?.Value != subject)
            {
                return null;
            }
            claims.AddRange(validated.ClaimsIdentity.Claims);
        }
        if (!string.IsNullOrEmpty(endpoints.UserInfoEndpoint) && !string.IsNullOrEmpty(tokens.AccessToken))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoints.UserInfoEndpoint) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken) } };
            using var answer = await handler.Backchannel.SendAsync(request, cancellation);
            if ((int)answer.StatusCode is 401 or 403)
            {
                return null;
            }
            answer.EnsureSuccessStatusCode();
            using var told = JsonDocument.Parse(await TextAsync(answer, cancellation));
            if (!told.RootElement.TryGetProperty("sub", out var sub) || sub.GetString() != subject)
            {
                return null;
            }
            foreach (var action in handler.ClaimActions)
            {
                var identity = new ClaimsIdentity();
                action.Run(told.RootElement, identity, "");
                claims.AddRange(identity.Claims);
            }
        }
        // A refresh without an identity token may not tell the groups: then the person is sent to the provider again, rather than left with the old ones or without any.
        var tellsAll = !string.IsNullOrEmpty(tokens.IdToken) || person.Groups.Count == 0 || claims.Any(c => c.Type == provider.GroupsClaim);
        return claims.Count > 0 && tellsAll ? claims : null;
    }

    private static void Keep(AuthenticationProperties ticket, OpenIdConnectMessage tokens)
    {
        Set("access_token", tokens.AccessToken);
        Set("refresh_token", tokens.RefreshToken);
        Set("id_token", tokens.IdToken);

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                ticket.UpdateTokenValue(name, value);
            }
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await answer.Content.LoadIntoBufferAsync(MaxAnswer, cancellation);
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The provider {Provider} cannot be reached")]
    private partial void LogUnreached(string provider, Exception exception);
}
