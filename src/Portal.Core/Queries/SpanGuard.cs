using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Queries;

/// <summary>
/// Judges whose a span is. Jaeger has no query language that could be scoped, so what comes back is checked: a span belongs to an environment when its process (resource)
/// carries every isolation label with that environment's value. What it says of itself in its own attributes does not count, for any client can write these.
/// </summary>
public static class SpanGuard
{
    /// <summary>Whether the span is the environment's. Without isolation labels the backend itself keeps tenants apart, and every span is.</summary>
    public static bool Belongs(Span span, Isolation isolation)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(isolation);
        foreach (var (label, value) in isolation.Labels)
        {
            var found = false;
            foreach (var attribute in span.Resource)
            {
                if (attribute.Key != label)
                {
                    continue;
                }
                // A label that stands twice must not say two things.
                if (attribute.Text != value)
                {
                    return false;
                }
                found = true;
            }
            if (!found)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether the span says that it is somebody else's: one of the isolation's labels stands on its process with another value.</summary>
    internal static bool IsAnothers(Span span, Isolation isolation) =>
        span.Resource.Any(attribute => isolation.Labels.TryGetValue(attribute.Key, out var own) && attribute.Text != own);

    /// <summary>The environment's part of a trace, which tells that others are hidden but not how many; null where no span is the environment's: there is no such trace.</summary>
    public static Trace? Filter(Trace trace, Isolation isolation)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var own = trace.Spans.Where(span => span.TraceId == trace.Id && Belongs(span, isolation)).ToList();
        if (own.Count == 0)
        {
            return null;
        }
        // The backend's remarks on the whole trace may speak of spans that are not shown.
        return own.Count == trace.Spans.Count ? trace : trace with { Spans = own, HidesOthers = true, Warnings = [] };
    }
}
