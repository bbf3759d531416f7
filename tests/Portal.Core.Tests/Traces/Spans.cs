using Portal.Core.Traces;

namespace Portal.Core.Tests.Traces;

/// <summary>Makes spans out of small numbers.</summary>
internal static class Spans
{
    public static readonly TraceId Trace = Id("1");

    public static TraceId Id(string digits) => TraceId.TryParse(digits, out var id) ? id : throw new ArgumentException(digits);

    public static SpanId SpanId(int number) => Portal.Core.Traces.SpanId.TryParse(number.ToString("x"), out var id) ? id : throw new ArgumentException(number.ToString());

    public static int Number(Span span) => Convert.ToInt32(span.Id.Value, 16);

    public static Span Of(int id, int? parent, long start, long duration, params (string Key, string Value)[] resource) => new()
    {
        TraceId = Trace,
        Id = SpanId(id),
        Parent = parent is { } number ? SpanId(number) : null,
        Service = "checkout",
        Operation = "GET /",
        StartNs = start,
        DurationNs = duration,
        Resource = [.. resource.Select(r => new SpanAttribute(r.Key, AttributeType.Text, r.Value))],
    };
}
