using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;

namespace Portal.Canaries;

/// <summary>The proof, while the portal runs, that backends keep tenants apart.</summary>
internal static class CanariesFeature
{
    /// <summary>Adds what finds out and remembers it.</summary>
    public static IServiceCollection AddPortalCanaries(this IServiceCollection services)
    {
        services.AddOptions<IsolationOptions>().BindConfiguration(IsolationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IsolationOptions>, IsolationOptionsValidator>();
        services.TryAddSingleton(provider => new IsolationCanary(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<ITracesBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new IsolationCheck(
            provider.GetRequiredService<IsolationCanary>(),
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<TraceQueries>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds the service that runs the canaries.</summary>
    public static IServiceCollection AddCanaryService(this IServiceCollection services) => services.AddHostedService<CanaryService>();
}
