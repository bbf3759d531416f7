using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Dashboards;

public class DashboardReaderTests
{
    [Fact]
    public void Every_mistake_is_reported_not_just_the_first()
    {
        var diagnostics = Diagnose(
            """
            titel: Checkout
            panels:
              - type: timeserie
              - type: stat
                queries:
                  - expr: up
                    intervall: 1m
            """);

        Assert.Equal(
            ["1:1 Did you mean 'title'?", "1:1 Give a dashboard a 'title'.", "3:11 Did you mean 'timeseries'?", "7:9 Did you mean 'interval'?"],
            diagnostics.Select(d => $"{d.Location.Line}:{d.Location.Column} {d.Remedy}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("expr: up", 5, 15)]
    [InlineData("expr: 'up'", 5, 16)]
    [InlineData("expr: |\n          up", 6, 11)]
    [InlineData("expr: >-\n\n          up", 6, 11)]
    public void A_query_knows_where_its_text_begins(string expr, int line, int column)
    {
        var dashboard = Read($"title: T\npanels:\n  - type: stat\n    queries:\n      - {expr}\n");

        Assert.Equal(new YamlMark(line, column), Assert.Single(dashboard.Panels.Single().Queries).Mark);
    }

    private static Dashboard Read(string yaml)
    {
        var diagnostics = new List<Diagnostic>();
        var dashboard = DashboardReader.Read(yaml, new YamlContext("d.yaml", diagnostics));
        Assert.Empty(diagnostics);
        return dashboard!;
    }

    private static List<Diagnostic> Diagnose(string yaml)
    {
        var diagnostics = new List<Diagnostic>();
        DashboardReader.Read(yaml, new YamlContext("d.yaml", diagnostics));
        return diagnostics;
    }
}
