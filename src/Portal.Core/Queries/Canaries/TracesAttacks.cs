using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Canaries;

/// <summary>Attacks on a trace store that is shared by labels. What counts is what a person would be shown.</summary>
internal sealed class TracesAttacks(TraceQueries traces, TimeProvider time)
{
    private const int MostTraces = 5;
    private const int MostServices = 10;
    private const int MostNeighbours = 20;
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    /// <summary>All of them.</summary>
    public IEnumerable<Trial> At(ProbedPlace place, IReadOnlyList<(Scope Scope, TenantEnvironment Environment)> neighbours)
    {
        var own = new TraceSource(place.Scope, place.Environment, place.Datasource, Masker: null) { Services = place.Services, Fresh = true };
        foreach (var label in place.Isolation.Labels.Keys)
        {
            yield return new Trial($"{label}: another's value as a tag of the search", token =>
                ShownAsync(own, ["any"], new Dictionary<string, string> { [label] = "portal-canary-other" }, token));
        }
        yield return new Trial("traces of every service", async token => await ShownAsync(own, [.. (await traces.ServicesAsync(own, Range(), token)).Value.Take(MostServices)], Frames.Frame.EmptyLabels, token));
        var sharing = neighbours.Where(neighbour => neighbour.Scope != place.Scope).SelectMany(neighbour => neighbour.Environment.Datasources
            .Where(other => other.Kind == DatasourceKind.Jaeger && other.Url == place.Datasource.Url)
            .Select(other => new TraceSource(neighbour.Scope, neighbour.Environment, other, Masker: null) { Services = neighbour.Environment.Services.Names ?? [], Fresh = true })).Take(MostNeighbours).ToList();
        if (sharing.Count > 0)
        {
            yield return new Trial("traces of other environments by their ids", token => ByIdAsync(own, sharing, token));
        }
    }

    private TimeRange Range()
    {
        var now = time.GetUtcNow();
        return new TimeRange((now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
    }

    private async Task<Sighting> ShownAsync(TraceSource source, IReadOnlyList<string> services, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation)
    {
        var seen = default(Sighting);
        foreach (var service in services)
        {
            foreach (var found in (await SearchAsync(source, service, tags, cancellation)).Value)
            {
                seen = seen.Plus(await ShownAsync(source, found.Id, cancellation));
            }
        }
        return seen;
    }

    private async Task<Sighting> ShownAsync(TraceSource source, Traces.TraceId id, CancellationToken cancellation)
    {
        var spans = (await traces.TraceAsync(source, id, cancellation))?.Spans ?? [];
        var own = spans.Count(span => SpanGuard.Belongs(span, source.Environment.Isolation));
        return new Sighting(own, spans.Count - own);
    }

    private async Task<Sighting> ByIdAsync(TraceSource own, List<TraceSource> neighbours, CancellationToken cancellation)
    {
        var seen = default(Sighting);
        foreach (var neighbour in neighbours)
        {
            foreach (var service in neighbour.Services.Take(1))
            {
                foreach (var found in (await SearchAsync(neighbour, service, Frames.Frame.EmptyLabels, cancellation)).Value.Take(1))
                {
                    seen = seen.Plus(await ShownAsync(own, found.Id, cancellation));
                }
            }
        }
        return seen;
    }

    private Task<TraceAnswer<IReadOnlyList<TraceSummary>>> SearchAsync(TraceSource source, string service, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation)
    {
        var range = Range();
        return traces.SearchAsync(source, new TraceSearch { Service = service, Tags = tags, StartNs = range.FromMs * 1_000_000, EndNs = range.ToMs * 1_000_000, Limit = MostTraces }, cancellation);
    }
}
