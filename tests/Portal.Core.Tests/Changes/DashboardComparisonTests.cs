using System.Reflection;
using Portal.Core.Changes;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Changes;

public sealed class DashboardComparisonTests
{
    private const string Before =
        """
        title: Overview
        variables:
          - {name: pod, type: query, query: "label_values(up, pod)"}
          - {name: zone, type: custom, options: [a, b]}
        annotations:
          - {name: deployments, expr: deployment_info, title: "{version}"}
        rows:
          - title: Traffic
            panels:
              - {title: Requests, type: timeseries, unit: reqps, queries: [{expr: 'sum(rate(http_requests_total{job="api", pod=~"$pod"}[$__rate_interval]))', legend: all}]}
              - {title: Errors, type: stat, unit: percentunit, thresholds: {steps: [{color: green}, {value: 0.01, color: red}]}, queries: [{expr: errors}]}
              - {title: Lines, type: logs, queries: [{expr: '{app="api"} |= "error"'}]}
          - title: Notes
            panels:
              - {title: About, type: text, content: Hello}
        """;

    [Theory]
    [InlineData("unit: reqps", "unit: short", "panel 'Requests': unit | reqps → short")]
    [InlineData("legend: all", "legend: every", "panel 'Requests': query A: legend | all → every")]
    [InlineData("value: 0.01", "value: 0.05", "panel 'Errors': thresholds | green, red from 0.01 → green, red from 0.05")]
    [InlineData("expr: errors", "expr: 'rate(errors[5m])'", "panel 'Errors': query A | errors → rate(errors[5m])")]
    [InlineData("title: Errors", "title: Failures", "panel 'Failures': title | Errors → Failures")]
    [InlineData("type: stat", "type: gauge", "panel 'Errors': type | stat → gauge;panel 'Errors' resized | 6 × 4 → 6 × 7")]
    [InlineData("title: Errors, type: stat", "title: Errors, type: stat, grid: {w: 8, h: 4}", "panel 'Errors' resized | 6 × 4 → 8 × 4")]
    [InlineData("[a, b]", "[a, b, c]", "variable 'zone': options | a, b → a, b, c")]
    [InlineData("label_values(up, pod)", "label_values(up, instance)", "variable 'pod': query | label_values(up, pod) → label_values(up, instance)")]
    [InlineData("title: Overview", "title: Overview\nlinks: [{title: Docs, url: /docs}]", "dashboard 'Overview': link 'Docs' added | /docs")]
    [InlineData("expr: deployment_info", "expr: 'deployment_info > 0'", "annotation 'deployments': query | deployment_info → deployment_info > 0")]
    [InlineData("title: \"{version}\"", "region: true", "annotation 'deployments': region | false → true;annotation 'deployments': title | {version} → –")]
    [InlineData("title: Traffic", "title: Load", "row 'Load': title | Traffic → Load")]
    [InlineData("content: Hello", "content: Bye", "panel 'About': content | Hello → Bye")]
    [InlineData("{expr: errors}]", "{expr: errors}, {expr: more, legend: more}]", "panel 'Errors': query B added | more")]
    [InlineData("""|= "error"'""", """|= "warn"'""", """panel 'Lines': query A | {app="api"} |= "error" → {app="api"} |= "warn" """)]
    public void A_difference_is_told_by_name_with_what_was_and_what_is(string what, string with, string expected) =>
        Assert.Equal(expected.TrimEnd().Split(';'), Compare(what, with));

    [Theory]
    [InlineData("""'sum(rate(http_requests_total{job="api", pod=~"$pod"}[$__rate_interval]))'""", """'sum( rate(http_requests_total{pod=~"${pod}",job=''api''} [$__rate_interval]) ) # the same'""")]
    [InlineData("""'{app="api"} |= "error"'""", """'{ app = `api` }   |=   "error"'""")]
    [InlineData("expr: errors", "expr: ' errors '")]
    [InlineData("unit: reqps", "unit: \"reqps\"")]
    [InlineData("type: stat, unit: percentunit", "unit: percentunit, type: stat")]
    public void What_is_only_written_another_way_is_no_difference(string what, string with) => Assert.Empty(Compare(what, with));

    [Theory]
    [InlineData("$__rate_interval", "5m")]
    [InlineData("pod=~\"$pod\"", "pod=~\"$zone\"")]
    [InlineData("pod=~\"$pod\"", "pod=\"$pod\"")]
    [InlineData("sum(rate(", "avg(rate(")]
    public void Another_variable_or_operator_is_another_query(string what, string with) =>
        Assert.StartsWith("panel 'Requests': query A | ", Assert.Single(Compare(what, with)));

