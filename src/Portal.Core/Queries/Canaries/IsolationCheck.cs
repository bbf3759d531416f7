using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>The canary, and attacks made by hand: what an operator runs to see the isolation proven on the live backends.</summary>
/// <param name="canary">The canary.</param>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traces">Where traces are.</param>
/// <param name="traffic">The queue.</param>
/// <param name="time">The clock.</param>
public sealed class IsolationCheck(IsolationCanary canary, IMetricsBackend metrics, ILogsBackend logs, TraceQueries traces, QueryTraffic traffic, TimeProvider time)
{
    private readonly MetricsAttacks _metrics = new(metrics, traffic, time);
    private readonly LogsAttacks _logs = new(logs, traffic, time);
    private readonly TracesAttacks _traces = new(traces, time);

    /// <summary>Checks one environment.</summary>
    /// <param name="scope">Tenant and environment.</param>
    /// <param name="environment">Its isolation and datasources.</param>
    /// <param name="neighbours">Other environments, whose traces are asked for by their ids where they are in the same store.</param>
    /// <param name="patience">How long each question may take.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async Task<IsolationReport> RunAsync(Scope scope, TenantEnvironment environment, IReadOnlyList<(Scope Scope, TenantEnvironment Environment)> neighbours, TimeSpan patience, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var services = environment.Services.Names ?? [];
        var findings = await canary.RunAsync(scope, environment, services, patience, cancellation);
        var attacks = new List<AttackResult>();
        if (environment.Isolation.Labels.Count > 0)
        {
            foreach (var datasource in environment.Datasources)
            {
                var place = new ProbedPlace(scope, environment, datasource, services);
                var trials = datasource.Kind switch
                {
                    DatasourceKind.Loki => _logs.At(place),
                    DatasourceKind.Jaeger => _traces.At(place, neighbours),
                    _ => _metrics.At(place),
                };
                foreach (var trial in trials)
                {
                    attacks.Add(await trial.RunAsync(place, patience, time, cancellation));
                }
            }
        }
        return new IsolationReport(scope, environment.Isolation, findings, attacks);
    }
}
