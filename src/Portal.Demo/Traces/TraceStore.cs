using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>A trace as a store has it: the spans that the store holds, parents before their children.</summary>
internal sealed record DemoTrace(TracePlace Place, long StartNs, List<DemoSpan> Spans)
{
    public string Id => Place.TraceId;
}

/// <summary>The traces of all environments, or the spans of one. Nothing is kept: they are worked out when they are asked for.</summary>
internal sealed class TraceStore(TimeProvider time, Workload[] all, Workload[] held)
{
    public TraceStore(TimeProvider time, Workload[] all)
        : this(time, all, all)
    {
    }

    public IReadOnlyList<Workload> Held => held;

    public long NowNs => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>A store that holds one environment's spans only.</summary>
    public TraceStore Only(Workload workload) => new(time, all, [workload]);

    /// <summary>The trace of that id; null where the store holds no span of it. A trace is there whole once its first span has begun.</summary>
    public DemoTrace? Find(string id) =>
        TracePlace.TryParse(id, out var place) && Sampler.Find(all, place) is { } request && Exists(request) && Make(request) is { Spans.Count: > 0 } trace ? trace : null;

    /// <summary>The traces that began within a minute, the newest first.</summary>
    /// <param name="minute">The minute since 1970.</param>
    /// <param name="of">Whose spans are wanted; traces without any of these may be left out.</param>
    public List<DemoTrace> Minute(long minute, IReadOnlyCollection<Workload>? of = null)
    {
        var traces = new List<DemoTrace>();
        var wanted = of ?? held;
        foreach (var home in all)
        {
            var own = wanted.Contains(home);
            if (!own && !wanted.Any(w => w.Tenant.Id == "nova" && home.Tenant.Id == "acme" && w.Environment == home.Environment))
            {
                continue;
            }
            foreach (var service in own ? home.Services : [home.Service("payments")])
            {
                foreach (var request in Sampler.Minute(home, service, minute))
                {
                    if (Exists(request) && (own || TraceMaker.CrossesTenants(request)) && Make(request) is { Spans.Count: > 0 } trace)
                    {
                        traces.Add(trace);
                    }
                }
            }
        }
        traces.Sort(static (a, b) => a.StartNs != b.StartNs ? b.StartNs.CompareTo(a.StartNs) : a.Place.Seed.CompareTo(b.Place.Seed));
        return traces;
    }

    private bool Exists(SampledRequest request)
    {
        var now = NowNs;
        return request.StartNs <= now && request.StartNs >= now - (ScrapeClock.HistoryMs * 1_000_000);
    }

    private DemoTrace Make(SampledRequest request)
    {
        var spans = TraceMaker.Make(all, request);
        return new(request.Place, request.StartNs, held.Length == all.Length ? spans : spans.FindAll(s => held.Contains(s.Workload)));
    }
}
