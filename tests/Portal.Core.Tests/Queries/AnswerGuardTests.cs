using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Traces;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries;

public sealed class AnswerGuardTests
{
    private static readonly Datasource Prometheus = new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://prometheus:9090") };

    private static readonly TenantEnvironment Environment = new()
    {
        Name = "prod",
        Datasources = [Prometheus],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string>(), Dedicated: false),
        Services = new ServiceSource([], null, null),
        Location = default,
    };

    private readonly IsolationLedger _ledger = new();
    private readonly List<ForeignData> _dropped = [];
    private readonly AnswerGuard _guard;

    public AnswerGuardTests()
    {
        _ledger.Dropped += _dropped.Add;
        _guard = new AnswerGuard(_ledger);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("sum by (tenant) (rate(up[5m]))")]
    [InlineData("label_replace(up, \"other\", \"$1\", \"job\", \"(.*)\")")]
    public void Series_that_carry_another_tenant_s_label_are_dropped(string query)
    {
        var checkedAnswer = _guard.Check(PromQL(query), Frames(["tenant", "acme"], ["tenant", "nova"], ["job", "api"]));

        Assert.Equal((2, 1), (checkedAnswer.Frames.Count, checkedAnswer.Foreign));
        Assert.DoesNotContain(checkedAnswer.Frames, frame => frame.Labels.Values.Contains("nova"));
        Assert.Equal(new ForeignData(PanelWorld.Acme.Scope, "prometheus", 1, "series"), Assert.Single(_dropped));
    }

    [Theory]
    [InlineData("label_replace(up, \"tenant\", \"nova\", \"\", \"\")")]
    [InlineData("label_join(up, \"tenant\", \"-\", \"a\", \"b\")")]
    [InlineData("count_values(\"tenant\", up)")]
    [InlineData("sum(label_replace(up, (\"tenant\"), \"nova\", \"\", \"\")) by (tenant)")]
    public void What_the_query_itself_writes_is_not_looked_at(string query) => Assert.Equal(0, _guard.Check(PromQL(query), Frames(["tenant", "nova"])).Foreign);

    [Theory]
    [InlineData("{a=\"b\"}", 1)]
    [InlineData("{a=\"b\"} | json | line_format \"x\"", 1)]
    [InlineData("{a=\"b\"} | label_format tenant=\"nova\"", 0)]
    [InlineData("{a=\"b\"} | label_format other=tenant | json", 0)]
    [InlineData("{a=\"b\"} | drop tenant | json", 0)]
    [InlineData("{a=\"b\"} | keep a | json", 0)]
    public void Streams_that_carry_another_tenant_s_label_are_dropped_where_the_query_cannot_have_written_it(string query, int foreign)
    {
        var answer = new LogsAnswer([FakeLogs.Stream("tenant=acme", (1, "a")), FakeLogs.Stream("tenant=nova", (1, "b"))], []);

        Assert.Equal(foreign, _guard.Check(LogQL(query), answer).Foreign);
        Assert.Equal(foreign, _dropped.Sum(dropped => dropped.Count));
    }

    [Fact]
    public void A_tail_that_brings_others_lines_is_ended()
    {
        Assert.Throws<ForeignAnswerException>(() => _guard.Check(LogQL("{a=\"b\"}"), new LogTail([FakeLogs.Stream("tenant=nova", (1, "b"))], 0, false)));

        Assert.Equal((1, "streams"), (Assert.Single(_dropped).Count, _dropped[0].What));
    }

    [Fact]
    public void Exemplars_of_another_s_series_are_refused_as_a_whole()
    {
        Exemplar Of(string tenant) => new(1, 1, new Dictionary<string, string> { ["trace_id"] = "a" }, new Dictionary<string, string> { ["tenant"] = tenant });

        Assert.Single(_guard.Check(PromQL("up"), [Of("acme")]));
        Assert.Throws<ForeignAnswerException>(() => _guard.Check(PromQL("up"), [Of("acme"), Of("nova")]));
        Assert.Equal((1, "series"), (Assert.Single(_dropped).Count, _dropped[0].What));
    }

    [Fact]
    public void Traces_that_cross_tenants_are_as_they_should_be_in_a_shared_store_and_others_alone_are_counted()
    {
        var own = _guard.Check(PromQL("up"), Environment.Isolation, [Trace("1", "acme", "nova"), Trace("2", "nova")]);

        Assert.Equal("acme", Assert.Single(Assert.Single(own).Spans).Resource[0].Text);
        Assert.Equal((1, "traces"), (Assert.Single(_dropped).Count, _dropped[0].What));
    }

    [Fact]
    public void A_dedicated_store_that_gives_others_spans_is_an_error()
    {
        var dedicated = Environment.Isolation with { Dedicated = true };

        Assert.Single(_guard.Check(PromQL("up"), dedicated, [Trace("1", "acme")]));
        Assert.Throws<ForeignAnswerException>(() => _guard.Check(PromQL("up"), dedicated, [Trace("1", "acme"), Trace("2", "acme", "nova")]));
        Assert.Throws<ForeignAnswerException>(() => _guard.Check(PromQL("up"), dedicated, Trace("2", "nova")));
        Assert.Equal([(1, "spans"), (1, "spans")], _dropped.Select(dropped => (dropped.Count, dropped.What)));
    }

    [Fact]
    public void Values_of_the_tenant_s_own_label_are_its_own_alone()
    {
        var selector = QueryScoper.Selector(PanelWorld.Acme.Scope, Environment, Prometheus, "up").Query!;

        Assert.Equal(["acme"], _guard.Check(selector, "tenant", ["acme"]));
        Assert.Equal(["x", "y"], _guard.Check(selector, "job", ["x", "y"]));
        Assert.Throws<ForeignAnswerException>(() => _guard.Check(selector, "tenant", ["acme", "nova"]));
    }

    [Fact]
    public async Task What_was_dropped_is_told_as_an_error_beside_the_rest()
    {
        var world = new PanelWorld();
        world.Backend.Answer = question => Task.FromResult(new BackendAnswer([.. FakeBackend.Series(question, ("tenant", "acme")).Frames, .. FakeBackend.Series(question, ("tenant", "nova")).Frames], []));

        var data = await world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")));

        Assert.Equal(PanelState.Partial, data.State);
        Assert.Equal("acme", Assert.Single(data.Frames).Labels["tenant"]);
        Assert.Contains("1 series that are not this tenant's", Assert.Single(data.Errors).Error.Message, StringComparison.Ordinal);
    }

    private static BackendAnswer Frames(params string[][] labels) =>
        new([.. labels.Select(pair => new Frame("A", [new TimeField("Time", [1]), new NumberField("Value", [1])]) { Labels = new Dictionary<string, string> { [pair[0]] = pair[1] } })], []);

    private static ScopedQuery PromQL(string query) => QueryScoper.PromQL(PanelWorld.Acme.Scope, Environment, Prometheus, query).Query!;

    private static ScopedQuery LogQL(string query) => QueryScoper.LogQL(PanelWorld.Acme.Scope, Environment, Prometheus, query).Query!;

    private static Trace Trace(string id, params string[] tenants) =>
        new(Spans.Id(id), [.. tenants.Select((tenant, i) => Spans.Of(i + 1, null, 0, 5, ("tenant", tenant)) with { TraceId = Spans.Id(id) })]);
}
