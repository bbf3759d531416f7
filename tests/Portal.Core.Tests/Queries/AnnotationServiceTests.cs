using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Annotations;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries.Masked;

namespace Portal.Core.Tests.Queries;

public sealed class AnnotationServiceTests
{
    private readonly PanelWorld _world = new();

    private static Annotation Deployments => new() { Name = "deployments", Label = "Deployments", Query = PanelWorld.Query("sum by (version) (deployment_info)"), Title = "{version} deployed", Text = "{version}, {none}" };

    [Fact]
    public async Task A_value_above_nought_begins_a_mark_and_what_began_before_the_range_is_none()
    {
        _world.Backend.Answer = q => Answer(Series("v1", q, 0, 1, 2), Series("v2", q, 3, 4, 5), Series("v3", q, 8), Numbers("v4", q, (9, 0), (10, 1), (11, 0), (12, 2)));

        var marks = Assert.Single(await GetAsync(Deployments));

        var (start, step) = (_world.Backend.Questions[0].StartMs, _world.Backend.Questions[0].StepMs);
        Assert.Equal(
            [(3L, "v2 deployed"), (8, "v3 deployed"), (10, "v4 deployed"), (12, "v4 deployed")], marks.Marks.Select(mark => ((mark.TimeMs - start) / step, mark.Title)));
        Assert.All(marks.Marks, mark => Assert.Null(mark.EndMs));
        Assert.Equal("v2, ", marks.Marks[0].Text);
        Assert.False(marks.Cut);
    }

    [Fact]
    public async Task A_region_lasts_as_long_as_the_value_and_is_cut_at_the_range()
    {
        _world.Backend.Answer = q => Answer(Series("a", q, 0, 1), Series("b", q, 4, 5, 6));

        var marks = Assert.Single(await GetAsync(Deployments with { Region = true })).Marks;

        var (start, step) = (_world.Backend.Questions[0].StartMs, _world.Backend.Questions[0].StepMs);
        Assert.Equal([(0L, 2L), (4, 7)], marks.Select(mark => ((mark.TimeMs - start) / step, (mark.EndMs!.Value - start) / step)));
    }

    [Fact]
    public async Task A_change_is_another_value_or_a_series_that_appears()
    {
        _world.Backend.Answer = q => Answer(Numbers("a", q, (0, 5), (1, 5), (2, 6), (3, 6)), Numbers("b", q, (4, 0), (5, 0)));

        var marks = Assert.Single(await GetAsync(Deployments with { Begin = MarkBegin.Change, Title = null })).Marks;

        var (start, step) = (_world.Backend.Questions[0].StartMs, _world.Backend.Questions[0].StepMs);
        Assert.Equal([2L, 4], marks.Select(mark => (mark.TimeMs - start) / step));
        Assert.All(marks, mark => Assert.Equal("Deployments", mark.Title));
    }

