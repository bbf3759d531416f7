using System.Text.Json;
using Portal.Core.Queries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Api;

/// <summary>
/// Writes traces as JSON: columns instead of objects, times relative to the trace's begin in nanoseconds, so that ten thousand spans are half a megabyte.
/// What is in a span is asked for when it is opened.
/// </summary>
internal static class TraceJson
{
    /// <summary>Writes a trace as an object.</summary>
    public static void Write(Utf8JsonWriter json, Trace trace)
    {
        var tree = TraceTree.Of(trace.Spans);
        var (rows, start) = (tree.Rows, tree.StartNs);
        var (services, operations, places) = (new Names(), new Names(), new Dictionary<SpanId, int>(rows.Count));
        for (var i = 0; i < rows.Count; i++)
        {
            places[rows[i].Span.Id] = i;
        }
        json.WriteStartObject();
        json.WriteString("id", trace.Id.Value);
        json.WriteNumber("startUs", start / 1000);
        json.WriteNumber("durationNs", tree.EndNs - start);
        json.WriteBoolean("hidesOthers", trace.HidesOthers);
        json.WriteBoolean("incomplete", tree.IsIncomplete);
        WriteTexts(json, "warnings", trace.Warnings);
        json.WriteStartObject("spans");
        WriteColumn(json, "id", rows, row => json.WriteStringValue(row.Span.Id.Value));
        WriteColumn(json, "depth", rows, row => json.WriteNumberValue(row.Depth));
        WriteColumn(json, "descendants", rows, row => json.WriteNumberValue(row.Descendants));
        WriteColumn(json, "start", rows, row => json.WriteNumberValue(row.Span.StartNs - start));
        WriteColumn(json, "duration", rows, row => json.WriteNumberValue(row.Span.DurationNs));
        WriteColumn(json, "service", rows, row => json.WriteNumberValue(services.Place(row.Span.Service)));
        WriteColumn(json, "operation", rows, row => json.WriteNumberValue(operations.Place(row.Span.Operation)));
        WriteColumn(json, "flags", rows, row => json.WriteNumberValue(Flags(row, Parent(row, rows, places))));
        json.WriteEndObject();
        WriteTexts(json, "services", services.All);
        WriteTexts(json, "operations", operations.All);
        json.WriteStartArray("critical");
        foreach (var section in CriticalPath.Of(tree))
        {
            json.WriteStartArray();
            json.WriteNumberValue(places[section.Span]);
            json.WriteNumberValue(section.StartNs - start);
            json.WriteNumberValue(section.EndNs - start);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes traces in short as an array.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TraceSummary> traces)
    {
        json.WriteStartArray();
        foreach (var trace in traces)
        {
            json.WriteStartObject();
            json.WriteString("id", trace.Id.Value);
            json.WriteNumber("startUs", trace.StartNs / 1000);
            json.WriteNumber("durationNs", trace.DurationNs);
            json.WriteString("service", trace.Service);
            json.WriteString("operation", trace.Operation);
            json.WriteNumber("spans", trace.Spans);
            json.WriteNumber("errors", trace.Errors);
            json.WriteBoolean("hidesOthers", trace.HidesOthers);
            json.WriteBoolean("incomplete", trace.IsIncomplete);
            json.WriteStartArray("services");
            foreach (var (service, spans) in trace.Services)
            {
                json.WriteStartArray();
                json.WriteStringValue(service);
                json.WriteNumberValue(spans);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes who calls whom as an array.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ServiceCall> calls)
    {
        json.WriteStartArray();
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("caller", call.Caller);
            json.WriteString("callee", call.Callee);
            json.WriteNumber("calls", call.Calls);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static int Flags(TraceRow row, Span? parent) =>
        (row.Span.IsError ? 1 : 0) | (row.ParentMissing ? 2 : 0) | (SpanRemarks.Of(row, parent).Count > 0 ? 4 : 0) | (row.Span.FollowsFrom ? 8 : 0);

    private static Span? Parent(TraceRow row, IReadOnlyList<TraceRow> rows, Dictionary<SpanId, int> places) =>
        row.Span.Parent is { } parent && places.TryGetValue(parent, out var place) ? rows[place].Span : null;

    private static void WriteColumn(Utf8JsonWriter json, string name, IReadOnlyList<TraceRow> rows, Action<TraceRow> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            write(row);
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private sealed class Names
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

        public List<string> All { get; } = [];

        public int Place(string name)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                _places[name] = place = All.Count;
                All.Add(name);
            }
            return place;
        }
    }
}
