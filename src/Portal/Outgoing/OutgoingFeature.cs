using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Portal.Outgoing;

/// <summary>Calls to other machines.</summary>
internal static class OutgoingFeature
{
    /// <summary>Adds what makes their connections.</summary>
    public static IServiceCollection AddPortalOutgoing(this IServiceCollection services)
    {
        services.AddOptions<OutgoingOptions>().BindConfiguration(OutgoingOptions.Section);
        services.TryAddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.TryAddSingleton<AddressGuard>();
        return services;
    }
}
