using System.Text.Json;
using Portal.Demo.Traces;

namespace Portal.Demo.Api;

/// <summary>Writes traces in Jaeger's JSON.</summary>
internal static class JaegerWriter
{
    public static void Write(Utf8JsonWriter json, DemoTrace trace)
    {
        json.WriteStartObject();
        json.WriteString("traceID", trace.Id);
        // A process is an instance of a service in one version.
        var processes = trace.Spans.GroupBy(s => SpanDetails.Resource(s).Aggregate("", (key, tag) => $"{key}\n{tag.Value}")).Select((g, i) => (Id: $"p{i + 1}", Spans: g.ToList())).ToList();
        var names = processes.SelectMany(p => p.Spans, (p, span) => (span.Id, Process: p.Id)).ToDictionary(p => p.Id, p => p.Process);
        json.WriteStartArray("spans");
        foreach (var span in trace.Spans)
        {
            Write(json, span, names[span.Id]);
        }
        json.WriteEndArray();
        json.WriteStartObject("processes");
        foreach (var (id, spans) in processes)
        {
            json.WriteStartObject(id);
            json.WriteString("serviceName", spans[0].Service.Spec.Name);
            WriteTags(json, "tags", SpanDetails.Resource(spans[0]).Skip(1));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteNull("warnings");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DemoSpan span, string process)
    {
        json.WriteStartObject();
        json.WriteString("traceID", span.TraceId);
        json.WriteString("spanID", span.Id);
        json.WriteString("operationName", span.Operation);
        json.WriteStartArray("references");
        if (span.Parent is { } parent)
        {
            json.WriteStartObject();
            json.WriteString("refType", "CHILD_OF");
            json.WriteString("traceID", span.TraceId);
            json.WriteString("spanID", parent.Id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("startTime", span.StartNs / 1_000);
        json.WriteNumber("duration", span.DurationNs / 1_000);
        WriteTags(json, "tags", SpanDetails.Tags(span));
        json.WriteStartArray("logs");
        foreach (var (time, name, attributes) in SpanDetails.Events(span))
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", time / 1_000);
            WriteTags(json, "fields", [("event", name), .. attributes]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("processID", process);
        json.WriteNull("warnings");
        json.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter json, string name, IEnumerable<(string Key, object Value)> tags)
    {
        json.WriteStartArray(name);
        foreach (var (key, value) in tags)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            switch (value)
            {
                case bool flag:
                    json.WriteString("type", "bool");
                    json.WriteBoolean("value", flag);
                    break;
                case long number:
                    json.WriteString("type", "int64");
                    json.WriteNumber("value", number);
                    break;
                default:
                    json.WriteString("type", "string");
                    json.WriteString("value", SpanDetails.Text(value));
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
