using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the legend of a chart.</summary>
internal static class LegendReader
{
    internal static readonly string[] Placements = ["bottom", "right"];
    internal static readonly string[] Values = ["last", "min", "max", "mean", "sum"];

    private static readonly LegendDisplay Usual = new();

    public static LegendDisplay Read(YamlMap panel)
    {
        if (panel.Map("legend", "a legend") is not { } map)
        {
            return Usual;
        }
        var legend = new LegendDisplay
        {
            Show = map.Boolean("show") ?? Usual.Show,
            Placement = map.OneOf("placement", Placements) ?? Usual.Placement,
            Values = map.Strings("values") ?? [],
        };
        foreach (var value in legend.Values)
        {
            if (!Values.Contains(value))
            {
                map.Context.Error(
                    DiagnosticCodes.NotAllowedValue,
                    map.MarkOf("values"),
                    $"A legend cannot show '{value}'.",
                    Suggestion.DidYouMean(value, Values, $"Use any of: {string.Join(", ", Values)}."));
            }
        }
        map.RefuseUnknownKeys();
        return legend;
    }
}
