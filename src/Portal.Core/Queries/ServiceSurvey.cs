using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Asks an environment's metrics which services there are: scoped, queued and checked like any question.</summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="traffic">Queues; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class ServiceSurvey(IMetricsBackend metrics, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    private readonly MetricsQueries _metrics = new(metrics, new BackendQuestions(traffic, options));

    /// <summary>The values of the label that the environment names for its services, of the last hour; sorted, whatever they are.</summary>
    /// <exception cref="QueryException">They could not be had.</exception>
    public async Task<IReadOnlyList<string>> AskAsync(Scope scope, TenantEnvironment environment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var datasource = environment.Datasource(nameof(DatasourceKind.Prometheus))
            ?? throw new QueryException(new QueryError(QueryErrorKind.NotFound, "The environment has no Prometheus to discover services in."));
        var selector = QueryScoper.Selector(scope, environment, datasource, environment.Services.DiscoverMatch).OrThrow();
        var now = time.GetUtcNow();
        var range = new TimeRange((now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        return await _metrics.LabelValuesAsync(
            new QueryContext(scope, environment, range, 0, Fresh: true, Masker: null), selector, environment.Services.DiscoverLabel!, range, cancellation);
    }
}
