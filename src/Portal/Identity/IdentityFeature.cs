using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;
using Portal.Limits;

namespace Portal.Identity;

/// <summary>Who may do what, and from where.</summary>
internal static class IdentityFeature
{
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Adds who decides. Without sign-in that is the local administrator, and with it the rule that the portal can be reached from this machine only.</summary>
    public static WebApplicationBuilder AddPortalIdentity(this WebApplicationBuilder builder, SignInMode mode)
    {
        var services = builder.Services;
        services.AddQuietLogs().AddSingleton(mode);
        services.AddSingleton<IAccess>(provider =>
            mode.IsRequired ? provider.GetRequiredService<GrantedAccess>() : new LocalAdministrator(mode.Demo ? provider.GetRequiredService<GrantedAccess>() : null));
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section)
            .PostConfigure(access => access.Platform.AddRange(mode is { Demo: true, PublicDemo: false } ? [new PlatformLine { Role = Role.Administrator.Name(), Users = [DemoPersonas.PlatformAdministrator] }] : []))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<GrantedAccess>();
        services.AddSingleton<StoredGrants>();
        services.AddAntiforgery(antiforgery => antiforgery.Cookie = new PortalCookie("portal-form") { SameSite = SameSiteMode.Strict });
        var hosts = (builder.Configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A name that resolves to this machine only for an attacker's page must not reach the portal.
        services.PostConfigure<HostFilteringOptions>(filter =>
        {
            filter.AllowedHosts = mode.IsRequired ? [.. ThisMachine, .. hosts] : ThisMachine;
            filter.AllowEmptyHosts = false;
        });
        if (mode.IsRequired)
        {
            CheckHosts(builder.Configuration, hosts);
        }
        else
        {
            ListenOnLoopbackOnly(builder);
        }
        return builder;
    }

    /// <summary>Puts the guard before everything else that answers, and lets nobody by who asks too often or has to sign in first.</summary>
    public static WebApplication UsePortalIdentity(this WebApplication app)
    {
        app.UseMiddleware<BrowserGuard>();
        app.UseRatesOfAddresses();
        app.UseAuthentication();
        app.UseMiddleware<RequestPerson>();
        app.UseRatesOfPeople();
        app.UseMiddleware<DenialAudit>();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    private static void CheckHosts(IConfiguration configuration, string[] hosts)
    {
        if (hosts.Contains("*"))
        {
            throw new StartupRefusal(["AllowedHosts: '*' lets any site's page reach the portal under a name of its own; name the hosts, such as portal.example.com."]);
        }
        if (hosts.Length == 0 && !LoopbackOnly.IsHeld(configuration))
        {
            throw new StartupRefusal(["AllowedHosts: it is missing, and the portal listens on other addresses than this machine's; name the hosts that people reach it by, such as portal.example.com, with ';' between them."]);
        }
    }

    private static void ListenOnLoopbackOnly(WebApplicationBuilder builder)
    {
        LoopbackOnly.Check(builder.Configuration);
        var services = builder.Services;
        // QUIC binds by another way, which is closed here.
        services.RemoveAll<IMultiplexedConnectionListenerFactory>();
        var listeners = services.Where(s => s.ServiceType == typeof(IConnectionListenerFactory)).ToList();
        services.RemoveAll<IConnectionListenerFactory>();
        foreach (var listener in listeners)
        {
            services.AddSingleton<IConnectionListenerFactory>(provider => new LoopbackOnly(
                (IConnectionListenerFactory)(listener.ImplementationInstance
                    ?? listener.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, listener.ImplementationType!))));
        }
    }
}
