using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Dashboards;

public class LayoutTests
{
    private static readonly string[] Kinds = ["timeseries", "stat", "gauge", "table", "piechart", "state-timeline"];

    private static readonly Gen<string> Place = Gen.OneOf(
        Gen.Const(""),
        Gen.Int[0, 25].Select(w => w == 25 ? "" : $"grid: {{w: {Math.Max(1, w)}}}"),
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 40], (w, h) => $"grid: {{w: {w}, h: {h}}}"),
        Gen.Select(Gen.Int[0, 23], Gen.Int[0, 60], (x, y) => $"grid: {{x: {x}, y: {y}}}"),
        Gen.Select(Gen.Int[0, 23], Gen.Int[0, 60], Gen.Int[1, 24], Gen.Int[1, 12], (x, y, w, h) => $"grid: {{x: {x}, y: {y}, w: {w}, h: {h}}}"));

    private static readonly Gen<string[]> Panels =
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int[0, 4], Place, (kind, title, grid) => Panel(Kinds[kind], $"Panel {title}", grid)).Array[1, 40];

    [Fact]
    public void Panels_never_overlap_and_never_leave_the_grid_whatever_places_are_given() => Panels.Sample(panels =>
    {
        var (places, _) = Arrange(panels);

        Assert.Equal(panels.Length, places.Count);
        Assert.All(places, p => Assert.True(p.X >= 0 && p.Y >= 0 && p.W >= 1 && p.H >= 1 && p.X + p.W <= 24, p.ToString()));
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.False(Overlap(places[i], places[j]), $"{places[i]} and {places[j]}");
            }
        }
    });

    [Fact]
    public void The_same_text_yields_the_same_places_and_ids() => Panels.Sample(panels =>
    {
        var first = Read(string.Concat(panels)).Dashboard;
        var second = Read(string.Concat(panels)).Dashboard;

        Assert.Equal(first.Panels.Select(p => (p.Id, p.Grid)), second.Panels.Select(p => (p.Id, p.Grid)));
    });

    [Fact]
    public void Ids_made_from_titles_are_unique_and_fit_into_addresses() => Panels.Sample(panels =>
    {
        var ids = Read(string.Concat(panels)).Dashboard.Panels.Select(p => p.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z0-9][a-z0-9-]{0,63}$", id));
    });

    [Fact]
    public void A_given_place_stands_unless_it_is_reported() => Panels.Sample(panels =>
    {
        var (places, diagnostics) = Arrange(panels);
        var given = panels.Select(p => Regex.Match(p, @"x: (\d+), y: (\d+)")).Where(m => m.Success).Select(m => (int.Parse(m.Groups[1].Value), int.Parse(m.Groups[2].Value))).ToList();

        Assert.All(diagnostics, d => Assert.Equal(DiagnosticCodes.LayoutInvalid, d.Code));
        Assert.True(given.Count(g => places.Any(p => (p.X, p.Y) == g)) >= given.Count - diagnostics.Count);
    });

    [Theory]
    [InlineData("stat stat stat stat timeseries timeseries table", "0,0 6,0 12,0 18,0 0,4 12,4 0,12")]
    [InlineData("timeseries stat stat timeseries", "0,0 12,0 18,0 0,8")]
    [InlineData("piechart piechart piechart text", "0,0 8,0 16,0 0,8")]
    public void Panels_without_a_place_flow_from_left_to_right(string kinds, string expected)
    {
        var (places, diagnostics) = Arrange([.. kinds.Split(' ').Select(kind => Panel(kind, kind, ""))]);

        Assert.Empty(diagnostics);
        Assert.Equal(expected, string.Join(' ', places.Select(p => $"{p.X},{p.Y}")));
    }

    [Fact]
    public void Panels_flow_around_those_with_a_place()
    {
        var (places, diagnostics) = Arrange([Panel("stat", "a", "grid: {x: 6, y: 0, w: 12, h: 10}"), Panel("stat", "b", ""), Panel("stat", "c", ""), Panel("timeseries", "d", "")]);

        Assert.Empty(diagnostics);
        Assert.Equal("0,0 6,0 18,0 0,10", string.Join(' ', places.Select(p => $"{p.X},{p.Y}")));
    }

    [Fact]
    public void The_worst_mix_is_placed_in_bounded_time()
    {
        // A staircase of given panels leaves every line with a gap that is one column too narrow.
        var panels = Enumerable.Range(0, 100).Select(i => Panel("stat", $"given {i}", $"grid: {{x: {i % 2}, y: {i * 19}, w: 23, h: 19}}"))
            .Concat(Enumerable.Range(0, 100).Select(i => Panel("stat", $"flows {i}", "grid: {w: 2, h: 1}")));

        var (places, diagnostics) = Arrange([.. panels]);

        Assert.Empty(diagnostics);
        Assert.Equal(200, places.Count);
    }

    private static string Panel(string kind, string title, string grid) =>
        $"  - title: {title}\n    type: {kind}\n    content: x\n    queries: [{{expr: up}}]\n" + (grid.Length > 0 ? $"    {grid}\n" : "");

    private static bool Overlap(GridPosition a, GridPosition b)
    {
        IEnumerable<(int, int)> Cells(GridPosition p) => from x in Enumerable.Range(p.X, p.W) from y in Enumerable.Range(p.Y, p.H) select (x, y);
        return Cells(a).Intersect(Cells(b)).Any();
    }

    private static (List<GridPosition> Places, List<Diagnostic> Diagnostics) Arrange(string[] panels)
    {
        var (dashboard, diagnostics) = Read(string.Concat(panels));
        return (dashboard.Panels.Select(p => p.Grid).ToList(), diagnostics);
    }

    private static (Dashboard Dashboard, List<Diagnostic> Diagnostics) Read(string panels)
    {
        var diagnostics = new List<Diagnostic>();
        var dashboard = DashboardReader.Read(new StringBuilder("title: T\npanels:\n").Append(panels).ToString(), new YamlContext("d.yaml", diagnostics));
        return (dashboard!, diagnostics);
    }
}
