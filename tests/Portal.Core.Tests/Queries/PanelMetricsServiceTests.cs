using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries;

public sealed class PanelMetricsServiceTests
{
    private readonly PanelWorld _world = new();
    private readonly PanelMetricsService _service;

    public PanelMetricsServiceTests() => _service = new PanelMetricsService(_world.Backend, _world.Logs, _world.Traffic, _world.Options, _world.Time);

    [Fact]
    public async Task The_names_in_the_queries_are_asked_for_within_the_tenant_and_no_others()
    {
        _world.Backend.Metadata = _ => new() { ["up"] = new("gauge", "Up.", ""), ["latency_bucket"] = new("histogram", "L.", "seconds"), ["nova_secret"] = new("gauge", "!", "") };

        var metrics = await GetAsync(
            PanelWorld.Query("histogram_quantile(0.9, sum by (le) (rate(latency_bucket[5m]))) and on () max_over_time(up{job=\"a\"}[5m:1m] offset 1d)"),
            PanelWorld.Query("""{__name__="a.b"} or {__name__=~"nova_.*"} or {__name__!="nova_secret",job="a"} or topk(scalar(other), up)""", "B"),
            PanelWorld.Query("rate({app=\"api\"}[5m])", "C") with { Datasource = "loki" },
            PanelWorld.Query("unfinished(", "D"));

        PanelMetric[] expected = [new("latency_bucket", "histogram", "seconds", "L."), new("up", "gauge", "", "Up."), new("a.b", "", "", ""), new("other", "", "", "")];
        Assert.Equal(expected, metrics);
        var question = Assert.Single(_world.Backend.Questions);
        Assert.Equal(("metadata", """{__name__=~"a\\.b|latency_bucket|other|up",tenant="acme"}"""), (question.Kind, question.Text));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Support)]
    public async Task Who_is_not_told_queries_is_refused_and_nothing_is_asked(Role reader)
    {
        var refused = await Assert.ThrowsAsync<QueryException>(() => GetAsync([PanelWorld.Query("up")], reader));

        Assert.Equal(QueryErrorKind.Forbidden, refused.Error.Kind);
        Assert.Empty(_world.Backend.Questions);
        Assert.Empty((await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")), reader: reader)).Queries[0].Metrics);
        Assert.Equal(["up"], (await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up")), forEditor: true)).Queries[0].Metrics);
    }

    [Fact]
    public async Task A_panel_that_names_no_metric_asks_nothing()
    {
        Assert.Empty(await GetAsync(PanelWorld.Query("vector(1)"), PanelWorld.Query("{app=\"api\"}", "B") with { Datasource = "loki" }));
        Assert.Empty(_world.Backend.Questions);
    }

    [Fact]
    public async Task Names_and_texts_are_bounded_and_an_answer_is_remembered()
    {
        _world.Backend.Metadata = _ => new() { ["m0"] = new("gauge", new string('x', 5000), "") };
        var many = PanelWorld.Query(string.Join(" or ", Enumerable.Range(0, 25).Select(i => $"m{i}")));

        var metrics = await GetAsync(many);
        await GetAsync(many);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i}"), metrics.Select(metric => metric.Name));
        Assert.Equal(1001, metrics[0].Help.Length);
        Assert.DoesNotContain("m20", Assert.Single(_world.Backend.Questions).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told()
    {
        _world.Backend.Metadata = _ => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "Gone.", "Wait."));

        Assert.Equal("Gone.", (await Assert.ThrowsAsync<QueryException>(() => GetAsync(PanelWorld.Query("up")))).Error.Message);
    }

    private Task<IReadOnlyList<PanelMetric>> GetAsync(params PanelQuery[] queries) => GetAsync(queries, Role.Editor);

    private Task<IReadOnlyList<PanelMetric>> GetAsync(PanelQuery[] queries, Role reader) =>
        _service.GetAsync(_world.Snapshot, PanelWorld.Acme, PanelWorld.Dashboard(queries), PanelWorld.Ask(), reader, TestContext.Current.CancellationToken);
}
