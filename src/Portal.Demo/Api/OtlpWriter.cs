using System.Globalization;
using System.Text.Json;
using Portal.Demo.Traces;

namespace Portal.Demo.Api;

/// <summary>Writes traces in OpenTelemetry's JSON, as Jaeger's <c>/api/v3</c> answers.</summary>
internal static class OtlpWriter
{
    public static void Write(Utf8JsonWriter json, IEnumerable<DemoTrace> traces)
    {
        json.WriteStartObject();
        json.WriteStartObject("result");
        json.WriteStartArray("resourceSpans");
        foreach (var process in traces.SelectMany(t => t.Spans).GroupBy(s => SpanDetails.Resource(s).Aggregate("", (key, tag) => $"{key}\n{tag.Value}")))
        {
            json.WriteStartObject();
            json.WriteStartObject("resource");
            WriteAttributes(json, SpanDetails.Resource(process.First()));
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", "demo");
            json.WriteEndObject();
            json.WriteStartArray("spans");
            foreach (var span in process)
            {
                Write(json, span);
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DemoSpan span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId);
        json.WriteString("spanId", span.Id);
        json.WriteString("parentSpanId", span.Parent?.Id ?? "");
        json.WriteString("name", span.Operation);
        json.WriteNumber("kind", span.Role == SpanRole.Request ? 2 : 3);
        json.WriteString("startTimeUnixNano", Number(span.StartNs));
        json.WriteString("endTimeUnixNano", Number(span.EndNs));
        WriteAttributes(json, SpanDetails.Attributes(span));
        json.WriteStartArray("events");
        foreach (var (time, name, attributes) in SpanDetails.Events(span))
        {
            json.WriteStartObject();
            json.WriteString("timeUnixNano", Number(time));
            json.WriteString("name", name);
            WriteAttributes(json, attributes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("status");
        if (span.Failed)
        {
            json.WriteNumber("code", 2);
            json.WriteString("message", span.Failure?.Message ?? "");
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IEnumerable<(string Key, object Value)> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (var (key, value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartObject("value");
            switch (value)
            {
                case bool flag: json.WriteBoolean("boolValue", flag); break;
                case long number: json.WriteString("intValue", Number(number)); break;
                default: json.WriteString("stringValue", SpanDetails.Text(value)); break;
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
