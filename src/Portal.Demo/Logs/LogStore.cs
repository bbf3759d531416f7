using Portal.Demo.Evaluation;
using Portal.Demo.Storage;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Demo.Logs;

/// <summary>The log lines of all environments, or of one. Nothing is kept: a minute's lines are worked out when they are asked for.</summary>
internal sealed class LogStore
{
    /// <summary>How many lines one query may read.</summary>
    public const int MostLines = 5_000_000;

    private readonly TraceStore _traces;
    private readonly Dictionary<(int Workload, int Service, int Instance), LogSource> _sources;

    public LogStore(TraceStore traces)
    {
        _traces = traces;
        Sources = [.. traces.Held.SelectMany(w => w.Services.SelectMany(s => s.Shares.Select((_, i) => new LogSource(w, s, i))))];
        _sources = Sources.ToDictionary(s => (s.Workload.Index, s.Service.Index, s.Instance));
    }

    /// <summary>The streams; each has lines all the time.</summary>
    public IReadOnlyList<LogSource> Sources { get; }

    public long NowNs => _traces.NowNs;

    /// <summary>A store that holds one environment's lines only.</summary>
    public LogStore Only(Workload workload) => new(_traces.Only(workload));

    public IReadOnlyList<LogSource> Select(CompiledMatcher[] matchers) => [.. Sources.Where(s => CompiledMatcher.AllMatch(matchers, s.Labels))];

    /// <summary>The lines of streams from a time on and before another, in the order of time or against it. Lazy: minutes that nobody gets to are not worked out.</summary>
    public IEnumerable<LogEntry> Read(IReadOnlyCollection<LogSource> wanted, long fromNs, long untilNs, bool forward)
    {
        var now = NowNs;
        (fromNs, untilNs) = (Math.Max(fromNs, now - (ScrapeClock.HistoryMs * 1_000_000)), Math.Min(untilNs, now + 1));
        if (wanted.Count == 0 || fromNs >= untilNs)
        {
            yield break;
        }
        var (first, last) = (fromNs / Sampler.MinuteNs, (untilNs - 1) / Sampler.MinuteNs);
        var sources = wanted.ToHashSet();
        var read = 0;
        List<LogEntry>? kept = null;
        for (var i = 0L; i <= last - first; i++)
        {
            var minute = forward ? first + i : last - i;
            // A trace leaves lines in the minute in which it began and in the next, so each is needed twice in a row.
            var before = forward ? kept ?? Begun(minute - 1, sources) : Begun(minute - 1, sources);
            var current = forward ? Begun(minute, sources) : kept ?? Begun(minute, sources);
            kept = forward ? current : before;
            var lines = before.Concat(current).Where(e => e.TimeNs / Sampler.MinuteNs == minute && e.TimeNs >= fromNs && e.TimeNs < untilNs).ToList();
            lines.Sort(forward ? Compare : static (a, b) => Compare(b, a));
            read += lines.Count;
            if (read > MostLines)
            {
                throw EvaluationException.Execution($"the query would read more than {MostLines} lines; narrow the streams or the time");
            }
            foreach (var line in lines)
            {
                yield return line;
            }
        }
    }

    private static int Compare(LogEntry a, LogEntry b) => a.TimeNs != b.TimeNs ? a.TimeNs.CompareTo(b.TimeNs) : a.Source.Labels.CompareTo(b.Source.Labels);

    /// <summary>The lines of what began within a minute; they may end in the next.</summary>
    private List<LogEntry> Begun(long minute, HashSet<LogSource> wanted)
    {
        var lines = new List<LogEntry>();
        foreach (var source in wanted)
        {
            ProcessLines.Add(source, minute, lines);
        }
        foreach (var trace in _traces.Minute(minute, [.. wanted.Select(s => s.Workload).Distinct()]))
        {
            foreach (var span in trace.Spans)
            {
                if (_sources.TryGetValue((span.Workload.Index, span.Service.Index, span.Instance), out var source) && wanted.Contains(source))
                {
                    RequestLines.Add(span, source, lines);
                }
            }
        }
        return lines;
    }
}
