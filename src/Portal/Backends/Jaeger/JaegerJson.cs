using System.Globalization;
using System.Text.Json;
using Portal.Core.Traces;

namespace Portal.Backends.Jaeger;

/// <summary>Reads traces as Jaeger's HTTP JSON API gives them: <c>{"data": [{"traceID", "spans", "processes"}]}</c>, times in microseconds.</summary>
internal static class JaegerJson
{
    /// <summary>The traces of an answer's <c>data</c>. Spans without a usable id are left out and told in the trace's warnings.</summary>
    public static List<Trace> ReadTraces(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Array => [.. data.EnumerateArray().Where(trace => trace.ValueKind == JsonValueKind.Object).Select(ReadTrace).OfType<Trace>()],
        JsonValueKind.Object when ReadTrace(data) is { } trace => [trace],
        _ => [],
    };

    private static Trace? ReadTrace(JsonElement trace)
    {
        var processes = new Dictionary<string, (string Service, IReadOnlyList<SpanAttribute> Tags)>();
        if (trace.Part("processes", JsonValueKind.Object) is { } named)
        {
            foreach (var process in named.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object))
            {
                processes[process.Name] = (process.Value.Text("serviceName") ?? "", ReadTags(process.Value, "tags"));
            }
        }
        var spans = new List<Span>();
        var leftOut = 0;
        foreach (var element in trace.Items("spans"))
        {
            if (ReadSpan(element, processes) is { } span)
            {
                spans.Add(span);
            }
            else
            {
                leftOut++;
            }
        }
        if (!TraceId.TryParse(trace.Text("traceID"), out var id) && spans.Count == 0)
        {
            return null;
        }
        List<string> warnings = [.. Texts(trace, "warnings")];
        if (leftOut > 0)
        {
            warnings.Add(leftOut == 1 ? "1 span has no usable id and is left out." : $"{leftOut} spans have no usable id and are left out.");
        }
        return new Trace(id.Value.Length > 0 ? id : spans[0].TraceId, spans) { Warnings = warnings };
    }

    private static Span? ReadSpan(JsonElement span, Dictionary<string, (string Service, IReadOnlyList<SpanAttribute> Tags)> processes)
    {
        if (span.ValueKind != JsonValueKind.Object || !TraceId.TryParse(span.Text("traceID"), out var traceId) || !SpanId.TryParse(span.Text("spanID"), out var id))
        {
            return null;
        }
        var process = processes.GetValueOrDefault(span.Text("processID") ?? "");
        if (process.Tags is null && span.Part("process", JsonValueKind.Object) is { } inline)
        {
            process = (inline.Text("serviceName") ?? "", ReadTags(inline, "tags"));
        }
        var (parent, followsFrom, links) = ReadReferences(span, traceId);
        var tags = ReadTags(span, "tags");
        return new Span
        {
            TraceId = traceId,
            Id = id,
            Parent = parent ?? (SpanId.TryParse(span.Text("parentSpanID"), out var old) ? old : null),
            FollowsFrom = followsFrom,
            Service = process.Service ?? "",
            Operation = span.Text("operationName") ?? "",
            StartNs = Microseconds(span, "startTime"),
            DurationNs = Math.Max(0, Microseconds(span, "duration")),
            Kind = tags.FirstOrDefault(tag => tag.Key == "span.kind")?.Text,
            IsError = tags.Any(tag => (tag.Key == "error" && tag.Text == "true") || (tag.Key == "otel.status_code" && tag.Text == "ERROR")),
            Attributes = tags,
            Resource = process.Tags ?? [],
            Events = [.. span.Items("logs").Where(log => log.ValueKind == JsonValueKind.Object).Select(ReadEvent)],
            Links = links,
            Warnings = Texts(span, "warnings"),
        };
    }

    private static (SpanId? Parent, bool FollowsFrom, IReadOnlyList<SpanLink> Links) ReadReferences(JsonElement span, TraceId traceId)
    {
        (SpanId? parent, var followsFrom, var links) = (null, false, new List<SpanLink>());
        foreach (var reference in span.Items("references").Where(r => r.ValueKind == JsonValueKind.Object))
        {
            if (!TraceId.TryParse(reference.Text("traceID"), out var otherTrace) || !SpanId.TryParse(reference.Text("spanID"), out var other))
            {
                continue;
            }
            var isChild = reference.Text("refType") == "CHILD_OF";
            if (otherTrace == traceId && (parent is null || (isChild && followsFrom)))
            {
                // The parent that waits wins over one that does not.
                if (parent is { } loser)
                {
                    links.Add(new SpanLink(traceId, loser, []));
                }
                (parent, followsFrom) = (other, !isChild);
            }
            else
            {
                links.Add(new SpanLink(otherTrace, other, []));
            }
        }
        return (parent, followsFrom, links);
    }

    private static SpanEvent ReadEvent(JsonElement log)
    {
        var fields = ReadTags(log, "fields");
        var name = fields.FirstOrDefault(field => field.Key is "event" or "message");
        return new SpanEvent(Microseconds(log, "timestamp"), name?.Text ?? "", name is null ? fields : [.. fields.Where(field => !ReferenceEquals(field, name))]);
    }

    private static List<SpanAttribute> ReadTags(JsonElement holder, string name) =>
        [.. holder.Items(name).Where(tag => tag.ValueKind == JsonValueKind.Object).Select(tag => new SpanAttribute(tag.Text("key") ?? "", Type(tag.Text("type")), ValueText(tag)))];

    private static AttributeType Type(string? type) => type?.ToLowerInvariant() switch
    {
        "bool" or "boolean" => AttributeType.Boolean,
        "int64" or "int" or "long" => AttributeType.Integer,
        "float64" or "float" or "double" => AttributeType.Number,
        "binary" => AttributeType.Binary,
        _ => AttributeType.Text,
    };

    private static string ValueText(JsonElement tag) => !tag.TryGetProperty("value", out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    // Times come as numbers, from some stores as text, and may be fractions.
    private static long Microseconds(JsonElement holder, string name)
    {
        if (!holder.TryGetProperty(name, out var value))
        {
            return 0;
        }
        decimal number = 0;
        var known = value.ValueKind == JsonValueKind.Number ? value.TryGetDecimal(out number)
            : value.ValueKind == JsonValueKind.String && decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out number);
        return known && Math.Abs(number) < long.MaxValue / 1000 ? (long)(number * 1000) : 0;
    }

    private static List<string> Texts(JsonElement holder, string name) => [.. holder.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
