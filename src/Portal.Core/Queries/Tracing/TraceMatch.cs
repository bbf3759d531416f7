using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>
/// Checks what a search has found against what was looked for. A trace that crosses tenants may have been found by a span that its reader may not see: were it shown,
/// a search would tell what is in that span.
/// </summary>
internal static class TraceMatch
{
    /// <summary>Whether one span of the trace is what was looked for.</summary>
    public static bool Fits(Trace trace, TraceSearch search) => trace.Spans.Any(span => Fits(span, search));

    private static bool Fits(Span span, TraceSearch search) =>
        span.Service == search.Service
        && (search.Operation is null || span.Operation == search.Operation)
        && (search.MinDurationNs is null || span.DurationNs >= search.MinDurationNs)
        && (search.MaxDurationNs is null || span.DurationNs <= search.MaxDurationNs)
        && search.Tags.All(tag => Has(span, tag.Key, tag.Value));

    private static bool Has(Span span, string key, string value) =>
        // OpenTelemetry has a status where Jaeger has a tag.
        (key == "error" && value == "true" && span.IsError)
        || (key == "span.kind" && value == span.Kind)
        || Has(span.Attributes, key, value)
        || Has(span.Resource, key, value)
        || span.Events.Any(happened => Has(happened.Attributes, key, value) || (key is "event" && happened.Name == value));

    private static bool Has(IReadOnlyList<SpanAttribute> attributes, string key, string value)
    {
        foreach (var attribute in attributes)
        {
            // What is in base 64 says nothing to a rule of masking: were it found, a guess at it would be confirmed.
            if (attribute.Key == key && attribute.Text == value && attribute.Type != AttributeType.Binary)
            {
                return true;
            }
        }
        return false;
    }
}
