using Microsoft.AspNetCore.Http;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Backends.Loki;

public sealed class LokiRequestTests
{
    private const string Nothing = """{"status":"success","data":{"resultType":"streams","result":[]}}""";

    [Fact]
    public async Task Lines_are_asked_for_in_the_tenant_s_scope_and_with_their_labels_told_apart()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture();
        var isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string> { ["X-Scope-OrgID"] = "acme" }, false);

        await client.Logs.LinesAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address), "{app=\"api\"} |= `x`", isolation), 1_700_000_000_000_000_001, 1_700_000_001_000_000_000, 100, LogDirection.Forward, CancellationToken.None);

        var asked = Assert.Single(backend.Requests);
        Assert.Equal(("POST", "/loki/api/v1/query_range"), (asked.Method, asked.Path));
        Assert.Equal(
            [("query", "{app=\"api\", tenant=\"acme\"} |= \"x\""), ("start", "1700000000000000001"), ("end", "1700000001000000000"), ("limit", "100"), ("direction", "forward")],
            asked.Parameters);
        Assert.Equal(("acme", "categorize-labels"), (asked.Headers["X-Scope-OrgID"], asked.Headers["X-Loki-Response-Encoding-Flags"]));
    }

    [Fact]
    public async Task Labels_values_series_stats_volume_and_fields_are_asked_for_with_the_tenant_s_selector()
    {
        await using var backend = await FakeBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/loki/api/v1/index/stats" => """{"streams":1,"chunks":2,"bytes":3,"entries":4}""",
            "/loki/api/v1/detected_fields" => """{"fields":[{"label":"took","type":"duration","cardinality":7,"parsers":["json"]},{"label":"id","type":"string","cardinality":1,"parsers":null}],"limit":1000}""",
            "/loki/api/v1/index/volume" or "/loki/api/v1/index/volume_range" => """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"app":"a"},"value":[1,"38"]}]}}""",
            _ => """{"status":"success","data":[]}""",
        }));
        await using var client = new ClientFixture();
        var selector = ClientFixture.Streams(ClientFixture.Source(backend.Address));

        await client.Logs.LabelNamesAsync(selector, 0, 1, CancellationToken.None);
        await client.Logs.LabelValuesAsync(selector, "a b", 0, 1, CancellationToken.None);
        await client.Logs.SeriesAsync(selector, 0, 1, CancellationToken.None);
        Assert.Equal(new LogStats(1, 2, 4, 3), await client.Logs.StatsAsync(selector, 0, 1, CancellationToken.None));
        Assert.Equal(38, Assert.IsType<NumberField>((await client.Logs.VolumeAsync(selector, "A", ["app"], 0, 60_000, 15_000, CancellationToken.None)).Frames[0].Fields[1]).Values[0]);
        var fields = await client.Logs.DetectedFieldsAsync(selector, 0, 1, CancellationToken.None);

        Assert.Equal([("took", "duration", 7, 1), ("id", "string", 1, 0)], fields.Select(field => (field.Label, field.Type, (int)field.Cardinality, field.Parsers.Count)));
        Assert.All(backend.Requests, asked => Assert.Equal("{tenant=\"acme\"}", asked["query"] ?? asked["match[]"]));
        Assert.Equal("/loki/api/v1/label/a%20b/values", backend.Requests.ElementAt(1).Path);
    }

    [Fact]
    public async Task A_tenant_that_the_backend_keeps_apart_by_itself_asks_for_names_without_a_selector()
    {
        await using var backend = await FakeBackend.StartAsync("""{"status":"success","data":["a"]}""");
        await using var client = new ClientFixture();

        await client.Logs.LabelNamesAsync(ClientFixture.Streams(ClientFixture.Source(backend.Address), isolation: new Isolation(Frame.EmptyLabels, Frame.EmptyLabels, true)), 0, 1, CancellationToken.None);

        Assert.Null(Assert.Single(backend.Requests)["query"]);
    }

    [Theory]
    [InlineData(400, "text/plain", "parse error at line 1, col 5: syntax error: unexpected IDENTIFIER", QueryErrorKind.BadData, "parse error at line 1")]
    [InlineData(400, "application/json", """{"code":400,"status":"error","message":"queries require at least one matcher"}""", QueryErrorKind.BadData, "at least one matcher")]
    [InlineData(500, "application/json", """{"status":"error","errorType":"internal","error":"boom"}""", QueryErrorKind.Internal, "boom")]
    [InlineData(429, "text/plain", "too many outstanding requests", QueryErrorKind.Unavailable, "outstanding")]
    [InlineData(400, "text/plain", "maximum number of series (500) reached for a single query", QueryErrorKind.Execution, "(500)")]
    [InlineData(400, "text/plain", "the query time range exceeds the limit (query length: 800h, limit: 721h)", QueryErrorKind.BadData, "721h")]
    [InlineData(504, "text/plain", "context deadline exceeded", QueryErrorKind.Timeout, "deadline")]
    [InlineData(500, "text/plain", "context deadline exceeded", QueryErrorKind.Timeout, "deadline")]
    [InlineData(499, "text/plain", "The request was cancelled by the client.", QueryErrorKind.Canceled, "cancelled")]
    [InlineData(500, "text/plain", "empty ring", QueryErrorKind.Unavailable, "empty ring")]
    [InlineData(401, "text/plain", "no org id", QueryErrorKind.Forbidden, "no org id")]
    [InlineData(502, "text/html", "<html>Bad gateway</html>", QueryErrorKind.Unavailable, null)]
    [InlineData(404, "text/plain", "404 page not found", QueryErrorKind.NotFound, "not found")]
    public async Task Every_form_of_error_is_told_by_its_kind(int status, string type, string body, QueryErrorKind kind, string? detail)
    {
        await using var backend = await FakeBackend.StartAsync(body, status, type);
        await using var client = new ClientFixture();

        var error = (await Assert.ThrowsAsync<QueryException>(() => client.Logs.LinesAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address)), 0, 1, 10, LogDirection.Backward, CancellationToken.None))).Error;

        Assert.Equal(kind, error.Kind);
        Assert.Equal(detail is null, error.Detail is null);
        Assert.Contains(detail ?? "", error.Detail ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_gives_fewer_lines_at_once_is_asked_for_fewer()
    {
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            if (int.Parse((await context.Request.ReadFormAsync())["limit"]!, System.Globalization.CultureInfo.InvariantCulture) > 1000)
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 1000)");
                return;
            }
            await context.Response.WriteAsync(Nothing);
        });
        await using var client = new ClientFixture();

        await client.Logs.LinesAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address)), 0, 1, 5_000, LogDirection.Backward, CancellationToken.None);

        Assert.Equal(["5000", "1000"], backend.Requests.Select(asked => asked["limit"]));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_cut_and_more_lines_than_asked_for_are_refused()
    {
        await using var backend = await FakeBackend.StartAsync("""{"status":"success","data":{"resultType":"streams","result":[{"stream":{"a":"b"},"values":[["1","LINE"]]}]}}""".Replace("LINE", new string('x', 70_000), StringComparison.Ordinal));
        await using var client = new ClientFixture();
        var answer = await client.Logs.LinesAsync(ClientFixture.Lines(ClientFixture.Source(backend.Address)), 0, 10, 10, LogDirection.Backward, CancellationToken.None);

        Assert.Equal(65_537, answer.Streams[0].Lines[0].Text.Length);
        Assert.Contains("1 line is longer", Assert.Single(answer.Notices).Text, StringComparison.Ordinal);

        await using var rude = await FakeBackend.StartAsync("""{"status":"success","data":{"resultType":"streams","result":[{"stream":{"a":"b"},"values":[["1","x"],["2","y"]]}]}}""");
        Assert.Equal(QueryErrorKind.Execution, (await Assert.ThrowsAsync<QueryException>(() => client.Logs.LinesAsync(ClientFixture.Lines(ClientFixture.Source(rude.Address)), 0, 10, 1, LogDirection.Backward, CancellationToken.None))).Error.Kind);
    }
}
