using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries.Canaries;

/// <summary>Attacks on a metrics store that is shared by labels.</summary>
internal sealed class MetricsAttacks(IMetricsBackend backend, QueryTraffic traffic, TimeProvider time)
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    /// <summary>All of them, by each of the isolation's labels.</summary>
    public IEnumerable<Trial> At(ProbedPlace place)
    {
        foreach (var (label, own) in place.Isolation.Labels)
        {
            foreach (var attack in Attack.PromQL(label, own))
            {
                yield return new Trial($"{label}: {attack.Name}", async token =>
                {
                    var query = QueryScoper.PromQL(place.Scope, place.Environment, place.Datasource, attack.Text).OrThrow();
                    var answer = await traffic.ProbeAsync(query, one => backend.QueryAsync(query, "A", time.GetUtcNow().ToUnixTimeMilliseconds(), one), token);
                    return Sighting.Of(answer.Frames.Select(frame => frame.Labels), labels => !attack.IsForeign(query, labels, own));
                });
            }
            yield return new Trial($"{label}: the label's values", async token =>
            {
                var selector = QueryScoper.Selector(place.Scope, place.Environment, place.Datasource, $"{{{label}=~\".+\"}}").OrThrow();
                var now = time.GetUtcNow();
                return Sighting.Of(own, await traffic.ProbeAsync(
                    selector, one => backend.LabelValuesAsync(selector, label, (now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), one), token));
            });
        }
    }
}
