namespace Portal.Demo.Workloads;

/// <summary>What a process got since its start, at each scrape of a range: the flows in a row for each scrape.</summary>
internal sealed record FlowTrack(double[] Flows, long[] ElapsedMs);

/// <summary>The load of one process. Its many counters ask for the same scrapes one after the other, so the last answers are kept.</summary>
internal sealed class FlowSource(ServiceLoad load, Func<long, long> startedAt, FlowCache cache)
{
    public ServiceLoad Load => load;

    public long StartedAt(long timeMs) => startedAt(timeMs);

    public FlowTrack Track(long firstMs, long lastMs) => cache.GetOrAdd(this, firstMs, lastMs, Compute);

    private FlowTrack Compute(long firstMs, long lastMs)
    {
        var count = lastMs < firstMs ? 0 : (int)((lastMs - firstMs) / ScrapeClock.IntervalMs) + 1;
        var flows = new double[count * ServiceLoad.Flows];
        var elapsed = new long[count];
        Span<double> before = stackalloc double[ServiceLoad.Flows];
        var (started, week) = (long.MinValue, long.MinValue);
        for (var i = 0; i < count; i++)
        {
            var time = firstMs + (i * ScrapeClock.IntervalMs);
            var now = flows.AsSpan(i * ServiceLoad.Flows, ServiceLoad.Flows);
            var start = startedAt(time);
            load.Until(time, now);
            if (start != started || ServiceLoad.WeekStart(time) != week)
            {
                (started, week) = (start, ServiceLoad.WeekStart(time));
                load.Offset(start, week, before);
            }
            for (var f = 0; f < ServiceLoad.Flows; f++)
            {
                now[f] += before[f];
            }
            elapsed[i] = time - start;
        }
        return new(flows, elapsed);
    }
}

/// <summary>Keeps the tracks that were asked for last, up to a number of scrapes.</summary>
internal sealed class FlowCache
{
    // 48 bytes each.
    private const int MostScrapes = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(FlowSource, long, long), LinkedListNode<(FlowSource Source, long First, long Last, FlowTrack Track)>> _byKey = [];
    private readonly LinkedList<(FlowSource Source, long First, long Last, FlowTrack Track)> _recent = [];
    private int _scrapes;

    public FlowTrack GetOrAdd(FlowSource source, long firstMs, long lastMs, Func<long, long, FlowTrack> compute)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue((source, firstMs, lastMs), out var node))
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value.Track;
            }
        }
        var track = compute(firstMs, lastMs);
        lock (_lock)
        {
            if (_byKey.TryAdd((source, firstMs, lastMs), new((source, firstMs, lastMs, track))))
            {
                _recent.AddFirst(_byKey[(source, firstMs, lastMs)]);
                _scrapes += track.ElapsedMs.Length;
            }
            while (_scrapes > MostScrapes && _recent.Last is { } oldest)
            {
                _recent.RemoveLast();
                _byKey.Remove((oldest.Value.Source, oldest.Value.First, oldest.Value.Last));
                _scrapes -= oldest.Value.Track.ElapsedMs.Length;
            }
        }
        return track;
    }
}
