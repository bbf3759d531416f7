using System.Text.RegularExpressions;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Dashboards;

public class UnitTests
{
    [Fact]
    public void The_browser_knows_the_same_units()
    {
        var script = File.ReadAllText(SourceTree.Path("wwwroot", "js", "units.js"));
        var table = script[script.IndexOf("const UNITS = {", StringComparison.Ordinal)..];
        var ids = Regex.Matches(table[..table.IndexOf("\n};", StringComparison.Ordinal)], @"^  ([\wµ]+): \{", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

        Assert.Equal(ids.Order(StringComparer.Ordinal), UnitText.Known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_unit_of_the_documentation_is_known()
    {
        var text = File.ReadAllText(SourceTree.Path("docs", "panels.md"));
        var rows = text[text.IndexOf("| group | ids |", StringComparison.Ordinal)..text.IndexOf("## Colours", StringComparison.Ordinal)].Split('\n').Where(l => l.StartsWith('|') && !l.Contains("your own", StringComparison.Ordinal));
        var ids = rows.SelectMany(r => Regex.Matches(r, "`([^`]+)`").Select(m => m.Groups[1].Value)).ToList();

        Assert.True(ids.Count > 50);
        Assert.All(ids, id => Assert.True(UnitText.Known.Contains(id), id));
    }

    [Theory]
    [InlineData("reqp", "reqps")]
    [InlineData("rqeps", "reqps")]
    [InlineData("Bytes", "bytes")]
    [InlineData("precent", "percent")]
    [InlineData("percentunits", "percentunit")]
    [InlineData("millis", null)]
    [InlineData("cores", null)]
    [InlineData("req/s", null)]
    [InlineData("pods", null)]
    [InlineData("kg", null)]
    [InlineData("suffix: reqp", null)]
    [InlineData("requests per second", null)]
    public void Only_a_slip_of_typing_is_worth_a_word(string unit, string? meant)
    {
        var diagnostics = new List<Diagnostic>();

        var dashboard = DashboardReader.Read($"title: T\npanels: [{{type: stat, unit: \"{unit}\", queries: [{{expr: up}}]}}]", new YamlContext("d.yaml", diagnostics));

        Assert.Equal(unit, dashboard!.Panels.Single().Display.Unit);
        Assert.Equal(meant is null ? [] : [$"PT410 Warning Did you mean '{meant}'? If not, write 'suffix: {unit}'."], diagnostics.Select(d => $"{d.Code} {d.Severity} {d.Remedy}"));
    }
}