    [Fact]
    public void Panels_that_only_make_room_have_not_moved()
    {
        var changes = Compare("      - {title: Requests", "      - {title: New, type: stat, queries: [{expr: up}]}\n      - {title: Requests");

        Assert.Equal(["panel 'New' added | "], changes);
    }

    [Fact]
    public void A_panel_that_changes_its_rank_or_its_row_has_moved()
    {
        var lines = Before.Split('\n').ToList();
        var errors = lines.FindIndex(line => line.Contains("title: Errors", StringComparison.Ordinal));
        (lines[errors - 1], lines[errors]) = (lines[errors], lines[errors - 1]);
        Assert.Single(Compare(Before, string.Join('\n', lines)), change => change.Contains(" moved | Traffic, ", StringComparison.Ordinal));

        lines = [.. Before.Split('\n')];
        var panel = lines[errors];
        lines.RemoveAt(errors);
        lines.Add(panel);
        Assert.Equal("panel 'Errors' moved | Traffic, column 12, line 0 → Notes, column 0, line 3", Assert.Single(Compare(Before, string.Join('\n', lines))));
    }

    [Fact]
    public void A_place_that_is_given_is_compared_as_it_is()
    {
        const string one = "title: T\npanels:\n  - {title: A, type: stat, grid: {x: 0, y: 0}, queries: [{expr: up}]}\n";
        Assert.Equal(["panel 'A' moved | column 0, line 0 → column 6, line 2"], Compare(one, one.Replace("x: 0, y: 0", "x: 6, y: 2", StringComparison.Ordinal)));
    }

    [Fact]
    public void Equal_titles_do_not_mix_panels_up()
    {
        const string both = "title: T\npanels:\n  - {title: A, type: stat, queries: [{expr: one}]}\n  - {title: A, type: stat, queries: [{expr: two}]}\n";
        var second = both.Replace("  - {title: A, type: stat, queries: [{expr: one}]}\n", "", StringComparison.Ordinal);

        Assert.Equal(["panel 'A' removed | "], Compare(both, second));
    }

    [Fact]
    public void An_annotation_of_another_name_is_another_one() =>
        Assert.Equal(["annotation 'releases' added | ", "annotation 'deployments' removed | "], Compare("{name: deployments,", "{name: releases,"));

    [Fact]
    public void Viewers_are_told_that_a_query_is_other_and_not_what_it_was()
    {
        var change = Assert.Single(DashboardComparison.Compare(Read(Before), Read(Before.Replace("expr: errors", "expr: secret_metric", StringComparison.Ordinal)), null)).ForViewer();

        Assert.Equal(("query A", null, null), (change.Property, change.Before, change.After));
    }

