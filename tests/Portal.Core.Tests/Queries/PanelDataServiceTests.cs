using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Core.Tests.Queries;

public sealed class PanelDataServiceTests
{
    private readonly PanelWorld _world = new();

    private static readonly Variable Job = new() { Name = "job", Kind = VariableKind.Query, Query = "label_values(up, job)", Multi = true, IncludeAll = true };

    [Fact]
    public async Task A_panel_s_query_is_planned_scoped_and_sent()
    {
        _world.Backend.Values = (_, _) => ["api", "web"];

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("rate(up{job=~\"$job\"}[$__rate_interval])"), Job), PanelWorld.Ask(("job", ["web"])));

        var question = _world.Backend.Questions.Single(q => q.Kind == "range");
        Assert.Equal("rate(up{job=~\"web\",tenant=\"acme\"}[1m])", question.Text);
        Assert.Equal(15_000, question.StepMs);
        Assert.Equal((0, 0), (question.StartMs % 15_000, question.EndMs % 15_000));
        Assert.Equal((PanelState.Ok, "Rate of web", "A"), (data.State, data.Title, Assert.Single(data.Frames).RefId));
        Assert.Equal("up{job=\"api\"}", data.Frames[0].Name);
        Assert.Equal("up{tenant=\"acme\"}", _world.Backend.Questions.Single(q => q.Kind == "values").Text);
    }

    [Fact]
    public async Task What_was_not_among_the_options_falls_back_to_the_default_with_a_note()
    {
        _world.Backend.Values = (_, _) => ["api", "web"];

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up{job=~\"$job\"}"), Job), PanelWorld.Ask(("job", [".*\"} or secret{a=\""])));

        Assert.Equal("up{job=~\"api|web\",tenant=\"acme\"}", _world.Backend.Questions.Single(q => q.Kind == "range").Text);
        Assert.Contains("is not there", Assert.Single(data.Notices).Text, StringComparison.Ordinal);
        Assert.Equal("Rate of All", data.Title);
    }

    [Fact]
    public async Task Only_editors_are_told_queries_and_the_backend_s_own_words()
    {
        _world.Backend.Answer = _ => throw new QueryException(new QueryError(QueryErrorKind.Execution, "Failed.", null, "bad: up{tenant=\"acme\"}"));
        var dashboard = PanelWorld.Dashboard([PanelWorld.Query("up"), PanelWorld.Query("sum(", "B")]);

        var viewer = await _world.GetAsync(dashboard);
        var editor = await _world.GetAsync(dashboard, forEditor: true);

        Assert.All(viewer.Errors, error => Assert.Null(error.Error.Detail));
        Assert.All(viewer.Queries, query => Assert.Equal((null, null), (query.Expr, query.Scoped)));
        Assert.All(editor.Errors, error => Assert.NotNull(error.Error.Detail));
        Assert.Equal(("up", "up{tenant=\"acme\"}"), (editor.Queries[0].Expr, editor.Queries[0].Scoped));
    }

    [Fact]
    public async Task A_backend_s_remark_is_told_to_viewers_without_the_query_that_it_quotes()
    {
        _world.Backend.Answer = question => Task.FromResult(FakeBackend.Series(question) with { Notices = [new Notice(Severity.Info, "metric might not be a counter: \"up{tenant='acme'}\" (1:6)")] });

        Assert.Equal("metric might not be a counter…", Assert.Single((await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")))).Notices).Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_failure_is_a_state_and_none_is_remembered(QueryErrorKind kind)
    {
        _world.Backend.Answer = _ => throw new QueryException(new QueryError(kind, "No."));
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query("up"));

        var data = await _world.GetAsync(dashboard);
        await _world.GetAsync(dashboard);

        Assert.Equal((PanelState.Error, kind), (data.State, Assert.Single(data.Errors).Error.Kind));
        Assert.Equal(2, _world.Backend.Questions.Count);
    }

    public static TheoryData<QueryErrorKind> Kinds => [.. Enum.GetValues<QueryErrorKind>()];

    [Fact]
    public async Task Some_failures_make_a_panel_partial_and_no_data_makes_it_empty()
    {
        _world.Backend.Answer = question => question.Text.StartsWith("bad", StringComparison.Ordinal)
            ? throw new QueryException(new QueryError(QueryErrorKind.Timeout, "Late.")) : Task.FromResult(new BackendAnswer([], []));

        Assert.Equal(PanelState.Partial, (await _world.GetAsync(PanelWorld.Dashboard([PanelWorld.Query("up"), PanelWorld.Query("bad", "B")]))).State);
        Assert.Equal(PanelState.Empty, (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")))).State);
    }

    [Theory]
    [InlineData("p", "now", "now-1h", null, QueryErrorKind.BadData)]
    [InlineData("p", "now-9000d", "now", null, QueryErrorKind.BadData)]
    [InlineData("p", "yesterday", "now", null, QueryErrorKind.BadData)]
    [InlineData("p", "now-1h", "now", "Mars/Olympus", QueryErrorKind.BadData)]
    [InlineData("q", "now-1h", "now", null, QueryErrorKind.NotFound)]
    public async Task A_question_that_cannot_be_planned_is_an_error_of_the_panel(string panel, string from, string to, string? zone, QueryErrorKind kind)
    {
        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")), new PanelDataRequest { PanelId = panel, From = from, To = to, TimeZone = zone });

        Assert.Equal((PanelState.Error, "", kind), (data.State, Assert.Single(data.Errors).RefId, data.Errors[0].Error.Kind));
        Assert.Empty(_world.Backend.Questions);
    }

    [Theory]
    [InlineData("loki", "{a=\"b\"}")]
    [InlineData("other", "up")]
    [InlineData("prometheus", "up[5m]")]
    [InlineData("prometheus", "info(up)")]
    public async Task A_query_that_cannot_be_sent_is_told_with_what_to_do(string datasource, string expr)
    {
        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query(expr) with { Datasource = datasource }));

        Assert.NotNull(Assert.Single(data.Errors).Error.Remedy);
        Assert.Empty(_world.Backend.Questions);
    }

    [Fact]
    public async Task A_tenant_or_environment_that_is_not_there_is_not_found() =>
        Assert.Equal(QueryErrorKind.NotFound, Assert.Single((await _world.GetAsync(
            PanelWorld.Dashboard(PanelWorld.Query("up")), binding: PanelWorld.Acme with { Scope = new(new("acme"), "dev") })).Errors).Error.Kind);

    [Fact]
    public async Task A_panel_without_queries_asks_nothing_and_is_ok() =>
        Assert.Equal(PanelState.Ok, (await _world.GetAsync(PanelWorld.Dashboard(Array.Empty<PanelQuery>()))).State);

    [Fact]
    public async Task An_instant_query_is_asked_for_at_a_multiple_of_its_interval()
    {
        await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up") with { Instant = true, Interval = "30s" }));

        var question = Assert.Single(_world.Backend.Questions);
        Assert.Equal(("instant", 0), (question.Kind, question.EndMs % 30_000));
        Assert.InRange(_world.Time.GetUtcNow().ToUnixTimeMilliseconds() - question.EndMs, 0, 29_999);
    }

    [Fact]
    public async Task Exemplars_are_asked_for_in_the_tenant_s_scope()
    {
        _world.Backend.Exemplars = () => [new Exemplar(1, 2, Frame.EmptyLabels, Frame.EmptyLabels)];

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up") with { Exemplars = true }));

        Assert.Single(data.Exemplars);
        Assert.Equal("up{tenant=\"acme\"}", _world.Backend.Questions.Single(q => q.Kind == "exemplars").Text);
    }

    [Fact]
    public async Task A_panel_shows_its_data_where_exemplars_cannot_be_had()
    {
        _world.Backend.Exemplars = () => throw new QueryException(new QueryError(QueryErrorKind.NotFound, "No."));

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up") with { Exemplars = true }));

        Assert.Equal((PanelState.Ok, Severity.Warning), (data.State, Assert.Single(data.Notices).Severity));
    }

    [Fact]
    public async Task More_series_than_the_bound_are_left_out_with_a_notice()
    {
        _world.Options.MaxSeries = 3;
        _world.Backend.Answer = question => Task.FromResult(new BackendAnswer([.. Enumerable.Range(0, 5).Select(_ => FakeBackend.Series(question).Frames[0])], []));

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")));

        Assert.Equal((3, 5), (data.Frames.Count, Assert.Single(data.Queries).Series));
        Assert.Contains("5 series", Assert.Single(data.Notices).Text, StringComparison.Ordinal);
    }
}
