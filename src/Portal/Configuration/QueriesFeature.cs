using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;

namespace Portal.Configuration;

/// <summary>Checks <see cref="QueryOptions"/>; each message names its key.</summary>
internal sealed class QueryOptionsValidator : IValidateOptions<QueryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, QueryOptions options)
    {
        var problems = new OptionProblems(QueryOptions.Section);
        problems.Range(options.MaxRunning, 1, 10_000, nameof(options.MaxRunning));
        problems.Range(options.MaxRunningPerTenant, 1, 10_000, nameof(options.MaxRunningPerTenant));
        problems.Range(options.MaxRunningPerDatasource, 1, 1_000, nameof(options.MaxRunningPerDatasource));
        problems.When(options.MaxRunningPerTenant > options.MaxRunning, nameof(options.MaxRunningPerTenant), "it is greater than MaxRunning, so that one tenant could take all places");
        problems.Range(options.QueueLength, 0, 100_000, nameof(options.QueueLength));
        problems.Range(options.QueueWait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.QueueWait));
        problems.Range(options.CacheEntries, 0, 1_000_000, nameof(options.CacheEntries));
        problems.Range(options.CacheBytes, 0, 64L << 30, nameof(options.CacheBytes));
        problems.Range(options.CacheLifetime, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(options.CacheLifetime));
        problems.Range(options.LongestRange, TimeSpan.FromHours(1), TimeSpan.FromDays(3653), nameof(options.LongestRange));
        problems.Range(options.MaxSeries, 1, 100_000, nameof(options.MaxSeries));
        problems.Range(options.MaxTails, 0, 10_000, nameof(options.MaxTails));
        problems.Range(options.MaxTailsPerTenant, 0, 10_000, nameof(options.MaxTailsPerTenant));
        return problems.Result();
    }
}

/// <summary>Planning, scoping and sending queries. Which backends there are is added apart.</summary>
internal static class QueriesFeature
{
    /// <summary>Adds the service that answers panels, with its bounds.</summary>
    public static IServiceCollection AddPortalQueries(this IServiceCollection services)
    {
        services.AddOptions<QueryOptions>().BindConfiguration(QueryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<QueryOptions>, QueryOptionsValidator>();
        services.TryAddSingleton<IsolationLedger>();
        services.AddSingleton(provider => new QueryTraffic(
            provider.GetRequiredService<IOptions<QueryOptions>>().Value, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IsolationLedger>()));
        services.TryAddSingleton(provider => new PanelDataService(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TraceQueries>()));
        services.TryAddSingleton(provider => new TraceQueries(
            provider.GetRequiredService<ITracesBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ServiceSurvey(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new PanelLogsService(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new PanelMetricsService(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new AnnotationService(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new QueryLinter(
            provider.GetRequiredService<IMetricsBackend>(),
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<TraceQueries>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new LogSearchService(
            provider.GetRequiredService<ILogsBackend>(),
            provider.GetRequiredService<QueryTraffic>(),
            provider.GetRequiredService<IOptions<QueryOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
