using Portal.Core.Queries.Traffic;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Canaries;

/// <summary>
/// Looks around in a trace store. With labels: a few traces, and every span of them that a person would be shown must be the environment's. Without: which services there are,
/// for the store itself keeps tenants apart.
/// </summary>
internal sealed class TracesProbe(ITracesBackend backend, QueryTraffic traffic, TimeProvider time)
{
    private const int MostServices = 5;
    private const int MostTraces = 5;
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    /// <summary>What is seen from there.</summary>
    /// <param name="place">Where, and as whom.</param>
    /// <param name="byServices">Whether the names of services are looked at, even where the spans carry labels.</param>
    /// <param name="cancellation">Ends the looking.</param>
    /// <exception cref="QueryException">The backend does not answer, or refuses to.</exception>
    public async Task<Sighting> LookAsync(ProbedPlace place, bool byServices, CancellationToken cancellation)
    {
        var access = TraceScoper.Access(place.Scope, place.Environment, place.Datasource).OrThrow();
        var names = await traffic.ProbeAsync(access, token => backend.ServicesAsync(access, token), cancellation);
        if (byServices || place.Isolation.Labels.Count == 0)
        {
            return new Sighting(names.Count, 0);
        }
        var seen = default(Sighting);
        foreach (var service in place.Services.Concat(names).Distinct(StringComparer.Ordinal).Take(MostServices))
        {
            seen = seen.Plus(await SearchAsync(place, service, cancellation));
            if (seen is not { Own: 0, Foreign: 0 })
            {
                break;
            }
        }
        return seen;
    }

    private async Task<Sighting> SearchAsync(ProbedPlace place, string service, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (search, error) = TraceScoper.Search(place.Scope, place.Environment, place.Datasource, new TraceSearch
        {
            Service = service,
            StartNs = (now - Back).ToUnixTimeMilliseconds() * 1_000_000,
            EndNs = now.ToUnixTimeMilliseconds() * 1_000_000,
            Limit = MostTraces,
        });
        var scoped = search ?? throw new QueryException(error!);
        var found = await traffic.ProbeAsync(scoped.Access, token => backend.SearchAsync(scoped, token), cancellation);
        // In a store of its own no span may be another's; in a shared one, traces cross tenants, and it is the portal that takes their spans out.
        IEnumerable<Span> shown = place.Isolation.Dedicated
            ? found.SelectMany(trace => trace.Spans)
            : found.Select(trace => SpanGuard.Filter(trace, place.Isolation)).OfType<Trace>().SelectMany(trace => trace.Spans);
        var spans = shown.ToList();
        var foreign = spans.Count(span => SpanGuard.IsAnothers(span, place.Isolation));
        return new Sighting(spans.Count - foreign, foreign);
    }
}
