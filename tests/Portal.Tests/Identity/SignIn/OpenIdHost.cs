using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Portal.Tests.Identity.SignIn;

/// <summary>Someone whom the provider knows.</summary>
public sealed record ProviderPerson(string Name, string Email, bool Verified, params string[] Groups)
{
    public string[] Tenants { get; init; } = [];
}

/// <summary>A real OpenID Connect provider on a port of its own. Whoever asks is shown a list of people and clicks one.</summary>
public sealed class OpenIdHost : IAsyncDisposable
{
    public const string ClientId = "portal";
    public const string ClientSecret = "a secret between the two";
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private readonly WebApplication _app;

    private OpenIdHost(WebApplication app) => _app = app;

    /// <summary>The people by subject; tests change it.</summary>
    public ConcurrentDictionary<string, ProviderPerson> People { get; } = new();

    /// <summary>How often tokens were refreshed.</summary>
    public int Refreshes { get; private set; }

    /// <summary>The identity token hints that came with requests to sign out.</summary>
    public ConcurrentBag<string> SignedOut { get; } = [];

    /// <summary>Whether it is out of order.</summary>
    public bool IsBroken { get; set; }

    public string Address => _app.Urls.First();

    public static async Task<OpenIdHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetUserInfoEndpointUris("connect/userinfo").SetEndSessionEndpointUris("connect/logout");
            server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().RequireProofKeyForCodeExchange();
            // Keys of RSA take seconds to make.
            server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
            server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess);
            server.EnableDegradedMode();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || !Uri.TryCreate(context.RedirectUri, UriKind.Absolute, out var uri) || !uri.AbsolutePath.StartsWith("/sign-in/callback/", StringComparison.Ordinal))
                {
                    context.Reject(Errors.InvalidClient);
                }
                return default;
            }));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                {
                    context.Reject(Errors.InvalidClient);
                }
                return default;
            }));
            server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableUserInfoEndpointPassthrough().EnableEndSessionEndpointPassthrough().DisableTransportSecurityRequirement();
        });
        var app = builder.Build();
        var host = new OpenIdHost(app);
        app.Use((context, next) =>
        {
            if (!host.IsBroken)
            {
                return next(context);
            }
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        app.UseAuthentication();
        app.Map("/connect/authorize", host.Authorize);
        app.MapPost("/connect/token", (Delegate)host.TokenAsync);
        app.MapGet("/connect/userinfo", (Delegate)host.UserInfoAsync);
        app.Map("/connect/logout", (HttpContext context) =>
        {
            host.SignedOut.Add(context.GetOpenIddictServerRequest()!.IdTokenHint ?? "");
            return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [Scheme]);
        });
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        if (context.Request.Query["as"] is [{ Length: > 0 } subject] && People.TryGetValue(subject, out var person))
        {
            return Results.SignIn(Principal(subject, person, context.GetOpenIddictServerRequest()!.GetScopes()), new AuthenticationProperties(), Scheme);
        }
        var links = People.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"<li><a href=\"{context.Request.Path}{WebUtility.HtmlEncode(context.Request.QueryString.Value)}&amp;as={p.Key}\">{WebUtility.HtmlEncode(p.Value.Name)}</a></li>");
        return Results.Content($"<!DOCTYPE html><html lang=\"en\"><title>Who are you?</title><h1>Who are you?</h1><ul>{string.Concat(links)}</ul>", "text/html");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var known = (await context.AuthenticateAsync(Scheme)).Principal!;
        var subject = known.GetClaim(Claims.Subject)!;
        Refreshes += request.IsRefreshTokenGrantType() ? 1 : 0;
        return People.TryGetValue(subject, out var person)
            ? Results.SignIn(Principal(subject, person, known.GetScopes()), new AuthenticationProperties(), Scheme)
            : Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidGrant }), [Scheme]);
    }

    private async Task<IResult> UserInfoAsync(HttpContext context)
    {
        var subject = (await context.AuthenticateAsync(Scheme)).Principal!.GetClaim(Claims.Subject)!;
        return People.TryGetValue(subject, out var person) ? Results.Json(new { sub = subject, email = person.Email, email_verified = person.Verified }) : Results.Challenge(null, [Scheme]);
    }

    private static ClaimsPrincipal Principal(string subject, ProviderPerson person, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.Name, person.Name).SetClaims("groups", [.. person.Groups]).SetClaims("org", [.. person.Tenants]);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        identity.SetScopes(scopes);
        return new ClaimsPrincipal(identity);
    }
}
