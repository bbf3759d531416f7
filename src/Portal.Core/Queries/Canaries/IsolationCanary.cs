using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>
/// Finds out whether the backends of an environment keep it apart, by the way that panels' queries go: scoped, through the queue, by the same clients.
/// By labels it looks around as the environment and must see nothing of others; by headers it looks around as a tenant that does not exist and must see nothing at all.
/// A dedicated backend without either is taken at its word.
/// </summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traces">Where traces are.</param>
/// <param name="traffic">The queue; one for the whole process.</param>
/// <param name="time">The clock.</param>
public sealed class IsolationCanary(IMetricsBackend metrics, ILogsBackend logs, ITracesBackend traces, QueryTraffic traffic, TimeProvider time)
{
    private readonly MetricsProbe _metrics = new(metrics, traffic, time);
    private readonly LogsProbe _logs = new(logs, traffic, time);
    private readonly TracesProbe _traces = new(traces, traffic, time);

    /// <summary>Looks around in each of the environment's datasources, one after the other.</summary>
    /// <param name="scope">Tenant and environment.</param>
    /// <param name="environment">Its isolation and datasources.</param>
    /// <param name="services">Services that it is known to have; traces are looked for by them.</param>
    /// <param name="patience">How long each look may take.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>A finding for each datasource; none where labels and headers have no part in the isolation.</returns>
    public async Task<IReadOnlyList<CanaryFinding>> RunAsync(Scope scope, TenantEnvironment environment, IReadOnlyList<string> services, TimeSpan patience, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var findings = new List<CanaryFinding>();
        if (environment.Isolation is { Labels.Count: 0, Headers.Count: 0 })
        {
            return findings;
        }
        foreach (var datasource in environment.Datasources)
        {
            findings.Add(await RunAsync(new ProbedPlace(scope, environment, datasource, services), patience, cancellation));
        }
        return findings;
    }

    private async Task<CanaryFinding> RunAsync(ProbedPlace place, TimeSpan patience, CancellationToken cancellation)
    {
        var (seen, error) = await LookAsync(place, asStranger: false, patience, cancellation);
        if (seen.Foreign > 0)
        {
            return CanaryWords.GivesOthers(place, seen, time.GetUtcNow());
        }
        if (place.Isolation.Headers.Count > 0)
        {
            var (asStranger, refusal) = await LookAsync(place.AsStranger(), asStranger: true, patience, cancellation);
            if (asStranger is not { Own: 0, Foreign: 0 })
            {
                return CanaryWords.IgnoresHeader(place, asStranger, time.GetUtcNow());
            }
            // To be refused is what a stranger should be; to be kept waiting proves nothing.
            error ??= refusal is { Kind: not (QueryErrorKind.Forbidden or QueryErrorKind.NotFound or QueryErrorKind.BadData) } ? refusal : null;
        }
        return error is not null ? CanaryWords.NoAnswer(place, error, time.GetUtcNow())
            : seen.Own == 0 ? CanaryWords.Nothing(place, time.GetUtcNow())
            : CanaryWords.Proven(place, seen, time.GetUtcNow());
    }

    private async Task<(Sighting Seen, QueryError? Error)> LookAsync(ProbedPlace place, bool asStranger, TimeSpan patience, CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        try
        {
            return (await (place.Datasource.Kind switch
            {
                DatasourceKind.Loki => _logs.LookAsync(place, either.Token),
                DatasourceKind.Jaeger => _traces.LookAsync(place, asStranger, either.Token),
                _ => _metrics.LookAsync(place, either.Token),
            }), null);
        }
        catch (QueryException e)
        {
            return (default, e.Error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (default, new QueryError(QueryErrorKind.Timeout, $"The backend did not answer within {patience.TotalSeconds:0.#} s."));
        }
    }
}
