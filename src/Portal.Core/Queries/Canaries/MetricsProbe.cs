using Portal.Core.Dashboards;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Canaries;

/// <summary>
/// Looks around in a metrics store as broadly as is cheap: what every target has, grouped by the isolation's labels; where a store has none of these, the values of the labels among all series,
/// which the index alone can tell.
/// </summary>
internal sealed class MetricsProbe(IMetricsBackend backend, QueryTraffic traffic, TimeProvider time)
{
    private const string EveryTarget = "{__name__=~\"up|target_info\"}";
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    /// <summary>What is seen from there.</summary>
    /// <exception cref="QueryException">The backend does not answer, or refuses to.</exception>
    public async Task<Sighting> LookAsync(ProbedPlace place, CancellationToken cancellation)
    {
        var seen = await TargetsAsync(place, cancellation);
        return seen is { Own: 0, Foreign: 0 } ? await ValuesAsync(place, cancellation) : seen;
    }

    private async Task<Sighting> TargetsAsync(ProbedPlace place, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var context = new QueryContext(place.Scope, place.Environment, new TimeRange(now - (long)Back.TotalMilliseconds, now), 0, Fresh: true, Masker: null);
        var by = string.Join(", ", place.Isolation.Labels.Keys);
        var query = new PanelQuery { RefId = "A", Datasource = place.Datasource.Name, Expr = $"count by ({by}) ({EveryTarget})", Instant = true };
        var none = new Dictionary<string, VariableValue>();
        var planned = QueryPlanner.Plan(context, PanelKind.Table, query, none, none);
        var scoped = planned.Scoped ?? throw new QueryException(planned.Error!);
        var answer = await traffic.ProbeAsync(scoped, token => backend.QueryAsync(scoped, "A", now, token), cancellation);
        return Sighting.Of(place.Isolation, answer.Frames.Select(frame => frame.Labels));
    }

    private async Task<Sighting> ValuesAsync(ProbedPlace place, CancellationToken cancellation)
    {
        var scoped = QueryScoper.Selector(place.Scope, place.Environment, place.Datasource, null).OrThrow();
        var now = time.GetUtcNow();
        Task<IReadOnlyList<string>> ValuesOf(string label) => traffic.ProbeAsync(
            scoped, token => backend.LabelValuesAsync(scoped, label, (now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), token), cancellation);
        if (place.Isolation.Labels.Count == 0)
        {
            return new Sighting((await ValuesOf("__name__")).Count, 0);
        }
        var seen = default(Sighting);
        foreach (var (label, own) in place.Isolation.Labels)
        {
            seen = seen.Plus(Sighting.Of(own, await ValuesOf(label)));
        }
        return seen;
    }
}
