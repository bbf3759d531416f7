using System.Text.Json;
using Portal.Backends.Jaeger;
using Portal.Core.Traces;
using Portal.Demo;

namespace Portal.Tests.Demo;

public sealed class JaegerApiTests(DemoServerFixture demo) : IClassFixture<DemoServerFixture>
{
    private static readonly string Start = $"{(TelemetryWorld.NowNs - TelemetryWorld.HourNs) / 1000}";
    private static readonly string End = $"{TelemetryWorld.NowNs / 1000}";

    [Fact]
    public async Task Services_and_operations_are_told()
    {
        Assert.Contains("checkout", Texts(await demo.DataAsync("shared/api/services")));
        Assert.Contains("ledger", Texts(await demo.DataAsync("shared/api/services")));
        Assert.Contains("POST /api/checkout", Texts(await demo.DataAsync("shared/api/services/checkout/operations")));
        var operations = (await demo.DataAsync("shared/api/operations", ("service", "checkout"), ("spanKind", "client"))).EnumerateArray().Select(o => o.GetProperty("name").GetString()).ToList();
        Assert.Contains("POST /api/payments", operations);
        Assert.Contains("INSERT checkout", operations);
        Assert.DoesNotContain("POST /api/checkout", operations);
    }

    [Fact]
    public async Task A_search_finds_traces_with_one_span_that_fits()
    {
        var data = await demo.DataAsync(
            "shared/api/traces", ("service", "checkout"), ("operation", "POST /api/checkout"), ("start", Start), ("end", End), ("limit", "30"), ("minDuration", "50ms"), ("maxDuration", "2s"),
            ("tags", """{"environment":"prod","http.response.status_code":"201"}"""));
        var traces = JaegerJson.ReadTraces(data);
        Assert.Equal(30, traces.Count);
        Assert.All(traces, trace => Assert.Contains(trace.Spans, s => s is { Service: "checkout", Operation: "POST /api/checkout", Kind: "server", IsError: false, DurationNs: >= 50_000_000 and <= 2_000_000_000 }));
        Assert.Equal(traces.OrderByDescending(t => t.Spans[0].StartNs).Select(t => t.Id), traces.Select(t => t.Id));
    }

    [Fact]
    public async Task A_trace_tells_its_processes_failures_and_events()
    {
        var data = await demo.DataAsync("shared/api/traces", ("service", "web"), ("start", "0"), ("end", End), ("limit", "5"), ("tags", """{"error":"true","environment":"prod"}"""));
        var trace = JaegerJson.ReadTraces(data)[0];
        var failed = trace.Spans.First(s => s.IsError && s.Events.Count > 0);
        Assert.Contains(failed.Events[0].Attributes, a => a.Key == "exception.type");
        Assert.All(trace.Spans, s => Assert.Equal(["tenant", "environment"], s.Resource.Where(r => r.Key is "tenant" or "environment").Select(r => r.Key)));
        Assert.False(TraceTree.Of(trace.Spans).IsIncomplete);
    }

    [Fact]
    public async Task Both_APIs_tell_the_same_trace()
    {
        var found = JaegerJson.ReadTraces(await demo.DataAsync("shared/api/traces", ("service", "transfers"), ("start", Start), ("end", End), ("limit", "1")))[0];
        var own = JaegerJson.ReadTraces(await demo.DataAsync($"shared/api/traces/{found.Id}"))[0];
        var (_, body) = await demo.GetAsync($"shared/api/v3/traces/{found.Id}");
        var otlp = Assert.Single(OtlpJson.ReadTraces([body]));
        static IEnumerable<(SpanId, SpanId?, string, string, long, long, string?, bool)> Of(Trace trace) => trace.Spans.Select(s => (s.Id, s.Parent, s.Service, s.Operation, s.StartNs, s.DurationNs, s.Kind, s.IsError)).OrderBy(s => s.Id.Value);
        Assert.Equal(Of(own), Of(otlp));
        Assert.Equal(Of(own), Of(found));
    }

    [Fact]
    public async Task The_newer_API_searches_and_lists_as_well()
    {
        var (_, body) = await demo.GetAsync(
            "shared/api/v3/traces", ("query.service_name", "cards"), ("query.start_time_min", "2026-03-04T14:00:00Z"), ("query.start_time_max", "2026-03-04T15:00:00.000000000Z"),
            ("query.num_traces", "7"), ("query.attributes", """{"tenant":"nova"}"""), ("query.duration_min", "0.001s"));
        Assert.Equal(7, OtlpJson.ReadTraces([body]).Count);
        var (_, services) = await demo.GetAsync("shared/api/v3/services");
        Assert.Equal(12, services.GetProperty("services").GetArrayLength());
        var (_, operations) = await demo.GetAsync("shared/api/v3/operations", ("service", "cards"));
        Assert.Equal("server", operations.GetProperty("operations")[0].GetProperty("spanKind").GetString());
    }

    [Fact]
    public async Task Dependencies_follow_the_calls_and_show_who_crosses_tenants()
    {
        var calls = (await demo.DataAsync("shared/api/dependencies", ("endTs", $"{TelemetryWorld.NowNs / 1_000_000}"), ("lookback", "7200000"))).EnumerateArray()
            .ToDictionary(d => (d.GetProperty("parent").GetString()!, d.GetProperty("child").GetString()!), d => d.GetProperty("callCount").GetInt64());
        Assert.True(calls[("web", "catalog")] > calls[("payments", "gateway")]);
        Assert.DoesNotContain(("catalog", "web"), calls.Keys);
    }

    [Theory]
    [InlineData("shared/api/traces", 400)]
    [InlineData("shared/api/traces?service=web&minDuration=x", 400)]
    [InlineData("shared/api/traces?service=web&tags=x", 400)]
    [InlineData("shared/api/traces?service=web&start=99999999999999999999", 400)]
    [InlineData("shared/api/traces?service=web&start=9223372036854775807", 400)]
    [InlineData("shared/api/traces/0123456789abcdef0123456789abcdef", 404)]
    [InlineData("shared/api/v3/traces/abc", 404)]
    [InlineData("shared/api/v3/traces?query.service_name=none", 404)]
    [InlineData("multi/api/services", 401)]
    public async Task Errors_are_told_in_Jaegers_form(string path, int status)
    {
        using var answer = await demo.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, (int)answer.StatusCode);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.NotEmpty((path.Contains("/v3/", StringComparison.Ordinal) ? body.GetProperty("error").GetProperty("message") : body.GetProperty("errors")[0].GetProperty("msg")).GetString()!);
    }

    [Fact]
    public async Task The_header_chooses_the_store_and_others_traces_are_not_found_in_it()
    {
        var id = JaegerJson.ReadTraces(await demo.DataAsync("shared/api/traces", ("service", "search"), ("start", Start), ("end", End), ("limit", "1")))[0].Id;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"multi/api/traces/{id}");
        request.Headers.Add(DemoTelemetry.ScopeHeader, "nova-prod");
        using var answer = await demo.Client.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    private static List<string> Texts(JsonElement data) => [.. data.EnumerateArray().Select(v => v.GetString()!)];
}
