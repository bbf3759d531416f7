using System.Globalization;
using System.Text.Json;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Reads spans as OpenTelemetry's JSON and Jaeger's <c>/api/v3</c> give them: <c>resourceSpans</c>, times in nanoseconds, ids as hexadecimal digits.</summary>
internal static class OtlpJson
{
    private static readonly string?[] Kinds = [null, "internal", "server", "client", "producer", "consumer"];

    /// <summary>The traces of an answer: <c>{"result": {"resourceSpans"}}</c> or <c>{"resourceSpans"}</c>; spans of one trace may be spread over several.</summary>
    public static List<Trace> ReadTraces(IEnumerable<JsonElement> answers)
    {
        var traces = new Dictionary<TraceId, List<Span>>();
        foreach (var answer in answers)
        {
            foreach (var holder in (answer.Part("result", JsonValueKind.Object) ?? answer).Items("resourceSpans"))
            {
                var resource = holder.Part("resource", JsonValueKind.Object) is { } part ? OtlpAttributes.Read(part) : [];
                foreach (var scope in holder.Items("scopeSpans"))
                {
                    var library = scope.Part("scope", JsonValueKind.Object) is { } named ? OtlpAttributes.ReadScope(named) : [];
                    foreach (var span in scope.Items("spans").Select(span => ReadSpan(span, resource, library)).OfType<Span>())
                    {
                        (traces.TryGetValue(span.TraceId, out var list) ? list : traces[span.TraceId] = []).Add(span);
                    }
                }
            }
        }
        return [.. traces.Select(trace => new Trace(trace.Key, trace.Value))];
    }

    private static Span? ReadSpan(JsonElement span, IReadOnlyList<SpanAttribute> resource, IReadOnlyList<SpanAttribute> library)
    {
        if (!TraceId.TryParse(span.Text("traceId"), out var traceId) || !SpanId.TryParse(span.Text("spanId"), out var id))
        {
            return null;
        }
        var start = Nanoseconds(span, "startTimeUnixNano");
        var status = span.Part("status", JsonValueKind.Object);
        var message = status?.Text("message");
        IReadOnlyList<SpanAttribute> attributes = [.. OtlpAttributes.Read(span), .. library];
        return new Span
        {
            TraceId = traceId,
            Id = id,
            Parent = SpanId.TryParse(span.Text("parentSpanId"), out var parent) ? parent : null,
            Service = resource.FirstOrDefault(attribute => attribute.Key == "service.name")?.Text ?? "",
            Operation = span.Text("name") ?? "",
            StartNs = start,
            DurationNs = Math.Max(0, Nanoseconds(span, "endTimeUnixNano") - start),
            Kind = Kind(span),
            IsError = status is { } s && (s.Text("code") == "STATUS_CODE_ERROR" || (s.Part("code", JsonValueKind.Number)?.TryGetInt32(out var code) == true && code == 2)),
            Attributes = string.IsNullOrEmpty(message) ? attributes : [.. attributes, new SpanAttribute("otel.status_description", AttributeType.Text, message)],
            Resource = resource,
            Events = [.. span.Items("events").Where(e => e.ValueKind == JsonValueKind.Object).Select(e => new SpanEvent(Nanoseconds(e, "timeUnixNano"), e.Text("name") ?? "", OtlpAttributes.Read(e)))],
            Links = [.. ReadLinks(span)],
        };
    }

    private static IEnumerable<SpanLink> ReadLinks(JsonElement span)
    {
        foreach (var link in span.Items("links"))
        {
            if (TraceId.TryParse(link.Text("traceId"), out var traceId) && SpanId.TryParse(link.Text("spanId"), out var id))
            {
                yield return new SpanLink(traceId, id, OtlpAttributes.Read(link));
            }
        }
    }

    private static string? Kind(JsonElement span) =>
        span.Text("kind") is { } name ? name.Replace("SPAN_KIND_", "").ToLowerInvariant() is var kind && Kinds.Contains(kind) ? kind : null
        : span.Part("kind", JsonValueKind.Number) is { } number && number.TryGetInt32(out var index) && index > 0 && index < Kinds.Length ? Kinds[index] : null;

    private static long Nanoseconds(JsonElement holder, string name)
    {
        if (holder.Text(name) is { } text)
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
        }
        return holder.Part(name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var direct) ? direct : 0;
    }
}
