using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>
/// Fetches more lines than a backend gives at once, by time. Pages overlap in the moment that they share, so that no line is lost, and what has come before is left out, so that none comes twice.
/// </summary>
/// <param name="fetch">Gets the lines from a start up to an end that is not included, at most so many.</param>
/// <param name="direction">From which end.</param>
internal sealed class LinePages(Func<long, long, int, Task<LogsAnswer>> fetch, LogDirection direction)
{
    private readonly Dictionary<string, (IReadOnlyDictionary<string, string> Labels, List<LogLine> Lines)> _streams = [];
    private readonly List<Core.Frames.Notice> _notices = [];
    private int _count;
    private long _bytes;
    private int _foreign;
    private QueryCost? _cost;

    /// <summary>Whether more lines share one moment than the backend gives at once, so that some are missing.</summary>
    public bool Crowded { get; private set; }

    /// <summary>The lines of a window.</summary>
    /// <param name="startNs">The first moment.</param>
    /// <param name="endNs">The first moment that is not asked for.</param>
    /// <param name="limit">How many lines.</param>
    /// <param name="pageSize">How many the backend gives at once.</param>
    public async Task<LogsAnswer> FetchAsync(long startNs, long endNs, int limit, int pageSize)
    {
        long? edge = null;
        while (startNs < endNs && _count < limit)
        {
            var held = Held(edge);
            var want = (int)Math.Min(pageSize, (long)limit - _count + held.Values.Sum());
            var page = await fetch(startNs, endNs, want);
            _bytes += page.Bytes;
            _foreign += page.Foreign;
            _cost = page.Cost is { } cost && _cost is { } sum ? new QueryCost(0, 0, sum.Bytes + cost.Bytes, sum.Lines + cost.Lines) : page.Cost ?? _cost;
            _notices.AddRange(page.Notices.Where(notice => !_notices.Contains(notice)));
            var received = page.Streams.Sum(stream => stream.Lines.Count);
            var last = Last(page.Streams);
            var added = Add(page.Streams, edge, held);
            if (received < want)
            {
                break;
            }
            // A page of nothing but what is here already: the moment holds more lines than a page does.
            var past = added == 0;
            Crowded |= past;
            edge = past ? null : last;
            if (direction == LogDirection.Backward)
            {
                endNs = past ? last : last + 1;
            }
            else
            {
                startNs = past ? last + 1 : last;
            }
        }
        return new LogsAnswer(Streams(limit), _notices) { Bytes = _bytes, Foreign = _foreign, Cost = _cost };
    }

    private long Last(IReadOnlyList<LogStream> streams)
    {
        var times = streams.SelectMany(stream => stream.Lines).Select(line => line.TimeNs).DefaultIfEmpty();
        return direction == LogDirection.Backward ? times.Min() : times.Max();
    }

    /// <summary>How often each line of that moment is here.</summary>
    private Dictionary<(string, string, string), int> Held(long? moment)
    {
        var held = new Dictionary<(string, string, string), int>();
        if (moment is not null)
        {
            foreach (var (key, stream) in _streams)
            {
                foreach (var line in stream.Lines.Where(line => line.TimeNs == moment))
                {
                    var id = (key, line.Text, Key(line.Metadata));
                    held[id] = held.GetValueOrDefault(id) + 1;
                }
            }
        }
        return held;
    }

    private int Add(IReadOnlyList<LogStream> streams, long? edge, Dictionary<(string, string, string), int> held)
    {
        var added = 0;
        foreach (var stream in streams)
        {
            var key = Key(stream.Labels);
            if (!_streams.TryGetValue(key, out var known))
            {
                _streams[key] = known = (stream.Labels, []);
            }
            foreach (var line in stream.Lines)
            {
                if (line.TimeNs == edge && (key, line.Text, Key(line.Metadata)) is var id && held.GetValueOrDefault(id) is > 0 and var left)
                {
                    held[id] = left - 1;
                    continue;
                }
                known.Lines.Add(line);
                added++;
            }
        }
        _count += added;
        return added;
    }

    private List<LogStream> Streams(int limit)
    {
        var streams = _streams.Values.Where(stream => stream.Lines.Count > 0).Select(stream => new LogStream(stream.Labels, stream.Lines)).ToList();
        if (_count <= limit)
        {
            return streams;
        }
        var all = streams.SelectMany((stream, index) => stream.Lines.Select(line => (Stream: index, Line: line)));
        var kept = (direction == LogDirection.Backward ? all.OrderByDescending(one => one.Line.TimeNs) : all.OrderBy(one => one.Line.TimeNs)).Take(limit);
        return [.. kept.GroupBy(one => one.Stream).OrderBy(group => group.Key).Select(group => streams[group.Key] with { Lines = [.. group.Select(one => one.Line)] })];
    }

    // With lengths, so that no two label sets run together to the same text.
    private static string Key(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? ""
        : string.Concat(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key.Length}:{label.Key}{label.Value.Length}:{label.Value}"));
}
