using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Data;
using Portal.Identity.Protection;
using Portal.Identity.Rights;
using Portal.Identity.Tokens;
using Portal.Outgoing;

namespace Portal.Identity.SignIn;

/// <summary>Ways to sign in: OpenID Connect providers, local accounts, demo personas, and tokens for scripts.</summary>
internal static class SignInFeature
{
    private const string Default = "portal";

    /// <summary>Adds the ways that are configured. Where there are any but demo personas on this machine, everything asks for them that is not open to all.</summary>
    public static WebApplicationBuilder AddPortalSignIn(this WebApplicationBuilder builder, SignInMode mode)
    {
        var services = builder.Services;
        services.AddPortalOutgoing();
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>();
        services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        services.AddPortalProtection();
        services.AddSingleton<PeopleStore>().AddSingleton<SessionStore>().AddSingleton<TokenStore>()
            .AddSingleton<SessionSource>().AddSingleton<Sessions>().AddSingleton<OpenIdRefresh>().AddSingleton<HintProtector>()
            .AddSingleton<LocalAccounts>().AddSingleton<FirstAdministrator>().AddSingleton<DemoPersonas>()
            .AddSingleton<ApiTokens>().AddSingleton<Presence>()
            .AddSingleton<Administration>().AddSingleton<AccountAdministration>();
        LocalAccounts.Configure(services);
        AddSchemes(services, mode);
        AddProxies(builder);
        services.AddAuthorization(authorization => authorization.FallbackPolicy = mode.IsRequired ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build() : null);
        if (mode.IsRequired || mode.Demo)
        {
            services.AddHostedService(provider => provider.GetRequiredService<StoredGrants>());
        }
        if (mode.Accounts)
        {
            services.AddHostedService(provider => provider.GetRequiredService<FirstAdministrator>());
        }
        return builder;
    }

    /// <summary>Follows who sits before open pages; after the pages' own services.</summary>
    public static IServiceCollection AddPortalPresence(this IServiceCollection services, SignInMode mode) =>
        mode.IsRequired || mode.Demo ? services.AddScoped<AuthenticationStateProvider, FollowedAuthentication>() : services;

    /// <summary>Maps what the sign-in pages post to.</summary>
    public static WebApplication MapPortalSignIn(this WebApplication app)
    {
        SignInEndpoints.Map(app, app.Services.GetRequiredService<SignInMode>());
        return app;
    }

    private static void AddSchemes(IServiceCollection services, SignInMode mode)
    {
        var authentication = services.AddAuthentication(Default)
            .AddPolicyScheme(Default, null, policy => policy.ForwardDefaultSelector = context => mode.IsRequired && TokenHandler.IsBrought(context.Request) ? ApiTokens.Scheme : Sessions.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(ApiTokens.Scheme, null)
            .AddCookie(Sessions.Scheme, cookie =>
            {
                cookie.Cookie = new PortalCookie("portal");
                cookie.CookieManager = new SessionCookies();
                cookie.SlidingExpiration = false;
                cookie.Events = new CookieAuthenticationEvents { OnRedirectToLogin = context => NotSignedIn.AnswerAsync(context.HttpContext) };
            });
        services.AddTransient<SessionHandler>().Configure<AuthenticationOptions>(all => all.SchemeMap[Sessions.Scheme].HandlerType = typeof(SessionHandler));
        services.AddOptions<CookieAuthenticationOptions>(Sessions.Scheme).Configure<Sessions, IOptions<SignInOptions>>((cookie, sessions, options) =>
        {
            cookie.SessionStore = sessions;
            cookie.ExpireTimeSpan = options.Value.SessionLength;
        });
        foreach (var name in mode.Providers.Keys)
        {
            OpenIdSetup.Add(authentication, name, mode);
            services.AddOptions<Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions>(name)
                .Configure<IOptions<SignInOptions>, AddressGuard>((handler, options, guard) =>
                {
                    handler.TokenValidationParameters.ClockSkew = options.Value.ClockSkew;
                    // The provider tells where its endpoints are; the configuration listed its own host alone.
                    var host = new Uri(mode.Providers[name].Authority).IdnHost;
                    handler.BackchannelHttpHandler = guard.Handler(asked => asked.Equals(host, StringComparison.OrdinalIgnoreCase));
                });
        }
    }

    /// <summary>Believes proxies that are named what they say of the client and of https, and nobody else.</summary>
    private static void AddProxies(WebApplicationBuilder builder)
    {
        var proxies = builder.Configuration.GetSection("Proxies").GetChildren().Select(p => p.Value ?? "").ToList();
        var networks = proxies.Select(text => System.Net.IPNetwork.TryParse(text, out var network) ? network : IPAddress.TryParse(text, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8) : (System.Net.IPNetwork?)null).ToList();
        if (networks.IndexOf(null) is >= 0 and var wrong)
        {
            throw new StartupRefusal([$"Proxies:{wrong}: '{proxies[wrong]}' is neither an address nor a network such as 10.0.0.0/8."]);
        }
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // As many proxies as are named, one after the other.
            forwarded.ForwardLimit = null;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var network in networks.OfType<System.Net.IPNetwork>())
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
    }
}