    /// <summary>A property that nobody compares would be a change that nobody sees.</summary>
    [Theory]
    [InlineData(typeof(PanelDisplay))]
    [InlineData(typeof(LegendDisplay))]
    [InlineData(typeof(AxisDisplay))]
    [InlineData(typeof(LogsDisplay))]
    [InlineData(typeof(DisplayOverride))]
    [InlineData(typeof(ValueMapping))]
    [InlineData(typeof(PanelQuery), "Mark", "Search")]
    [InlineData(typeof(PanelSearch))]
    [InlineData(typeof(Variable), "Mark", "Name")]
    [InlineData(typeof(Annotation), "Mark", "Name")]
    [InlineData(typeof(Panel), "Mark", "Id", "Placed")]
    [InlineData(typeof(Dashboard), "TimeMark", "TimezoneMark")]
    public void Every_property_is_compared(Type type, params string[] places)
    {
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && !places.Contains(p.Name)))
        {
            var changes = DashboardComparison.Compare(Around(Model(type)), Around(Model(type, property)), null);
            Assert.True(changes.Count > 0, $"{type.Name}.{property.Name} is not compared");
        }
    }

    private static IReadOnlyList<string> Compare(string what, string with)
    {
        Assert.True(what == Before || what.StartsWith("title: T\n", StringComparison.Ordinal) || Before.Contains(what, StringComparison.Ordinal));
        var (before, after) = Before.Contains(what, StringComparison.Ordinal) ? (Before, Before.Replace(what, with, StringComparison.Ordinal)) : (what, with);
        return [.. DashboardComparison.Compare(Read(before), Read(after), null).Select(change => $"{ChangeText.Of(change)} | {ChangeText.Values(change)}")];
    }

    private static Dashboard Read(string yaml)
    {
        var diagnostics = new List<Diagnostic>();
        var dashboard = DashboardReader.Read(yaml, new YamlContext("test", diagnostics));
        Assert.True(!diagnostics.HasErrors(), Catalog.Content.Describe(diagnostics));
        return dashboard!;
    }

    private static object Model(Type type, PropertyInfo? other = null)
    {
        object model =
            type == typeof(Panel) ? new Panel { Id = "p", Kind = PanelKind.Stat, Grid = new GridPosition(0, 0, 6, 4), Queries = [new PanelQuery { RefId = "A", Expr = "up" }] }
            : type == typeof(DisplayOverride) ? new DisplayOverride { Unit = "s" }
            : type == typeof(PanelQuery) ? new PanelQuery { RefId = "A", Expr = "up" }
            : type == typeof(Annotation) ? new Annotation { Name = "a", Query = new PanelQuery { RefId = "A", Expr = "up" } }
            : type == typeof(Variable) ? new Variable { Name = "v", Kind = VariableKind.Custom }
            : type == typeof(Dashboard) ? new Dashboard { Title = "T" }
            : Activator.CreateInstance(type)!;
        other?.SetValue(model, Other(other.PropertyType, other.GetValue(model)));
        return model;
    }

    private static object? Other(Type type, object? value) =>
        type == typeof(string) ? value + "x"
        : type == typeof(bool) ? !(bool)value!
        : Nullable.GetUnderlyingType(type) is { } inner && inner != typeof(YamlMark) ? Other(inner, Activator.CreateInstance(inner))
        : type == typeof(int) ? (int)value! + 1
        : type == typeof(double) ? (double)value! + 1
        : type.IsEnum ? Enum.ToObject(type, Convert.ToInt32(value) + 1)
        : type == typeof(GridPosition) ? new GridPosition(0, 0, 7, 5)
        : type == typeof(DashboardTime) ? new DashboardTime("now-9h", "now")
        : type == typeof(Thresholds) ? new Thresholds("absolute", [new ThresholdStep(null, "red")])
        : type == typeof(TableSort) ? new TableSort("x")
        : type == typeof(PanelDisplay) ? new PanelDisplay { Unit = "s" }
        : type == typeof(LegendDisplay) ? new LegendDisplay { Show = false }
        : type == typeof(AxisDisplay) ? new AxisDisplay { Label = "x" }
        : type == typeof(LogsDisplay) ? new LogsDisplay { Wrap = false }
        : type == typeof(PanelQuery) ? new PanelQuery { RefId = "A", Expr = "down" }
        : type == typeof(IReadOnlyList<Annotation>) ? new[] { (Annotation)Model(typeof(Annotation)) }
        : type == typeof(PanelSearch) ? new PanelSearch { Service = "x" }
        : type == typeof(IReadOnlyDictionary<string, string>) ? new Dictionary<string, string> { ["a"] = "b" }
        : type == typeof(IReadOnlyList<string>) ? new[] { "x" }
        : type == typeof(IReadOnlyList<ValueMapping>) ? new[] { new ValueMapping { Value = "1" } }
        : type == typeof(IReadOnlyList<DisplayOverride>) ? new[] { new DisplayOverride { Series = "a", Unit = "s" } }
        : type == typeof(IReadOnlyList<TableColumn>) ? new[] { new TableColumn("a") }
        : type == typeof(IReadOnlyList<VariableOption>) ? new[] { new VariableOption("a", "b") }
        : type == typeof(IReadOnlyList<DashboardLink>) ? new[] { new DashboardLink("a", "/b") }
        : type == typeof(IReadOnlyList<PanelQuery>) ? new[] { new PanelQuery { RefId = "A", Expr = "down" } }
        : type == typeof(IReadOnlyList<Variable>) ? new[] { new Variable { Name = "v", Kind = VariableKind.Text } }
        : type == typeof(IReadOnlyList<DashboardRow>) ? new[] { new DashboardRow("R", false, []) }
        : throw new NotSupportedException($"Say how {type} is made to differ.");

    private static Dashboard Around(object model)
    {
        Dashboard With(Panel panel) => new() { Title = "T", Rows = [new DashboardRow("", false, [panel])] };
        var panel = (Panel)Model(typeof(Panel));
        return model switch
        {
            Dashboard dashboard => dashboard,
            Panel one => With(one),
            Variable variable => new Dashboard { Title = "T", Variables = [variable] },
            Annotation annotation => new Dashboard { Title = "T", Annotations = [annotation] },
            PanelQuery query => With(panel with { Queries = [query] }),
            PanelSearch search => With(panel with { Traces = search }),
            PanelDisplay display => With(panel with { Display = display }),
            LegendDisplay legend => With(panel with { Display = new PanelDisplay { Legend = legend } }),
            AxisDisplay axis => With(panel with { Display = new PanelDisplay { Axis = axis } }),
            LogsDisplay logs => With(panel with { Display = new PanelDisplay { Logs = logs } }),
            DisplayOverride rule => With(panel with { Display = new PanelDisplay { Overrides = [rule] } }),
            ValueMapping mapping => With(panel with { Display = new PanelDisplay { Mappings = [mapping] } }),
            _ => throw new NotSupportedException(),
        };
    }
}
