using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries;
using Portal.Core.Tests.Traces;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Linting;

public sealed class QueryLinterTests
{
    private const string Up = "  - {title: Up, type: stat, queries: [{expr: up}]}";

    private readonly LintWorld _world = new();

    [Fact]
    public async Task Each_different_question_is_sent_once_in_its_tenant_s_scope_and_asks_for_its_cost()
    {
        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up + "\n  - {title: Again, type: stat, queries: [{expr: 'up'}, {expr: 'rate(x[5m])'}]}"));

        Assert.Equal(
            ["acme-dev", "acme-prod", "nova-dev", "nova-prod"],
            _world.Backend.Questions.Where(question => question.Text.StartsWith("up", StringComparison.Ordinal)).Select(question => question.Query.Labels["tenant"]).Order());
        Assert.Equal(8, _world.Asked.Count);
        Assert.All(_world.Backend.Questions, question => Assert.True(question.Query.AsksCost));
        // The dashboard's own range, at few points.
        Assert.All(_world.Backend.Questions, question => Assert.InRange((question.EndMs - question.StartMs) / question.StepMs, 10, 101));
        Assert.Equal((12, 8, 4, 0), (report.Queries.Count, report.Asked, report.Dashboards, report.Diagnostics.Count));
    }

    [Fact]
    public async Task A_query_that_the_backend_refuses_blocks_with_its_words_file_and_line()
    {
        _world.Backend.Answer = question => question.Text.StartsWith('a')
            ? throw new QueryException(new QueryError(QueryErrorKind.Execution, "The backend could not evaluate the query.", Detail: "found duplicate series") { Cause = QueryErrorCause.Query })
            : Task.FromResult(LintWorld.Series(1));

        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up + "\n  - title: Sum\n    type: stat\n    queries: [{expr: a + b}]"));

        Assert.True(report.Blocks);
        var finding = Assert.Single(report.Diagnostics);
        Assert.Equal(
            "templates/overview.yaml.sbn:10:22 Error PT601 Query A of panel 'sum' cannot be answered. The backend could not evaluate the query. x4",
            LintWorld.Describe(report));
        // A backend's words may quote telemetry: they stand apart, where no forge is told them.
        Assert.Equal(("acme/prod overview", "found duplicate series"), (finding.Binding, finding.Detail));
    }

    [Fact]
    public async Task What_a_backend_says_that_answers_nothing_at_all_and_what_only_stands_in_its_way_refuses_no_query()
    {
        var cause = QueryErrorCause.Query;
        _world.Backend.Answer = _ => throw new QueryException(new QueryError(QueryErrorKind.Execution, "The backend could not evaluate the query.") { Cause = cause });
        var snapshot = await LintWorld.LoadAsync(Up);

        var broken = await _world.RunAsync(snapshot);
        cause = QueryErrorCause.Unknown;
        var proxy = await _world.RunAsync(snapshot);

        Assert.All((LintReport[])[broken, proxy], report => Assert.Equal((4, false, true), (report.Count(LintState.Unreachable), report.Blocks, report.IsUnanswered)));
    }

    [Fact]
    public async Task A_query_that_is_refused_alone_is_believed_once_its_backend_has_answered_something_else()
    {
        _world.Backend.Answer = question => question.Text == "vector(1)" ? Task.FromResult(LintWorld.Series(1))
            : throw new QueryException(new QueryError(QueryErrorKind.BadData, "The backend does not accept the query.") { Cause = QueryErrorCause.Query });

        Assert.True((await _world.RunAsync(await LintWorld.LoadAsync(Up))).Blocks);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_to_be_read_is_too_many_series_and_a_full_queue_silences_no_backend()
    {
        _world.Backend.Answer = question => question.Text.StartsWith("large", StringComparison.Ordinal)
            ? throw new QueryException(new QueryError(QueryErrorKind.Execution, "The backend's answer is larger than 1 KiB.") { Cause = QueryErrorCause.Size })
            : question.Text.StartsWith("queued", StringComparison.Ordinal)
            ? throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "Too many queries of this environment are waiting.") { Cause = QueryErrorCause.Queue })
            : Task.FromResult(LintWorld.Series(1));

        var report = await _world.RunAsync(await LintWorld.LoadAsync("  - {title: P, type: stat, queries: [{expr: queued}, {expr: large}, {expr: fine}]}", "limits: {concurrency: 1, time: 10m}\n"));

        Assert.Equal((4, 4, 4), (report.Count(LintState.Answered), report.Count(LintState.TooMuch), report.Count(LintState.Unreachable)));
        Assert.Contains("Warning PT603 Query B of panel 'p' yields too much. The backend's answer is larger than 1 KiB. x4", LintWorld.Describe(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queries_of_annotations_are_tried_too()
    {
        _world.Backend.Answer = question => Task.FromResult(LintWorld.Series(question.Text.StartsWith("deployed", StringComparison.Ordinal) ? 0 : 1));

        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up, variables: "annotations: [{name: deploys, expr: deployed}]\n"));

        Assert.Equal("templates/overview.yaml.sbn:6:37 Warning PT602 The query of annotation 'deploys' finds nothing in any of 4 dashboards: acme/prod, acme/dev, nova/prod, nova/dev. x4", LintWorld.Describe(report));
    }

    [Fact]
    public async Task A_map_of_services_and_a_trace_are_looked_for_and_one_that_nobody_has_chosen_is_told_as_not_tried()
    {
        var world = new LintWorld(new Trace(Spans.Trace, [Spans.Of(1, null, 0, 5, ("tenant", "acme-prod")) with { Service = "web" }, Spans.Of(2, 1, 1, 3, ("tenant", "acme-prod")) with { Service = "db" }]));
        var snapshot = await LintWorld.LoadAsync(
            "  - {title: Map, type: servicemap}\n  - {title: One, type: trace, traces: {trace: '1'}}\n  - {title: Chosen, type: trace, traces: {trace: $id}}",
            "rules: {slow: off}\nlimits: {time: 10m, timeout: 5m}\n", "variables: [{name: id, type: text}]\n", "[prod]");

        var report = await world.RunWhileTimePassesAsync(snapshot, always: true);

        Assert.Equal(4, report.Asked);
        foreach (var panel in (string[])["map", "one"])
        {
            Assert.Contains($"Warning PT602 Query A of panel '{panel}' finds nothing in 1 of 2 dashboards: nova/prod. x1", LintWorld.Describe(report), StringComparison.Ordinal);
        }
        Assert.Contains("Info PT607 Not tried with the variables' defaults: query A of panel 'chosen'. No trace is chosen. x2", LintWorld.Describe(report), StringComparison.Ordinal);
        Assert.Equal(3, report.Diagnostics.Count);
    }

    [Fact]
    public async Task A_query_without_data_names_the_dashboards_and_one_that_has_some_everywhere_is_not_told()
    {
        _world.Backend.Answer = question => Task.FromResult(LintWorld.Series(question.Text.StartsWith('x') && question.Query.Labels["tenant"] is "acme-dev" or "nova-prod" ? 0 : 1));

        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up + "\n  - {title: X, type: stat, queries: [{expr: x}]}"));

        Assert.Equal("templates/overview.yaml.sbn:8:45 Warning PT602 Query A of panel 'x' finds nothing in 2 of 4 dashboards: acme/dev, nova/prod. x2", LintWorld.Describe(report));
        Assert.False(report.Blocks);
    }

    [Fact]
    public async Task Series_duration_and_samples_beyond_the_policy_s_bounds_are_told_at_its_levels()
    {
        _world.Backend.Answer = question =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(question.Text.StartsWith("slow", StringComparison.Ordinal) ? 4 : 0));
            return Task.FromResult(LintWorld.Series(question.Text.StartsWith("many", StringComparison.Ordinal) ? 11 : 1, question.Text.StartsWith("dear", StringComparison.Ordinal) ? 5_000 : 10));
        };
        const string Policy = "rules: {tooManySeries: error, slow: warning}\nthresholds: {series: 10, samples: 4999}\nlimits: {concurrency: 1, timeout: 1m, time: 10m}\nexceptions: [{environments: dev, rules: {samples: off}}]\n";

        var report = await _world.RunAsync(await LintWorld.LoadAsync("  - {title: P, type: stat, queries: [{expr: many}, {expr: slow}, {expr: dear}]}", Policy));

        Assert.Equal(
            """
            templates/overview.yaml.sbn:7:45 Error PT603 Query A of panel 'p' yields 11 series; more than 10 are hard to read. x4
            templates/overview.yaml.sbn:7:59 Warning PT604 Query B of panel 'p' takes 4 s. x4
            templates/overview.yaml.sbn:7:73 Warning PT605 Query C of panel 'p' reads 5,000 samples, 500 at once. x2
            """,
            LintWorld.Describe(report));
        Assert.True(report.Blocks);
    }

    [Fact]
    public async Task Only_what_asks_something_else_than_before_is_tried_and_what_it_replaces_is_asked_for_its_cost()
    {
        _world.Backend.Answer = question => Task.FromResult(LintWorld.Series(1, question.Text.Contains("[1h]", StringComparison.Ordinal) ? 90_000 : 30_000));
        var before = await LintWorld.LoadAsync(Up + "\n  - {title: Rate, type: stat, queries: [{expr: 'rate(x[5m])'}]}");
        var after = await LintWorld.LoadAsync(Up + "\n  - {title: Rate, type: stat, unit: reqps, queries: [{expr: 'rate(x[1h])'}]}\n  - {title: New, type: stat, queries: [{expr: new}]}");

        var report = await _world.RunAsync(after, before);

        Assert.DoesNotContain(_world.Asked, text => text.StartsWith("up", StringComparison.Ordinal));
        Assert.Equal(12, _world.Asked.Count);
        Assert.Equal((8, 4), (report.Queries.Count, report.Unchanged));
        Assert.Equal((120_000, 360_000), report.Samples());
        Assert.Equal("templates/overview.yaml.sbn:8:62 Warning PT606 Query A of panel 'rate' reads 3 times as many samples as before: 120,000 → 360,000. x4", LintWorld.Describe(report));
        Assert.Contains("120,000 before, 360,000 after", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_has_changed_nothing_is_asked()
    {
        var before = await LintWorld.LoadAsync(Up);

        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up + "\n# A comment."), before);

        Assert.Empty(_world.Backend.Questions);
        Assert.True(report.IsEmpty);
    }

    [Fact]
    public async Task What_is_not_live_and_what_is_closed_is_not_asked()
    {
        var live = await LintWorld.LoadAsync(Up, environments: "[prod]");
        _world.Ledger.Record(
            new Scope(new TenantId("nova"), "prod"),
            [new CanaryFinding { Datasource = "prometheus", Kind = DatasourceKind.Prometheus, Result = CanaryResult.Violated, Message = "It gives others' data.", At = default }]);

        var report = await _world.RunAsync(await LintWorld.LoadAsync("  - {title: N, type: stat, queries: [{expr: other}]}"), live);

        Assert.Equal(["""other{tenant="acme-prod"}"""], _world.Asked);
        Assert.Contains("1 query was not tried, as a backend of nova/prod cannot be asked: This environment is closed.", LintWorld.Describe(report), StringComparison.Ordinal);
        Assert.False(report.Blocks);
    }

    [Fact]
    public async Task Isolation_and_datasources_are_those_of_what_is_live()
    {
        var live = await LintWorld.LoadAsync(Up, environments: "[prod]");
        var wide = await Catalog.Content.LoadAsync(
            ("templates/overview.yaml.sbn", "---\ntitle: O\nscope: environment\n---\ntitle: O\npanels: [{title: P, type: stat, queries: [{expr: secrets}]}]\n"),
            ("tenants/acme.yaml", "id: acme\ndefaultEnvironment: prod\nenvironments: [{name: prod, datasources: [{kind: prometheus, url: 'http://elsewhere'}], isolation: {labels: {tenant: everybody}}, services: [web]}]\ndashboards: [{template: overview}]\n"));

        await _world.RunAsync(wide.Snapshot!, live);

        var asked = Assert.Single(_world.Backend.Questions);
        Assert.Equal(("""secrets{tenant="acme-prod"}""", "metrics"), (asked.Text, asked.Query.Datasource.Url.Host));
    }

    [Fact]
    public async Task A_backend_that_hangs_is_left_alone_and_blocks_nothing()
    {
        _world.Backend.Answer = _world.HangAsync;
        var panels = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"  - {{title: P{i}, type: stat, queries: [{{expr: m{i}}}]}}"));

        var report = await _world.RunWhileTimePassesAsync(await LintWorld.LoadAsync(panels, "rules: {slow: error, noData: error}\n"));

        Assert.False(report.Blocks, LintWorld.Describe(report));
        Assert.InRange(_world.Asked.Count, 1, 32);
        Assert.Equal(report.Queries.Count, report.Count(LintState.Unreachable, LintState.OutOfTime));
        Assert.NotEmpty(report.Diagnostics);
        Assert.All(report.Diagnostics, d => Assert.Equal((DiagnosticCodes.LintNotTried, Severity.Info), (d.Code, d.Severity)));
    }

    [Fact]
    public async Task A_query_that_hangs_while_its_backend_answers_others_is_slow()
    {
        _world.Backend.Answer = question => question.Text.StartsWith("hangs", StringComparison.Ordinal) ? _world.HangAsync(question) : Task.FromResult(LintWorld.Series(1));

        var report = await _world.RunWhileTimePassesAsync(await LintWorld.LoadAsync(
            "  - {title: P, type: stat, queries: [{expr: fine}, {expr: hangs}]}", "rules: {slow: error}\nlimits: {concurrency: 1, timeout: 2s, time: 10m}\n"));

        Assert.Equal("templates/overview.yaml.sbn:7:59 Error PT604 Query B of panel 'p' was not answered. It did not answer within 2 s. x4", LintWorld.Describe(report));
    }

    [Fact]
    public async Task No_more_questions_are_sent_than_the_policy_allows_and_the_rest_is_told()
    {
        var report = await _world.RunAsync(await LintWorld.LoadAsync(Up + "\n  - {title: X, type: stat, queries: [{expr: x}, {expr: y}]}", "limits: {queries: 5}\n"));

        Assert.Equal((5, 5, 7), (_world.Asked.Count, report.Asked, report.Count(LintState.LeftOut)));
        Assert.Equal(". Info PT607 7 queries were not tried: there are more than 5. x1", LintWorld.Describe(report));
    }

    [Fact]
    public async Task No_more_run_at_once_on_a_backend_than_the_policy_allows()
    {
        var (running, most) = (0, 0);
        _world.Backend.Answer = async question =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return LintWorld.Series(1);
        };
        var panels = string.Join('\n', Enumerable.Range(0, 30).Select(i => $"  - {{title: P{i}, type: stat, queries: [{{expr: m{i}}}]}}"));

        await _world.RunAsync(await LintWorld.LoadAsync(panels, "limits: {concurrency: 2, time: 10m}\n"));

        Assert.Equal(120, _world.Asked.Count);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Log_queries_are_tried_for_lines_and_numbers_and_a_variable_without_values_is_no_mistake_of_the_query()
    {
        _world.Logs.Streams.Add(FakeLogs.Stream("app=web", (_world.Time.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds() * 1_000_000, "hello")));
        var panels =
            """
              - {title: Lines, type: logs, queries: [{expr: '{app="web"}'}]}
              - {title: Numbers, type: stat, queries: [{expr: 'sum(count_over_time({app="web"}[5m]))', datasource: loki}]}
              - {title: Of nothing, type: stat, queries: [{expr: 'up > $limit'}]}
            """;

        var report = await _world.RunAsync(await LintWorld.LoadAsync(panels, variables: "variables: [{name: limit, type: query, query: 'label_values(up, limit)'}]\n"));

        Assert.Equal(4, _world.Logs.Questions.Count(question => question.Kind == "lines"));
        Assert.Equal(4, _world.Logs.Questions.Count(question => question.Kind == "range"));
        Assert.Equal([DiagnosticCodes.LintNoData, DiagnosticCodes.LintNoData], report.Diagnostics.Select(d => d.Code));
        Assert.All(report.Diagnostics, d => Assert.True(d.Message.Contains("'numbers'", StringComparison.Ordinal) || d.Message.Contains("'of-nothing'", StringComparison.Ordinal), d.Message));
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen && Interlocked.CompareExchange(ref most, now, seen) is var other && other != seen; seen = other)
        {
        }
    }
}
