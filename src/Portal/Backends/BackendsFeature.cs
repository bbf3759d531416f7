using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Portal.Backends.Discovery;
using Portal.Backends.Jaeger;
using Portal.Backends.Loki;
using Portal.Backends.Prometheus;
using Portal.Core.Queries;
using Portal.Outgoing;

namespace Portal.Backends;

/// <summary>The backends that hold telemetry.</summary>
internal static class BackendsFeature
{
    /// <summary>Adds the clients, and the discovery of services.</summary>
    public static IServiceCollection AddBackends(this IServiceCollection services) => services.AddBackendClients().AddHostedService<ServiceDiscovery>();

    /// <summary>Adds the clients of Prometheus, Loki and Jaeger and of whatever speaks their APIs.</summary>
    public static IServiceCollection AddBackendClients(this IServiceCollection services)
    {
        services.AddOptions<BackendOptions>().BindConfiguration(BackendOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BackendOptions>, BackendOptionsValidator>();
        services.AddPortalOutgoing();
        services.AddSingleton<BackendConnections>();
        services.AddSingleton<BackendCircuits>();
        services.AddHttpClient(BackendClient.Name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<BackendConnections>())
            // The connections themselves take care of growing old.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(provider => new ResilienceHandler(provider.GetRequiredService<BackendCircuits>().Of))
            .RemoveAllLoggers();
        return services
            .AddSingleton<BackendClient>()
            .AddSingleton<IMetricsBackend, PrometheusBackend>()
            .AddSingleton<ITracesBackend, JaegerBackend>()
            .AddSingleton<BackendSockets>()
            .AddSingleton<ILogsBackend, LokiBackend>();
    }
}
