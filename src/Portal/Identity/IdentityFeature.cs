using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Tenancy;

namespace Portal.Identity;

/// <summary>Who may do what, and from where.</summary>
internal static class IdentityFeature
{
    /// <summary>Adds the local administrator, and with it the rule that the portal can be reached from this machine only.</summary>
    public static WebApplicationBuilder AddPortalIdentity(this WebApplicationBuilder builder)
    {
        LoopbackOnly.Check(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton<IAccess, LocalAdministrator>();
        services.AddAntiforgery();
        // A name that resolves to this machine only for an attacker's page must not reach the portal.
        services.PostConfigure<HostFilteringOptions>(hosts =>
        {
            hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
            hosts.AllowEmptyHosts = false;
        });
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
        return builder;
    }

    /// <summary>Puts the guard before everything else that answers.</summary>
    public static WebApplication UsePortalIdentity(this WebApplication app)
    {
        app.UseMiddleware<BrowserGuard>();
        app.UseAntiforgery();
        return app;
    }
}
