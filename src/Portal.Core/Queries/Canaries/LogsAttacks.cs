using Portal.Core.LogQL;
using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries.Canaries;

/// <summary>Attacks on a log store that is shared by labels.</summary>
internal sealed class LogsAttacks(ILogsBackend backend, QueryTraffic traffic, TimeProvider time)
{
    private const int MostLines = 100;
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(15);

    /// <summary>All of them, by each of the isolation's labels.</summary>
    public IEnumerable<Trial> At(ProbedPlace place)
    {
        foreach (var (label, own) in place.Isolation.Labels)
        {
            foreach (var attack in Attack.LogQL(label, own))
            {
                yield return new Trial($"{label}: {attack.Name}", async token =>
                {
                    var query = QueryScoper.LogQL(place.Scope, place.Environment, place.Datasource, attack.Text).OrThrow();
                    return Sighting.Of(await AskAsync(query, token), labels => !attack.IsForeign(query, labels, own));
                });
            }
            yield return new Trial($"{label}: the label's values", async token =>
            {
                var (selector, from, to) = Everything(place, label);
                return Sighting.Of(own, await traffic.ProbeAsync(selector, one => backend.LabelValuesAsync(selector, label, from, to, one), token));
            });
            yield return new Trial($"{label}: the label sets of streams", async token =>
            {
                var (selector, from, to) = Everything(place, label);
                return Sighting.Of(place.Isolation, await traffic.ProbeAsync(selector, one => backend.SeriesAsync(selector, from, to, one), token));
            });
        }
    }

    private async Task<IEnumerable<IReadOnlyDictionary<string, string>>> AskAsync(ScopedQuery query, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (LogQLParser.Parse(query.Text).Expression is not LogPipeline)
        {
            return (await traffic.ProbeAsync(query, one => backend.QueryAsync(query, "A", now.ToUnixTimeMilliseconds(), one), cancellation)).Frames.Select(frame => frame.Labels);
        }
        var (from, to) = ((now - Back).ToUnixTimeMilliseconds() * 1_000_000, now.ToUnixTimeMilliseconds() * 1_000_000);
        var lines = await traffic.ProbeAsync(query, one => backend.LinesAsync(query, from, to, MostLines, LogDirection.Backward, one), cancellation);
        // What a query writes may stand at the stream or at each of its lines.
        return lines.Streams.SelectMany(stream => stream.Lines.Select(line => line.Metadata).Append(stream.Labels));
    }

    private (ScopedQuery Selector, long FromMs, long ToMs) Everything(ProbedPlace place, string label)
    {
        var now = time.GetUtcNow();
        return (QueryScoper.Streams(place.Scope, place.Environment, place.Datasource, $"{{{label}=~\".+\"}}").OrThrow(), (now - Back).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
    }
}
