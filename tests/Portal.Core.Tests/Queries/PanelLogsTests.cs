using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries.Canaries;

namespace Portal.Core.Tests.Queries;

public sealed class PanelLogsTests
{
    // 2026-11-25T09:30:00Z, within the last hour of the world's clock.
    private const long Time = 1_795_599_000_000_000_000;

    private readonly PanelWorld _world = new();
    private readonly PanelLogsService _service;

    public PanelLogsTests() => _service = new PanelLogsService(_world.Backend, _world.Logs, _world.Traffic, _world.Options, _world.Time);

    [Fact]
    public async Task Lines_and_their_volume_are_asked_for_in_the_tenant_s_scope()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("tenant=acme,app=api", (Time, "a"), (Time + 1, "b")));
        _world.Logs.Numbers = _ => new BackendAnswer([new Frame("?", [new TimeField("Time", [1]), new NumberField("Value", [2])]) { Labels = new Dictionary<string, string> { ["detected_level"] = "error" } }], []);

        var data = await _world.GetAsync(Dashboard("{app=\"api\"} | json"));

        Assert.Equal(PanelState.Ok, data.State);
        Assert.Equal(["b", "a"], Assert.Single(data.Logs!.Streams).Lines.Select(line => line.Text));
        Assert.Equal((false, null), (data.Logs.LimitReached, data.Logs.Next));
        Assert.Equal("error", Assert.Single(data.Logs.Volume).Name);
        Assert.Equal(
            ["lines {app=\"api\", tenant=\"acme\"} | json", $"range sum by (level, detected_level) (count_over_time({{app=\"api\", tenant=\"acme\"}} | json | drop __error__ [{data.Logs.VolumeStepMs / 60_000}m]))"],
            _world.Logs.Questions.Select(question => $"{question.Kind} {question.Text}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    public async Task Pages_hold_every_line_once_though_many_share_a_moment(string order)
    {
        var lines = Enumerable.Range(0, 23).Select(i => (Time + (i / 3), $"line {i}")).ToArray();
        _world.Logs.Streams.Add(FakeLogs.Stream("app=api", lines[..10]));
        _world.Logs.Streams.Add(FakeLogs.Stream("app=web", lines[10..]));
        var dashboard = Dashboard("{app=~\".+\"}", new LogsDisplay { Limit = 5, Order = order, Volume = false });
        var first = (await _world.GetAsync(dashboard)).Logs!;
        var texts = Texts(first);
        var pages = 1;
        for (var next = first.Next; next is not null; pages++)
        {
            var page = await LinesAsync(dashboard, new PanelLinesRequest { Panel = PanelWorld.Ask(), Cursor = next });
            texts.AddRange(Texts(page));
            next = page.Next;
        }

        Assert.Equal(lines.Select(line => line.Item2).Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
        Assert.True(first.LimitReached && pages > 4);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9000000000000000000")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task A_cursor_of_another_range_is_refused(string cursor)
    {
        var error = await Assert.ThrowsAsync<QueryException>(() => LinesAsync(Dashboard("{app=\"api\"}"), new PanelLinesRequest { Panel = PanelWorld.Ask(), Cursor = cursor }));

        Assert.Equal(QueryErrorKind.BadData, error.Error.Kind);
    }

    [Fact]
    public async Task The_lines_around_one_are_those_of_its_stream_and_no_other()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("tenant=acme,app=api", (Time, "a"), (Time + 1, "b")));

        var before = await LinesAsync(Dashboard("{app=~\".+\"} |= \"b\" | json"), Around(("tenant", "acme"), ("app", "api"), ("parsed", "x")));

        Assert.Equal(["b", "a"], Texts(before));
        Assert.Equal(
            ["series {app=~\".+\", tenant=\"acme\"}", "lines {app=\"api\", tenant=\"acme\"}"],
            _world.Logs.Questions.Select(question => $"{question.Kind} {question.Text}"));
    }

    [Fact]
    public async Task Labels_that_no_stream_of_the_panel_has_find_nothing()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("tenant=acme,app=api", (Time, "a")));
        foreach (var labels in new (string, string)[][] { [("app", "web")], [("app", "api"), ("tenant", "nova")], [("app", "api\"} or {a=\"b"), ("tenant", "acme")], [("tenant", "acme")] })
        {
            var error = await Assert.ThrowsAsync<QueryException>(() => LinesAsync(Dashboard("{app=~\".+\"}"), Around(labels)));
            Assert.Equal(QueryErrorKind.NotFound, error.Error.Kind);
        }
        Assert.All(_world.Logs.Questions, question => Assert.Equal("series", question.Kind));
    }

    [Fact]
    public async Task Streams_of_others_are_dropped_and_told()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("tenant=acme,app=api", (Time, "mine")));
        _world.Logs.Streams.Add(FakeLogs.Stream("tenant=nova,app=api", (Time, "theirs")));

        var data = await _world.GetAsync(Dashboard("{app=\"api\"}"));

        Assert.Equal(["mine"], Texts(data.Logs!));
        Assert.Equal(PanelState.Partial, data.State);
        Assert.Contains("not this tenant's", Assert.Single(data.Errors).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_passes_lines_on_and_ends_where_others_lines_come()
    {
        _world.Logs.Tails.Add(new LogTail([FakeLogs.Stream("tenant=acme", (Time, "a"))], 2, false));
        _world.Logs.Tails.Add(new LogTail([FakeLogs.Stream("tenant=nova", (Time, "b"))], 0, false));
        var got = new List<LogTail>();

        await Assert.ThrowsAnyAsync<QueryException>(async () =>
        {
            await foreach (var tail in _service.TailAsync(_world.Snapshot, PanelWorld.Acme, Dashboard("{app=\"api\"}"), PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken))
            {
                got.Add(tail);
            }
        });

        Assert.Equal(2, Assert.Single(got).Dropped);
        Assert.Equal("{app=\"api\", tenant=\"acme\"}", Assert.Single(_world.Logs.Questions).Text);
    }

    [Fact]
    public async Task A_tail_ends_when_its_environment_is_closed_and_none_begins_there()
    {
        _world.Logs.Tails.Add(new LogTail([FakeLogs.Stream("tenant=acme", (Time, "a"))], 0, false));
        _world.Logs.Tails.Add(new LogTail([FakeLogs.Stream("tenant=acme", (Time, "b"))], 0, false));
        _world.Logs.BetweenTails = () => _world.Traffic.Isolation.Record(PanelWorld.Acme.Scope, [IsolationLedgerTests.Finding(CanaryResult.Violated)]);
        var got = new List<LogTail>();
        async Task FollowAsync()
        {
            await foreach (var tail in _service.TailAsync(_world.Snapshot, PanelWorld.Acme, Dashboard("{app=\"api\"}"), PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken))
            {
                got.Add(tail);
            }
        }

        var e = await Assert.ThrowsAsync<QueryException>(FollowAsync);
        Assert.StartsWith("This environment is closed.", e.Error.Message, StringComparison.Ordinal);
        Assert.Single(got);
        await Assert.ThrowsAsync<QueryException>(FollowAsync);
        Assert.Single(got);
        Assert.Single(_world.Logs.Questions);
    }

    [Fact]
    public async Task Only_so_many_follow_lines_at_a_time()
    {
        _world.Options.MaxTailsPerTenant = 1;
        _world.Logs.Tails.Add(new LogTail([FakeLogs.Stream("tenant=acme", (Time, "a"))], 0, false));
        await using var first = _service.TailAsync(_world.Snapshot, PanelWorld.Acme, Dashboard("{app=\"api\"}"), PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());

        await using var second = _service.TailAsync(_world.Snapshot, PanelWorld.Acme, Dashboard("{app=\"api\"}"), PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.Equal(QueryErrorKind.Unavailable, (await Assert.ThrowsAsync<QueryException>(async () => await second.MoveNextAsync())).Error.Kind);

        await first.DisposeAsync();
        await using var third = _service.TailAsync(_world.Snapshot, PanelWorld.Acme, Dashboard("{app=\"api\"}"), PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await third.MoveNextAsync());
    }

    [Theory]
    [InlineData(PanelKind.TimeSeries, "{app=\"api\"}", "does not show")]
    [InlineData(PanelKind.Logs, "rate({app=\"api\"}[5m])", "shows lines")]
    public async Task Lines_and_numbers_are_told_apart(PanelKind kind, string expr, string message)
    {
        var data = await _world.GetAsync(Dashboard(expr, kind: kind));

        Assert.Contains(message, Assert.Single(data.Errors).Error.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Logs.Questions);
    }

    [Fact]
    public async Task Numbers_of_a_log_store_are_drawn_as_those_of_metrics_are()
    {
        _world.Logs.Numbers = question => new BackendAnswer([new Frame("?", [new TimeField("Time", [question.End]), new NumberField("Value", [1])]) { Labels = new Dictionary<string, string> { ["app"] = "api" } }], []);
        var dashboard = Dashboard("sum by (app) (rate({app=~\".+\"}[$__auto]))", kind: PanelKind.TimeSeries);

        var data = await _world.GetAsync(dashboard);
        var again = await _world.GetAsync(dashboard);

        Assert.Equal("{app=\"api\"}", Assert.Single(data.Frames).Name);
        Assert.Equal("range", Assert.Single(_world.Logs.Questions).Kind);
        Assert.True(again.Queries[0].Shared);
    }

    [Fact]
    public async Task A_table_of_lines_has_a_column_for_each_label()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("app=api", (Time, "a")));

        var frame = Assert.Single((await _world.GetAsync(Dashboard("{app=\"api\"}", kind: PanelKind.Table))).Frames);

        Assert.Equal(["Time", "Line", "app"], frame.Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("label_values({app=~\"$app\"}, level)", "values {app=~\"api\", tenant=\"acme\"}")]
    [InlineData("label_values(level)", "values {tenant=\"acme\"}")]
    [InlineData("label_names()", "names {tenant=\"acme\"}")]
    public async Task Variables_ask_a_log_store_within_the_tenant(string query, string asked)
    {
        _world.Logs.Values = _ => ["error", "info"];
        var app = new Variable { Name = "app", Kind = VariableKind.Custom, Options = [new VariableOption("api", "api")] };

        var resolved = await _world.ResolveAsync(PanelWorld.Ask(), app, new Variable { Name = "level", Kind = VariableKind.Query, Query = query, Datasource = "loki" });

        Assert.Equal(["error", "info"], resolved[1].Options.Select(option => option.Value));
        Assert.Equal(asked, Assert.Single(_world.Logs.Questions.Select(question => $"{question.Kind} {question.Text}")));
    }

    private async Task<PanelLogs> LinesAsync(Dashboard dashboard, PanelLinesRequest request) =>
        (await _service.LinesAsync(_world.Snapshot, PanelWorld.Acme, dashboard, request, Role.Viewer, TestContext.Current.CancellationToken)).Logs;

    private static PanelLinesRequest Around(params (string Name, string Value)[] labels) =>
        new() { Panel = PanelWorld.Ask(), Around = new LineContext("A", labels.ToDictionary(label => label.Name, label => label.Value), Time + 1, Before: true, 10) };

    private static List<string> Texts(PanelLogs logs) => [.. logs.Streams.SelectMany(stream => stream.Lines).Select(line => line.Text)];

    private static Dashboard Dashboard(string expr, LogsDisplay? logs = null, PanelKind kind = PanelKind.Logs)
    {
        var dashboard = PanelWorld.Dashboard(PanelWorld.Query(expr) with { Datasource = "loki" });
        return dashboard with { Rows = [dashboard.Rows[0] with { Panels = [dashboard.Rows[0].Panels[0] with { Kind = kind, Display = new PanelDisplay { Logs = logs ?? new() } }] }] };
    }
}
