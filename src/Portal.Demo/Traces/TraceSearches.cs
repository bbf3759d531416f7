using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>What is looked for among traces: one span that fulfils all of it.</summary>
internal sealed record TraceQuery(string Service, string? Operation, IReadOnlyDictionary<string, string> Tags, long FromNs, long ToNs, long MinNs, long MaxNs, int Limit);

/// <summary>Looks through traces as Jaeger does.</summary>
internal static class TraceSearches
{
    private const int MostMinutes = 60;

    /// <summary>The newest traces with a span that fits.</summary>
    public static List<DemoTrace> Search(TraceStore store, TraceQuery query, CancellationToken cancellation)
    {
        // Only environments that the tags do not rule out.
        var workloads = store.Held.Where(w => w.Services.Any(s => s.Spec.Name == query.Service)
            && (!query.Tags.TryGetValue("tenant", out var tenant) || w.Tenant.Id == tenant)
            && (!query.Tags.TryGetValue("environment", out var environment) || w.Environment.Name == environment)).ToList();
        var found = new List<DemoTrace>();
        var (first, last) = Minutes(store, query.FromNs, query.ToNs);
        for (var minute = last; workloads.Count > 0 && minute >= first - 1 && found.Count < query.Limit; minute--)
        {
            cancellation.ThrowIfCancellationRequested();
            found.AddRange(store.Minute(minute, workloads).Where(t => t.Spans.Exists(s => Fits(s, query))).Take(query.Limit - found.Count));
        }
        return found;
    }

    /// <summary>The operations that a service may do, with their kinds.</summary>
    public static IEnumerable<(string Name, string Kind)> Operations(TraceStore store, string service)
    {
        foreach (var spec in store.Held.SelectMany(w => w.Tenant.Services).Where(s => s.Name == service).DistinctBy(s => s.Name))
        {
            var called = Topology.Tenants.SelectMany(t => t.Services).Where(s => spec.Calls.Contains(s.Name) || (service == "payments" && s.Name == "gateway"));
            foreach (var operation in spec.Routes.Select(r => (Name: $"{r.Method} {r.Path}", Kind: "server")).Concat(called.SelectMany(c => c.Routes).Select(r => ($"{r.Method} {r.Path}", "client"))).Distinct())
            {
                yield return operation;
            }
            foreach (var verb in spec.HasDatabase ? spec.Routes.Select(r => SpanDetails.Verb(r.Method)).Distinct() : [])
            {
                yield return ($"{verb} {service}", "client");
            }
        }
    }

    /// <summary>Who called whom how often within a time, about: from whole minutes spread evenly over it.</summary>
    public static IEnumerable<(string Caller, string Callee, long Calls)> Dependencies(TraceStore store, long fromNs, long toNs, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<(string, string), long>();
        var (first, last) = Minutes(store, fromNs, toNs);
        var stride = Math.Max(1, (last - first + 1) / MostMinutes);
        for (var minute = last; minute >= first; minute -= stride)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var span in store.Minute(minute).SelectMany(t => t.Spans))
            {
                if (span is { Role: SpanRole.Request, Parent: { } call } && store.Held.Contains(call.Workload))
                {
                    var key = (call.Service.Spec.Name, span.Service.Spec.Name);
                    counts[key] = counts.GetValueOrDefault(key) + stride;
                }
            }
        }
        return counts.Select(c => (c.Key.Item1, c.Key.Item2, c.Value));
    }

    private static (long First, long Last) Minutes(TraceStore store, long fromNs, long toNs) =>
        (Math.Max(fromNs, store.NowNs - (ScrapeClock.HistoryMs * 1_000_000)) / Sampler.MinuteNs, Math.Min(toNs, store.NowNs) / Sampler.MinuteNs);

    private static bool Fits(DemoSpan span, TraceQuery query) =>
        span.Service.Spec.Name == query.Service
        && (query.Operation is null || span.Operation == query.Operation)
        && span.StartNs >= query.FromNs && span.StartNs <= query.ToNs
        && span.DurationNs >= query.MinNs && span.DurationNs <= query.MaxNs
        && query.Tags.All(tag => Has(span, tag.Key, tag.Value));

    /// <summary>Whether a tag of the span, of its process or of its events has that value.</summary>
    private static bool Has(DemoSpan span, string key, string value) =>
        SpanDetails.Tags(span).Concat(SpanDetails.Resource(span)).Concat(SpanDetails.Events(span).SelectMany(e => e.Attributes)).Any(tag => tag.Key == key && SpanDetails.Text(tag.Value) == value);
}