    [Fact]
    public async Task Each_line_is_a_mark_with_its_labels_and_its_text()
    {
        var now = _world.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _world.Logs.Streams.Add(new LogStream(new Dictionary<string, string> { ["tenant"] = "acme", ["app"] = "release" }, [new LogLine((now - 60_000) * 1_000_000, "done <b>", new Dictionary<string, string> { ["version"] = "v7" })]));

        var mark = Assert.Single(Assert.Single(await GetAsync(new Annotation { Name = "releases", Query = PanelWorld.Query("{app=\"release\"}") with { Datasource = "loki" }, Title = "{app} {version}", Text = "{__line__}" })).Marks);

        Assert.Equal((now - 60_000, "release v7", "done <b>"), (mark.TimeMs, mark.Title, mark.Text));
        Assert.Contains("tenant=\"acme\"", Assert.Single(_world.Logs.Questions).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_masked_for_a_role_is_masked_in_titles_and_texts()
    {
        var masked = new MaskedWorld();
        masked.World.Logs.Streams.Add(MaskedWorld.Stream(MaskedWorld.Name, $"call from {MaskedWorld.Phone}"));
        var service = new AnnotationService(masked.World.Backend, masked.World.Logs, masked.World.Traffic, masked.World.Options, masked.World.Time);
        var dashboard = With(new Annotation { Name = "calls", Query = PanelWorld.Query("{service=\"api\"}") with { Datasource = "loki" }, Title = "{customer} by {caller}", Text = "{__line__}" });
        async Task<(string, string)> AskAsync(Role role)
        {
            var marks = await service.GetAsync(masked.Snapshot, PanelWorld.Acme, dashboard, PanelWorld.Ask(), null, role, TestContext.Current.CancellationToken);
            var mark = Assert.Single(Assert.Single(marks).Marks);
            return (mark.Title, mark.Text);
        }

        Assert.Equal(("Ann Lee by 13812341234", "call from 13812341234"), await AskAsync(Role.Viewer));
        Assert.Equal(("**** by 138****1234", "call from 138****1234"), await AskAsync(Role.Support));
    }

    [Fact]
    public async Task Marks_are_bounded_the_newest_stay_and_equal_ones_are_one()
    {
        _world.Backend.Answer = q => Answer([.. Enumerable.Range(0, 150).Select(i => Series($"v{i}", q, 1 + i)), Series("v149", q, 150)]);

        var marks = Assert.Single(await GetAsync(Deployments));

        Assert.True(marks.Cut);
        Assert.Equal(AnnotationMarks.Most, marks.Marks.Count);
        Assert.Equal(("v50 deployed", "v149 deployed"), (marks.Marks[0].Title, marks.Marks[^1].Title));
    }

    [Theory]
    [InlineData("events")]
    [InlineData("events{tenant=\"nova\"}")]
    [InlineData("events{tenant=~\".*\"} or events")]
    [InlineData("label_replace(events, \"tenant\", \"nova\", \"\", \"\")")]
    public async Task Every_question_is_kept_to_its_tenant(string expr)
    {
        var marks = Assert.Single(await GetAsync(Deployments with { Query = PanelWorld.Query(expr) }));

        Assert.All(_world.Backend.Questions, question =>
        {
            Assert.Equal("acme", question.Query.Scope.Tenant.Value);
            Assert.Equal(question.Text.Split("events").Length - 1, question.Text.Split("tenant=\"acme\"").Length - 1);
        });
        Assert.True(marks.Error is not null || _world.Backend.Questions.Count == 1);
    }

    [Fact]
    public async Task What_a_viewer_chooses_is_filled_in_as_in_a_panel_and_cannot_leave_its_place()
    {
        var dashboard = With(Deployments with { Query = PanelWorld.Query("events{job=\"$job\"}"), Title = "{version} of $job" }) with
        {
            Variables = [new Variable { Name = "job", Kind = VariableKind.Text, Default = ["a"] }],
        };
        _world.Backend.Answer = q => Answer(Series("v1", q, 3));

        var marks = await Service().GetAsync(_world.Snapshot, PanelWorld.Acme, dashboard, PanelWorld.Ask(("job", ["x\"} or up{y=\"{version}"])), null, Role.Viewer, TestContext.Current.CancellationToken);

        Assert.Contains("tenant=\"acme\"", Assert.Single(_world.Backend.Questions).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("or up", _world.Backend.Questions[0].Text.Replace("\\\"} or up{y=\\\"{version}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("v1 of x\"} or up{y=\"{version}", Assert.Single(Assert.Single(marks).Marks).Title);
    }

    [Fact]
    public async Task Only_what_is_wanted_is_asked_and_what_fails_tells_why_in_its_own_place()
    {
        var dashboard = With(Deployments, Deployments with { Name = "off", Enabled = false }, Deployments with { Name = "bad", Query = PanelWorld.Query("up") with { Datasource = "none" } });
        async Task<IEnumerable<(string, bool)>> AskAsync(IReadOnlyCollection<string>? names) =>
            (await Service().GetAsync(_world.Snapshot, PanelWorld.Acme, dashboard, PanelWorld.Ask(), names, Role.Viewer, TestContext.Current.CancellationToken)).Select(marks => (marks.Annotation.Name, marks.Error is null));

        Assert.Equal([("deployments", true), ("bad", false)], await AskAsync(null));
        Assert.Equal([("off", true)], await AskAsync(["off", "unknown", "revisions"]));
        Assert.Empty(await AskAsync([]));
    }

    [Fact]
    public async Task One_that_is_slow_is_not_waited_for_and_tells_so_in_its_own_place()
    {
        var asked = new TaskCompletionSource();
        _world.Backend.Answer = _ =>
        {
            asked.SetResult();
            return new TaskCompletionSource<BackendAnswer>().Task;
        };

        var marks = GetAsync(Deployments);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        _world.Time.Advance(TimeSpan.FromSeconds(10));

        var slow = Assert.Single(await marks.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal((QueryErrorKind.Timeout, "It was not answered within 10 s."), (slow.Error!.Kind, slow.Error.Message));
        Assert.Empty(slow.Marks);
    }

    private static Task<BackendAnswer> Answer(params Frame[] frames) => Task.FromResult(new BackendAnswer(frames, []) { Bytes = 1 });

    private static Frame Series(string version, FakeBackend.Question question, params long[] steps) => Numbers(version, question, [.. steps.Select(step => (step, 1d))]);

    private static Frame Numbers(string version, FakeBackend.Question question, params (long Step, double Value)[] points) =>
        new("A", [new TimeField("Time", [.. points.Select(p => question.StartMs + (p.Step * question.StepMs))]), new NumberField("Value", [.. points.Select(p => p.Value)])]) { Labels = new Dictionary<string, string> { ["version"] = version } };

    private static Dashboard With(params Annotation[] annotations) => PanelWorld.Dashboard(PanelWorld.Query("up")) with { Annotations = annotations };

    private AnnotationService Service() => new(_world.Backend, _world.Logs, _world.Traffic, _world.Options, _world.Time);

    private Task<IReadOnlyList<AnnotationMarks>> GetAsync(params Annotation[] annotations) =>
        Service().GetAsync(_world.Snapshot, PanelWorld.Acme, With(annotations), PanelWorld.Ask(), null, Role.Viewer, TestContext.Current.CancellationToken);
}
