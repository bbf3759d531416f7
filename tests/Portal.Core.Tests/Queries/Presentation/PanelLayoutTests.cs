using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Presentation;

namespace Portal.Core.Tests.Queries.Presentation;

public sealed class PanelLayoutTests
{
    private readonly PanelWorld _world = new();

    [Fact]
    public void A_series_is_written_as_Prometheus_does()
    {
        Assert.Equal("up", SeriesNotation.Of(Series("up")));
        Assert.Equal("{}", SeriesNotation.Of(Series(null)));
        Assert.Equal("up{a=\"1\", b=\"x\\\"y\"}", SeriesNotation.Of(Series("up", ("b", "x\"y"), ("a", "1"))));
        Assert.Equal("{\"my.metric\", \"http.route\"=\"/\"}", SeriesNotation.Of(Series("my.metric", ("http.route", "/"))));
    }

    [Fact]
    public async Task A_table_has_a_row_for_each_series_and_a_column_for_each_label()
    {
        _world.Backend.Answer = _ => Task.FromResult(new BackendAnswer([Series("up", ("job", "a"), ("x", "1")), Series("up", ("job", "b"))], []));

        var frame = Assert.Single((await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("up") with { Format = QueryFormat.Table, Instant = true }))).Frames);

        Assert.Equal(["Time", "__name__", "job", "x", "Value"], frame.Fields.Select(f => f.Name));
        Assert.Equal(["1", null], ((StringField)frame.Fields[3]).Values);
        Assert.Equal([2, 2], ((NumberField)frame.Fields[4]).Values);
    }

    [Fact]
    public async Task Tables_of_several_queries_can_be_joined_on_their_labels()
    {
        var query = PanelWorld.Query("up") with { Format = QueryFormat.Table };
        var data = await _world.GetAsync(PanelWorld.Dashboard([query, query with { RefId = "B" }]));

        Assert.Equal(["A", "B"], data.Frames.Select(f => f.RefId));
        Assert.All(data.Frames, frame => Assert.Equal(["Time", "job", "Value"], frame.Fields.Select(f => f.Name)));
    }

    [Fact]
    public async Task Buckets_stand_in_the_order_of_their_bounds()
    {
        _world.Backend.Answer = _ => Task.FromResult(new BackendAnswer([.. new[] { "+Inf", "10", "2.5", "x", "1e-3" }.Select(le => Series(null, ("le", le)))], []));

        var data = await _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query("b") with { Format = QueryFormat.Heatmap, Legend = "{le}" }));

        Assert.Equal(["1e-3", "2.5", "10", "+Inf", "x"], data.Frames.Select(f => f.Name));
    }

    private static Frame Series(string? metric, params (string Name, string Value)[] labels) =>
        new("A", [new TimeField("Time", [1, 2]), new NumberField("Value", [1, 2])]) { Metric = metric, Labels = labels.ToDictionary(l => l.Name, l => l.Value) };
}
