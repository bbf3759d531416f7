using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads how a panel shows its data; these keys stand beside the panel's others.</summary>
internal static class DisplayReader
{
    internal static readonly string[] Draws = ["lines", "bars", "points"];
    internal static readonly string[] Stacks = ["none", "normal", "percent"];
    internal static readonly string[] Interpolations = ["linear", "smooth", "step"];
    internal static readonly string[] Calculations = ["lastNotNull", "last", "first", "min", "max", "mean", "sum", "count", "range", "delta"];
    internal static readonly string[] ColorModes = ["value", "background", "none"];
    internal static readonly string[] Orientations = ["horizontal", "vertical"];
    internal static readonly string[] PieTypes = ["donut", "pie"];
    internal static readonly string[] ColorSchemes = ["oranges", "reds", "blues", "greens", "purples", "greys", "viridis", "turbo"];
    internal static readonly string[] Views = ["both", "list", "scatter"];
    internal static readonly string[] Scales = ["linear", "log"];

    internal const int MaxDecimals = 10;
    internal const int MaxLineWidth = 10;

    private static readonly PanelDisplay Usual = new();

    public static PanelDisplay Read(YamlMap panel, IReadOnlyList<PanelQuery> queries)
    {
        var display = new PanelDisplay
        {
            Unit = UnitText.Read(panel, "unit"),
            Decimals = panel.Integer("decimals", 0, MaxDecimals),
            Min = panel.Number("min"),
            Max = panel.Number("max"),
            NoValue = panel.String("noValue") ?? Usual.NoValue,
            Thresholds = ThresholdReader.Read(panel),
            Mappings = MappingReader.ReadAll(panel),
            Overrides = OverrideReader.ReadAll(panel, queries),
            Legend = LegendReader.Read(panel),
            Draw = panel.OneOf("draw", Draws) ?? Usual.Draw,
            Stack = panel.OneOf("stack", Stacks) ?? Usual.Stack,
            FillOpacity = panel.Integer("fillOpacity", 0, 100) ?? Usual.FillOpacity,
            LineWidth = panel.Number("lineWidth", 0, MaxLineWidth) ?? Usual.LineWidth,
            LineInterpolation = panel.OneOf("lineInterpolation", Interpolations) ?? Usual.LineInterpolation,
            ConnectNulls = panel.Boolean("connectNulls") ?? Usual.ConnectNulls,
            Axis = ReadAxis(panel),
            Calculation = panel.OneOf("calculation", Calculations) ?? Usual.Calculation,
            Sparkline = panel.Boolean("sparkline") ?? Usual.Sparkline,
            ColorMode = panel.OneOf("colorMode", ColorModes) ?? Usual.ColorMode,
            Orientation = panel.OneOf("orientation", Orientations) ?? Usual.Orientation,
            PieType = panel.OneOf("pieType", PieTypes) ?? Usual.PieType,
            Columns = panel.List("columns", "a column", DashboardLimits.Columns, ReadColumn),
            Sort = ReadSort(panel),
            ColorScheme = panel.OneOf("colorScheme", ColorSchemes) ?? Usual.ColorScheme,
            Content = panel.String("content") ?? Usual.Content,
            Logs = LogsReader.Read(panel),
            View = panel.OneOf("view", Views) ?? Usual.View,
        };
        RefuseTurned(panel, "min", display.Min, "max", display.Max);
        return display;
    }

    private static AxisDisplay ReadAxis(YamlMap panel)
    {
        if (panel.Map("axis", "an axis") is not { } map)
        {
            return Usual.Axis;
        }
        var axis = new AxisDisplay
        {
            Label = map.String("label"),
            Scale = map.OneOf("scale", Scales) ?? Usual.Axis.Scale,
            SoftMin = map.Number("softMin"),
            SoftMax = map.Number("softMax"),
        };
        RefuseTurned(map, "softMin", axis.SoftMin, "softMax", axis.SoftMax);
        map.RefuseUnknownKeys();
        return axis;
    }

    private static void RefuseTurned(YamlMap map, string low, double? lowest, string high, double? highest)
    {
        if (lowest >= highest)
        {
            map.Context.Error(DiagnosticCodes.OutOfRange, map.MarkOf(high), $"'{high}' must be larger than '{low}'.");
        }
    }

    private static TableColumn ReadColumn(YamlMap map) => new(map.RequiredString("field"), map.String("title"), UnitText.Read(map, "unit"));

    private static TableSort? ReadSort(YamlMap panel)
    {
        if (panel.Map("sort", "a sort") is not { } map)
        {
            return null;
        }
        var sort = new TableSort(map.RequiredString("field"), map.Boolean("descending") ?? false);
        map.RefuseUnknownKeys();
        return sort;
    }
}
