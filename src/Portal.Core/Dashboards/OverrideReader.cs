using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads exceptions for single series or columns.</summary>
internal static class OverrideReader
{
    internal static readonly string[] Axes = ["left", "right"];

    public static IReadOnlyList<DisplayOverride> ReadAll(YamlMap panel, IReadOnlyList<PanelQuery> queries) =>
        panel.List("overrides", "an override", DashboardLimits.Overrides, map => Read(map, queries));

    private static DisplayOverride Read(YamlMap map, IReadOnlyList<PanelQuery> queries)
    {
        var (series, seriesRegex, query) = ReadMatch(map, queries);
        var read = new DisplayOverride
        {
            Series = series,
            SeriesRegex = seriesRegex,
            Query = query,
            Unit = UnitText.Read(map, "unit"),
            Decimals = map.Integer("decimals", 0, DisplayReader.MaxDecimals),
            Color = map.String("color"),
            DisplayName = map.String("displayName"),
            Axis = map.OneOf("axis", Axes),
            Draw = map.OneOf("draw", DisplayReader.Draws),
            LineWidth = map.Number("lineWidth", 0, DisplayReader.MaxLineWidth),
            FillOpacity = map.Integer("fillOpacity", 0, 100),
            Dashed = map.Boolean("dashed"),
            Hidden = map.Boolean("hidden"),
            Thresholds = ThresholdReader.Read(map),
        };
        ColorText.Check(map, "color", read.Color);
        return read;
    }

    private static (string? Series, string? SeriesRegex, string? Query) ReadMatch(YamlMap map, IReadOnlyList<PanelQuery> queries)
    {
        if (map.Map("match", "a match") is not { } match)
        {
            if (!map.Has("match"))
            {
                map.Missing("match");
            }
            return default;
        }
        var (series, seriesRegex, query) = (match.String("series"), match.String("seriesRegex"), match.String("query"));
        match.RefuseUnknownKeys();
        RegexText.Check(match, "seriesRegex", seriesRegex);
        if ((series is null ? 0 : 1) + (seriesRegex is null ? 0 : 1) + (query is null ? 0 : 1) != 1)
        {
            match.Context.Error(DiagnosticCodes.DashboardInvalid, match.Node.Start, "A match needs exactly one condition.", "Give it 'series', 'seriesRegex' or 'query'.");
        }
        if (query is not null && queries.Count > 0 && !queries.Any(q => q.RefId == query))
        {
            match.Context.Error(
                DiagnosticCodes.DashboardInvalid,
                match.MarkOf("query"),
                $"The panel has no query '{query}'.",
                $"It has: {string.Join(", ", queries.Select(q => q.RefId).Distinct())}.");
        }
        return (series, seriesRegex, query);
    }
}
