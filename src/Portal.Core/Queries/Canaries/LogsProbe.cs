using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries.Canaries;

/// <summary>Looks around in a log store by its index alone, which reads no line: the volume of all streams by the isolation's labels, or their values where the store keeps no volumes.</summary>
internal sealed class LogsProbe(ILogsBackend backend, QueryTraffic traffic, TimeProvider time)
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(1);

    /// <summary>What is seen from there.</summary>
    /// <exception cref="QueryException">The backend does not answer, or refuses to.</exception>
    public async Task<Sighting> LookAsync(ProbedPlace place, CancellationToken cancellation)
    {
        var scoped = QueryScoper.Streams(place.Scope, place.Environment, place.Datasource, null).OrThrow();
        var now = time.GetUtcNow();
        var (from, to) = ((now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        var labels = place.Isolation.Labels;
        if (labels.Count == 0)
        {
            return new Sighting((await traffic.ProbeAsync(scoped, token => backend.LabelNamesAsync(scoped, from, to, token), cancellation)).Count, 0);
        }
        try
        {
            var answer = await traffic.ProbeAsync(scoped, token => backend.VolumeAsync(scoped, "A", [.. labels.Keys], from, to, 0, token), cancellation);
            if (answer.Frames.Count > 0)
            {
                return Sighting.Of(place.Isolation, answer.Frames.Select(frame => frame.Labels));
            }
        }
        catch (QueryException e) when (e.Error.Kind is QueryErrorKind.NotFound or QueryErrorKind.BadData or QueryErrorKind.Execution or QueryErrorKind.Internal)
        {
            // A store that keeps no volumes says so in one of these ways.
        }
        var seen = default(Sighting);
        foreach (var (label, own) in labels)
        {
            seen = seen.Plus(Sighting.Of(own, await traffic.ProbeAsync(scoped, token => backend.LabelValuesAsync(scoped, label, from, to, token), cancellation)));
        }
        return seen;
    }
}
