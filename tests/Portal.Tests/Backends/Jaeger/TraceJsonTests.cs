using System.Text.Json;
using Portal.Backends.Jaeger;
using Portal.Core.Traces;

namespace Portal.Tests.Backends.Jaeger;

public sealed class TraceJsonTests
{
    [Fact]
    public void Jaegers_spans_keep_types_parents_events_and_processes()
    {
        var trace = Assert.Single(JaegerJson.ReadTraces(Json("""
            [{"traceID": "abc", "warnings": ["late"], "processes": {"p1": {"serviceName": "checkout", "tags": [{"key": "tenant", "type": "string", "value": "acme"}]}},
              "spans": [
                {"traceID": "abc", "spanID": "1", "operationName": "GET /", "startTime": 1700000000000001, "duration": 5, "processID": "p1", "references": [],
                 "tags": [{"key": "error", "type": "bool", "value": true}, {"key": "n", "type": "int64", "value": "9223372036854775222"}, {"key": "span.kind", "type": "string", "value": "server"}],
                 "logs": [{"timestamp": 1700000000000002, "fields": [{"key": "event", "type": "string", "value": "retry"}, {"key": "x", "type": "string", "value": "y"}]}], "warnings": ["clock skew"]},
                {"traceID": "abc", "spanID": "2", "operationName": "query", "startTime": 1700000000000002, "duration": 2, "processID": "p1",
                 "references": [{"refType": "FOLLOWS_FROM", "traceID": "abc", "spanID": "9"}, {"refType": "CHILD_OF", "traceID": "abc", "spanID": "1"}, {"refType": "FOLLOWS_FROM", "traceID": "def", "spanID": "7"}]},
                {"traceID": "abc", "spanID": "nonsense"}]}]
            """)));

        Assert.Equal("00000000000000000000000000000abc", trace.Id.Value);
        Assert.Equal(["late", "1 span has no usable id and is left out."], trace.Warnings);
        var (root, child) = (trace.Spans[0], trace.Spans[1]);
        Assert.Equal((1_700_000_000_000_001_000, 5_000, "server", true), (root.StartNs, root.DurationNs, root.Kind, root.IsError));
        Assert.Equal(new SpanAttribute("n", AttributeType.Integer, "9223372036854775222"), root.Attributes[1]);
        Assert.Equal(("retry", "y"), (root.Events[0].Name, root.Events[0].Attributes[0].Text));
        Assert.Equal(new SpanAttribute("tenant", AttributeType.Text, "acme"), Assert.Single(root.Resource));
        Assert.Equal((root.Id, false), (child.Parent!.Value, child.FollowsFrom));
        Assert.Equal(["0000000000000009", "0000000000000007"], child.Links.Select(link => link.SpanId.Value));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null, 5, \"x\", {}, {\"traceID\": \"zz\", \"spans\": null}]")]
    [InlineData("{\"spans\": {}}")]
    [InlineData("[{\"traceID\": 5, \"spans\": [5, {\"traceID\": null}]}]")]
    public void What_is_no_trace_is_left_out(string data) => Assert.Empty(JaegerJson.ReadTraces(Json(data)));

    [Fact]
    public void OpenTelemetry_spans_may_come_in_pieces()
    {
        const string Piece = """
            {"result": {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}]}, "scopeSpans": [{"scope": {"name": "lib", "version": "1"}, "spans": [
              {"traceId": "000000000000000000000000000000AB", "spanId": "000000000000000§", "name": "GET /", "kind": "SPAN_KIND_CLIENT", "startTimeUnixNano": "1700000000000000001", "endTimeUnixNano": "1700000000000000005",
               "attributes": [{"key": "a", "value": {"arrayValue": {"values": [{"intValue": "1"}, {"stringValue": "x"}]}}}, {"key": "b", "value": {"intValue": "7"}}, {"key": "c", "value": {"boolValue": true}}],
               "status": {"code": 2, "message": "boom"}, "links": [{"traceId": "cd", "spanId": "ef"}]}]}]}]}}
            """;
        var trace = Assert.Single(OtlpJson.ReadTraces([Json(Piece.Replace('§', '1')), Json(Piece.Replace('§', '2'))]));

        Assert.Equal(2, trace.Spans.Count);
        var span = trace.Spans[0];
        Assert.Equal(("cart", "client", true, 4L), (span.Service, span.Kind, span.IsError, span.DurationNs));
        Assert.Equal(["[\"1\", \"x\"]", "7", "true", "lib", "1", "boom"], span.Attributes.Select(a => a.Text));
        Assert.Equal("00000000000000ef", Assert.Single(span.Links).SpanId.Value);
    }

    [Fact]
    public void A_trace_is_the_same_in_both_forms()
    {
        var otlp = OtlpJson.ReadTraces([Json(Read("api/otlp2jaeger-in.json"))]);
        var jaeger = JaegerJson.ReadTraces(Json(Read("api/otlp2jaeger-out.json")).GetProperty("data"));

        Assert.Equal(jaeger.SelectMany(t => t.Spans).Select(Key).Order(), otlp.SelectMany(t => t.Spans).Select(Key).Order());
    }

    [Theory]
    [InlineData("ui/spanLongerAsParent.json")]
    [InlineData("ui/spansAmongEachOtherGrouped.json")]
    [InlineData("ui/traceWithTwoNonOverlappingChildren.json")]
    [InlineData("model/ui_01.json")]
    [InlineData("captured/victoriatraces-03-trace-search.json")]
    public void Recorded_traces_are_read_whole(string file)
    {
        var root = Json(Read(file));
        var data = root.TryGetProperty("data", out var inner) ? inner : root;
        var traces = JaegerJson.ReadTraces(data);
        var wanted = (data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().Sum(t => t.GetProperty("spans").GetArrayLength()) : data.GetProperty("spans").GetArrayLength());

        Assert.Equal(wanted, traces.Sum(t => t.Spans.Count));
        Assert.All(traces.SelectMany(t => t.Spans), span => Assert.NotEqual("", span.Service));
        Assert.All(traces, trace => Assert.NotEmpty(CriticalPath.Of(TraceTree.Of(trace.Spans))));
    }

    private static (string, string, string, long, long, string) Key(Span span) => (span.TraceId.Value, span.Id.Value, span.Service, span.StartNs, span.DurationNs, span.Operation);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static string Read(string file)
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "PORTAL_CORPORA is not set.");
        return File.ReadAllText(Path.Combine(folder!, "jaeger", file));
    }
}
