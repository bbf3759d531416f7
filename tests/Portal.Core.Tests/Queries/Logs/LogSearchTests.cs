using CsCheck;
using Portal.Core.Frames;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Logs;

/// <summary>What a person looks for among lines, in whatever words, is a query of the portal's making in the tenant's scope.</summary>
public sealed class LogSearchTests
{
    private const string Levels = "detected_level=~\"(?i)(warn.*|w)\" or level=~\"(?i)(warn.*|w)\"";
    private const string Read = " | json | logfmt | drop __error__, __error_details__";

    private readonly PanelWorld _world = new();
    private readonly LogSearchService _service;

    public LogSearchTests() => _service = new LogSearchService(_world.Logs, _world.Traffic, _world.Options, _world.Time);

    public static TheoryData<LogSearch, string> Searches => new()
    {
        { new LogSearch(), "{service=~\".+\", tenant=\"acme\"}" },
        { new LogSearch { Service = "web" }, "{service=\"web\", tenant=\"acme\"}" },
        { new LogSearch { Service = "web", Text = "a.b (c)" }, "{service=\"web\", tenant=\"acme\"} |~ \"(?i)a\\\\.b \\\\(c\\\\)\"" },
        { new LogSearch { Service = "web", Text = "$__range", Without = "\"x\"", Match = TextMatch.Exact }, "{service=\"web\", tenant=\"acme\"} |= \"$__range\" != \"\\\"x\\\"\"" },
        { new LogSearch { Service = "web", Text = "a|b", Match = TextMatch.Regex }, "{service=\"web\", tenant=\"acme\"} |~ \"a|b\"" },
        { new LogSearch { Service = "web", Levels = ["warn"] }, "{service=\"web\", tenant=\"acme\"} | " + Levels },
        { new LogSearch { Service = "web", Conditions = [new LineCondition(LinePart.Label, "pod", "web-0", true)] }, "{service=\"web\", pod!=\"web-0\", tenant=\"acme\"}" },
        {
            new LogSearch { Service = "web", Conditions = [new LineCondition(LinePart.Field, "status", "500", false), new LineCondition(LinePart.Meta, "user", "7", true)] },
            "{service=\"web\", tenant=\"acme\"} | user!=\"7\"" + Read + " | status=\"500\""
        },
        { new LogSearch { Trace = new TraceId("000000000000000000000000000000ab") }, "{service=~\".+\", tenant=\"acme\"} |= \"ab\"" },
        // Another tenant's label narrows to nothing.
        { new LogSearch { Conditions = [new LineCondition(LinePart.Label, "tenant", "nova", false)] }, "{service=~\".+\", tenant=\"nova\", tenant=\"acme\"}" },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task Words_become_a_query_in_the_tenant_s_scope(LogSearch search, string query)
    {
        await AskAsync(search);

        Assert.Equal(query, Assert.Single(_world.Logs.Questions, question => question.Kind == "lines").Text);
    }

    [Fact]
    public void Whatever_is_written_stays_a_value_and_every_selector_has_the_tenant() => Gen.Select(Gen.String, Gen.String, Gen.String, Gen.Enum<TextMatch>(), Gen.Enum<LinePart>()).Sample((service, text, value, match, part) =>
    {
        var search = new LogSearch { Service = service, Text = text, Without = value, Match = match, Conditions = [new LineCondition(part, "name", value, false)], Levels = ["unknown", "error"] };
        var (dashboard, error) = search.Open(Acme);
        if (dashboard is null)
        {
            Assert.Equal((TextMatch.Regex, QueryErrorKind.BadData), (match, error!.Kind));
            return;
        }
        var lines = LogSearchQuery.Of(dashboard.Panel(LogSearch.PanelId)!.Queries[0].Search!, Acme, Acme.Datasource("loki")!, masker: null).Lines!;
        var scoped = QueryScoper.LogQL(PanelWorld.Acme.Scope, Acme, Acme.Datasource("loki")!, lines);
        Assert.True(scoped.Query is not null, scoped.Error?.Detail);
        var read = Assert.IsType<LogPipeline>(LogQLParser.Parse(scoped.Query.Text, int.MaxValue).Expression);
        Assert.Equal(lines.Stages, read.Stages);
        Assert.Equal([.. lines.Selector.Matchers, new LabelMatcher("tenant", MatchOperator.Equal, "acme")], read.Selector.Matchers);
    }, iter: 3_000);

    [Theory]
    [InlineData("(", "regular expression")]
    [InlineData("*", "regular expression")]
    public void A_regular_expression_that_is_none_is_told(string text, string told) =>
        Assert.Contains(told, Refusal(new LogSearch { Text = text, Match = TextMatch.Regex }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a-b")]
    [InlineData("a\"} or {x=\"y")]
    [InlineData("")]
    [InlineData("json")]
    public void A_name_that_no_query_can_write_is_told(string name) => Assert.Equal(QueryErrorKind.BadData, Refusal(new LogSearch { Conditions = [new LineCondition(LinePart.Field, name, "x", false)] }).Kind);

    [Fact]
    public void Searches_without_end_are_told()
    {
        Assert.Contains("longer", Refusal(new LogSearch { Text = new string('a', 2_001) }).Message, StringComparison.Ordinal);
        Assert.Contains("more than", Refusal(new LogSearch { Conditions = [.. Enumerable.Range(0, 31).Select(i => new LineCondition(LinePart.Meta, $"a{i}", "x", false))] }).Message, StringComparison.Ordinal);
        Assert.Contains("level", Refusal(new LogSearch { Levels = ["loud"] }).Message, StringComparison.Ordinal);
        Assert.Equal(QueryErrorKind.NotFound, new LogSearch().Open(Acme with { Datasources = [] }).Error!.Kind);
    }

    [Fact]
    public void A_trace_s_lines_are_found_where_the_tenant_says()
    {
        var search = new LogSearch { Trace = new TraceId("000000000000000000000000000000ab") };
        var logs = Acme.Datasource("loki")! with { TraceIdIn = TraceIdPlace.Metadata, ServiceLabel = "app" };
        var traces = new Datasource { Name = "jaeger", Kind = DatasourceKind.Jaeger, Url = logs.Url, TraceIdFields = ["trace", "not-a-name"] };

        var lines = LogSearchQuery.Of(search, Acme with { Datasources = [logs, traces] }, logs, masker: null).Lines!;

        Assert.Equal("{app=~\".+\"} | trace=~\"0*ab\"", LogQLPrinter.Print(lines));
    }

    [Fact]
    public async Task Services_come_by_their_bytes_and_others_are_dropped()
    {
        _world.Logs.Numbers = _ => new BackendAnswer([Volume(1, ("service", "small")), Volume(9, ("service", "big")), Volume(99, ("service", "theirs"), ("tenant", "nova"))], []);

        var services = await _service.ServicesAsync(_world.Snapshot, PanelWorld.Acme.Scope, PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken);

        Assert.Equal(["big", "small"], services.Select(service => service.Name));
        Assert.Equal(["volume by service {service=~\".+\", tenant=\"acme\"}"], _world.Logs.Questions.Select(question => $"{question.Kind} {question.Text}"));
    }

    [Fact]
    public async Task Names_and_values_are_asked_for_in_the_tenant_s_scope()
    {
        _world.Logs.Values = _ => ["pod", "tenant"];
        _world.Logs.Fields.AddRange([new DetectedField("status", "int", 3, ["json"]), new DetectedField("user", "string", 2, []), new DetectedField("not a name", "string", 1, ["json"])]);
        _world.Logs.Numbers = _ => new BackendAnswer([Volume(2, ("status", "404")), Volume(7, ("status", "500"))], []);
        var search = new LogSearch { Service = "web", Text = "x", Match = TextMatch.Exact };

        var names = await _service.SurveyAsync(_world.Snapshot, PanelWorld.Acme.Scope, search, PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken);
        var values = await _service.ValuesAsync(_world.Snapshot, PanelWorld.Acme.Scope, search, LinePart.Field, "status", PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken);

        Assert.Equal([new LineName(LinePart.Label, "pod", null), new LineName(LinePart.Meta, "user", 2), new LineName(LinePart.Field, "status", 3)], names.Names);
        Assert.Equal([new Weighted("500", 7), new Weighted("404", 2)], values);
        Assert.Equal(
            [
                "fields {service=\"web\", tenant=\"acme\"} |= \"x\"",
                "instant topk(20, sum by (status) (count_over_time({service=\"web\", tenant=\"acme\"} |= \"x\"" + Read + " | status!=\"\" [1h1m])))",
                "names {service=\"web\", tenant=\"acme\"}",
                "stats {service=\"web\", tenant=\"acme\"}",
            ],
            _world.Logs.Questions.Select(question => $"{question.Kind} {question.Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_s_environment_cannot_be_searched()
    {
        var wrong = await Assert.ThrowsAsync<QueryException>(() => _service.ServicesAsync(_world.Snapshot, PanelWorld.Acme.Scope with { Environment = "none" }, PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken));

        Assert.Equal(QueryErrorKind.NotFound, wrong.Error.Kind);
        await Assert.ThrowsAsync<QueryException>(() => _service.ValuesAsync(_world.Snapshot, PanelWorld.Acme.Scope, new LogSearch(), LinePart.Label, "a\"b", PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken));
        Assert.Empty(_world.Logs.Questions);
    }

    private TenantEnvironment Acme => _world.Snapshot.Tenants[PanelWorld.Acme.Scope.Tenant].Environment("prod")!;

    private Task<PanelData> AskAsync(LogSearch search) => _world.GetAsync(search.Open(Acme).Dashboard!, new PanelDataRequest { PanelId = LogSearch.PanelId });

    private QueryError Refusal(LogSearch search) => Assert.IsType<QueryError>(search.Open(Acme).Error);

    private static Frame Volume(double amount, params (string Name, string Value)[] labels) =>
        new("?", [new TimeField("Time", [1]), new NumberField("Value", [amount])]) { Labels = labels.ToDictionary(label => label.Name, label => label.Value) };
}
