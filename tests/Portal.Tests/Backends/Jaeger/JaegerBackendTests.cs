using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Tests.Backends.Jaeger;

public sealed class JaegerBackendTests
{
    private const string Unknown = """{"data": null, "total": 0, "limit": 0, "offset": 0, "errors": [{"code": 404, "msg": "trace not found"}]}""";

    [Fact]
    public async Task A_search_says_everything_in_the_units_of_each_api()
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync("""{"data": [], "result": {}}""");

        await Traces(fixture).SearchAsync(Search(Source(store)), default);
        await Traces(fixture).SearchAsync(Search(Source(store) with { JaegerApi = JaegerApi.V3 }), default);

        var (own, otlp) = (store.Requests.First(), store.Requests.Last());
        Assert.Equal("/api/traces", own.Path);
        Assert.Equal(("checkout", "GET /", "1700000000000001", "1700000001000000", "1500us", "2000000us", "7"), (own["service"], own["operation"], own["start"], own["end"], own["minDuration"], own["maxDuration"], own["limit"]));
        Assert.Equal("""{"http.status_code":"500","tenant":"acme"}""", own["tags"]);
        Assert.Equal("/api/v3/traces", otlp.Path);
        Assert.Equal(
            ("checkout", "GET /", "2023-11-14T22:13:20.000001234Z", "2023-11-14T22:13:21.000000000Z", "0.0015s", "2s", "7"),
            (otlp["query.service_name"], otlp["query.operation_name"], otlp["query.start_time_min"], otlp["query.start_time_max"], otlp["query.duration_min"], otlp["query.duration_max"], otlp["query.num_traces"]));
        Assert.Equal(own["tags"], otlp["query.attributes"]);
    }

    [Fact]
    public async Task The_isolations_headers_are_sent_with_everything()
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync("""{"data": []}""");
        var access = Access(Source(store), new Isolation(Frame.EmptyLabels, new Dictionary<string, string> { ["X-Scope-OrgID"] = "acme-prod" }, false));

        await Traces(fixture).ServicesAsync(access, default);
        await Traces(fixture).OperationsAsync(access, "a/b c", default);
        await Traces(fixture).TraceAsync(access, Id("abc"), default);
        await Traces(fixture).DependenciesAsync(access, 1000, 5000, default);

        Assert.All(store.Requests, request => Assert.Equal("acme-prod", request.Headers["X-Scope-OrgID"]));
        Assert.Equal(["/api/services", "/api/services/a%2Fb%20c/operations", "/api/traces/00000000000000000000000000000abc", "/api/dependencies"], store.Requests.Select(request => request.Path));
        Assert.Equal(("5000", "4000"), (store.Requests.Last()["endTs"], store.Requests.Last()["lookback"]));
    }

    [Theory]
    [InlineData(JaegerApi.V2, Unknown)]
    [InlineData(JaegerApi.V3, """{"error": {"grpcCode": 5, "httpCode": 404, "message": "trace not found", "httpStatus": "Not Found"}}""")]
    [InlineData(JaegerApi.V3, """{"code": 5, "message": "trace not found", "details": []}""")]
    public async Task An_unknown_trace_is_none(JaegerApi api, string body)
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync(body, 404);

        Assert.Null(await Traces(fixture).TraceAsync(Access(Source(store) with { JaegerApi = api }), Id("abc"), default));
    }

    [Theory]
    [InlineData("""{"data": []}""")]
    [InlineData("""{"data": null}""")]
    [InlineData("""{"data": [{"traceID": "def", "spans": [{"traceID": "def", "spanID": "1"}]}]}""")]
    public async Task A_good_answer_without_the_trace_is_none_as_well(string body)
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync(body);

        Assert.Null(await Traces(fixture).TraceAsync(Access(Source(store)), Id("abc"), default));
    }

    [Theory]
    [InlineData(500, """{"data": null, "errors": [{"code": 500, "msg": "archive span storage was not configured"}]}""", QueryErrorKind.Internal, "archive span storage was not configured")]
    [InlineData(400, """{"data": null, "errors": [{"code": 400, "msg": "parameter 'service' is required"}]}""", QueryErrorKind.BadData, "parameter 'service' is required")]
    [InlineData(200, """{"data": null, "errors": [{"code": 500, "msg": "half of it"}]}""", QueryErrorKind.Internal, "half of it")]
    [InlineData(404, "404 page not found", QueryErrorKind.NotFound, null)]
    [InlineData(200, "<html>", QueryErrorKind.Internal, null)]
    [InlineData(200, "", QueryErrorKind.Internal, null)]
    [InlineData(200, "[1]", QueryErrorKind.Internal, null)]
    [InlineData(200, """{"status": "success"}""", QueryErrorKind.Internal, null)]
    [InlineData(200, """{"data": [{"traceID": "abc", "spans": [{"traceID": "abc", "spanID": "1", "operationName": "\ud800"}]}]}""", QueryErrorKind.Internal, null)]
    public async Task Failures_are_told_by_their_kind_and_the_stores_words_are_for_editors(int status, string body, QueryErrorKind kind, string? detail)
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync(body, status);

        var e = await Assert.ThrowsAsync<QueryException>(() => Traces(fixture).TraceAsync(Access(Source(store)), Id("abc"), default));
        Assert.Equal((kind, detail), (e.Error.Kind, e.Error.Detail));
        Assert.DoesNotContain("127.0.0.1", e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_errors_are_told_by_their_kind()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PORTAL_CORPORA") is not { Length: > 0 }, "PORTAL_CORPORA names no folder.");
        await using var fixture = new ClientFixture();
        foreach (var line in File.ReadLines(Path.Combine(Environment.GetEnvironmentVariable("PORTAL_CORPORA")!, "jaeger", "errors.jsonl")))
        {
            var recorded = JsonDocument.Parse(line).RootElement;
            var status = recorded.GetProperty("status").GetInt32();
            await using var store = await FakeBackend.StartAsync(recorded.GetProperty("body").GetRawText(), status);
            var asking = Traces(fixture).TraceAsync(Access(Source(store)), Id("abc"), default);
            if (status == 404)
            {
                Assert.Null(await asking);
            }
            else
            {
                var e = await Assert.ThrowsAsync<QueryException>(() => asking);
                Assert.Equal(recorded.GetProperty("body").GetProperty("errors")[0].GetProperty("msg").GetString(), e.Error.Detail);
            }
        }
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read_to_its_end()
    {
        await using var fixture = new ClientFixture(("Backends:MaxResponseBytes", "65536"));
        await using var store = await FakeBackend.StartAsync($$"""{"data": ["{{new string('x', 70_000)}}"]}""");

        var e = await Assert.ThrowsAsync<QueryException>(() => Traces(fixture).ServicesAsync(Access(Source(store)), default));
        Assert.Contains("larger than 64 KiB", e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leaves_ends_the_question()
    {
        await using var fixture = new ClientFixture();
        using var leaving = new CancellationTokenSource();
        await using var store = await FakeBackend.StartAsync(async (HttpContext context) =>
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Traces(fixture).ServicesAsync(Access(Source(store)), leaving.Token));
    }

    [Fact]
    public async Task Services_operations_and_calls_are_read_in_both_apis()
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/api/services" => """{"data": ["a", null, "b"], "errors": null}""",
            "/api/v3/services" => """{"services": ["a", "b"]}""",
            "/api/v3/operations" => """{"operations": [{"name": "GET /", "spanKind": "server"}]}""",
            "/api/dependencies" => """{"data": [{"parent": "a", "child": "b", "callCount": 7}]}""",
            "/api/v3/dependencies" => """{"dependencies": [{"parent": "a", "child": "b", "callCount": "7"}]}""",
            _ => """{"data": ["GET /"]}""",
        }));
        foreach (var (api, kind) in ((JaegerApi, string?)[])[(JaegerApi.V2, null), (JaegerApi.V3, "server")])
        {
            var access = Access(Source(store) with { JaegerApi = api });
            Assert.Equal(["a", "b"], await Traces(fixture).ServicesAsync(access, default));
            Assert.Equal([new SpanOperation("GET /", kind)], await Traces(fixture).OperationsAsync(access, "a", default));
            Assert.Equal([new ServiceCall("a", "b", 7)], await Traces(fixture).DependenciesAsync(access, 0, 1, default));
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_service_that_would_be_a_step_in_the_path_has_no_operations(string service)
    {
        await using var fixture = new ClientFixture();
        await using var store = await FakeBackend.StartAsync("""{"data": ["x"]}""");

        Assert.Empty(await Traces(fixture).OperationsAsync(Access(Source(store)), service, default));
        Assert.Empty(store.Requests);
    }

    private static ITracesBackend Traces(ClientFixture fixture) => fixture.Services.GetRequiredService<ITracesBackend>();

    private static Datasource Source(FakeBackend store) => new() { Name = "jaeger", Kind = DatasourceKind.Jaeger, Url = store.Address };

    private static ScopedQuery Access(Datasource source, Isolation? isolation = null) => TraceScoper.Access(ClientFixture.Acme, ClientFixture.Environment(source, isolation), source).Query!;

    private static TraceId Id(string digits) => TraceId.TryParse(digits, out var id) ? id : throw new ArgumentException(digits);

    private static ScopedTraceSearch Search(Datasource source) => TraceScoper.Search(ClientFixture.Acme, ClientFixture.Environment(source), source, new TraceSearch
    {
        Service = "checkout",
        Operation = "GET /",
        Tags = new Dictionary<string, string> { ["http.status_code"] = "500" },
        MinDurationNs = 1_500_000,
        MaxDurationNs = 2_000_000_000,
        StartNs = 1_700_000_000_000_001_234,
        EndNs = 1_700_000_001_000_000_000,
        Limit = 7,
    }).Search!;
}
