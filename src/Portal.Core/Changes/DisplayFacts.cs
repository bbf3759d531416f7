using System.Globalization;
using Portal.Core.Dashboards;
using static Portal.Core.Changes.PanelFacts;

namespace Portal.Core.Changes;

/// <summary>What a panel says of how it shows its data. Names are those of the author's YAML.</summary>
internal static class DisplayFacts
{
    /// <summary>All of it.</summary>
    public static IEnumerable<Fact> Of(PanelDisplay display) =>
        [.. Own(display), .. Of("thresholds", display.Thresholds), .. display.Mappings.SelectMany(Of), Fact.InOrder("mappings", display.Mappings.Select(Condition)),
            .. display.Overrides.SelectMany(Of), Fact.InOrder("overrides", display.Overrides.Select(Match)), .. display.Columns.SelectMany(Of), Fact.InOrder("columns", display.Columns.Select(c => c.Field)),
            .. Of(display.Legend), .. Of(display.Axis), .. Of(display.Logs)];

    private static IEnumerable<Fact> Own(PanelDisplay display) =>
    [
        new("unit", display.Unit),
        new("decimals", Number(display.Decimals)),
        new("min", Number(display.Min)),
        new("max", Number(display.Max)),
        new("noValue", display.NoValue),
        new("draw", display.Draw),
        new("stack", display.Stack),
        new("fillOpacity", Number(display.FillOpacity)),
        new("lineWidth", Number(display.LineWidth)),
        new("lineInterpolation", display.LineInterpolation),
        new("connectNulls", Text(display.ConnectNulls)),
        new("calculation", display.Calculation),
        new("sparkline", Text(display.Sparkline)),
        new("colorMode", display.ColorMode),
        new("orientation", display.Orientation),
        new("pieType", display.PieType),
        new("sort", display.Sort is { } sort ? $"{sort.Field}{(sort.Descending ? ", descending" : "")}" : null),
        new("colorScheme", display.ColorScheme),
        new("content", display.Content),
        new("view", display.View),
    ];

    private static IEnumerable<Fact> Of(string name, Thresholds? thresholds) => thresholds is null ? [] :
    [
        new(name, string.Join(", ", thresholds.Steps.Select(step => step.Value is { } from ? $"{step.Color} from {Number(from)}" : step.Color))),
        new($"{name}: mode", thresholds.Mode),
        new($"{name}: style", thresholds.Style),
    ];

    private static string Condition(ValueMapping mapping) =>
        mapping.Value ?? mapping.Special ?? $"{Number(mapping.From) ?? "…"} to {Number(mapping.To) ?? "…"}";

    private static IEnumerable<Fact> Of(ValueMapping mapping)
    {
        var name = $"mapping of {Condition(mapping)}";
        yield return new(name, string.Join(", ", new[] { mapping.Text, mapping.Color }.Where(text => text is not null)) is { Length: > 0 } shown ? shown : "as it is") { IsItem = true };
    }

    private static string Match(DisplayOverride rule) =>
        rule.Series is { } series ? $"series {series}" : rule.SeriesRegex is { } regex ? $"series ~ {regex}" : $"query {rule.Query}";

    private static IEnumerable<Fact> Of(DisplayOverride rule)
    {
        var name = $"override of {Match(rule)}";
        Fact[] facts =
        [
            new($"{name}: unit", rule.Unit),
            new($"{name}: decimals", Number(rule.Decimals)),
            new($"{name}: color", rule.Color),
            new($"{name}: displayName", rule.DisplayName),
            new($"{name}: axis", rule.Axis),
            new($"{name}: draw", rule.Draw),
            new($"{name}: lineWidth", Number(rule.LineWidth)),
            new($"{name}: fillOpacity", Number(rule.FillOpacity)),
            new($"{name}: dashed", rule.Dashed is { } dashed ? Text(dashed) : null),
            new($"{name}: hidden", rule.Hidden is { } hidden ? Text(hidden) : null),
            .. Of($"{name}: thresholds", rule.Thresholds),
        ];
        return facts;
    }

    private static IEnumerable<Fact> Of(TableColumn column)
    {
        var name = $"column {column.Field}";
        yield return new(name, column.Title ?? column.Field) { IsItem = true };
        yield return new($"{name}: unit", column.Unit);
    }

    private static IEnumerable<Fact> Of(LegendDisplay legend) =>
        [new("legend: show", Text(legend.Show)), new("legend: placement", legend.Placement), new("legend: values", string.Join(", ", legend.Values))];

    private static IEnumerable<Fact> Of(AxisDisplay axis) =>
        [new("axis: label", axis.Label), new("axis: scale", axis.Scale), new("axis: softMin", Number(axis.SoftMin)), new("axis: softMax", Number(axis.SoftMax))];

    private static IEnumerable<Fact> Of(LogsDisplay logs) =>
    [
        new("logs: wrap", Text(logs.Wrap)),
        new("logs: order", logs.Order),
        new("logs: dedup", logs.Dedup),
        new("logs: showLabels", Text(logs.ShowLabels)),
        new("logs: showFields", Text(logs.ShowFields)),
        new("logs: levelField", logs.LevelField),
        new("logs: highlight", string.Join(", ", logs.Highlight)),
        new("logs: volume", Text(logs.Volume)),
        new("logs: limit", Number(logs.Limit)),
        new("logs: prettifyJson", Text(logs.PrettifyJson)),
        new("logs: traceIdField", logs.TraceIdField),
    ];

    private static string? Number(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
