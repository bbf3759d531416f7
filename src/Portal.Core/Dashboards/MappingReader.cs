using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads texts and colours for values.</summary>
internal static class MappingReader
{
    internal static readonly string[] Specials = ["null", "nan", "empty"];

    public static IReadOnlyList<ValueMapping> ReadAll(YamlMap panel) => panel.List("mappings", "a mapping of values", DashboardLimits.Mappings, Read);

    private static ValueMapping Read(YamlMap map)
    {
        var mapping = new ValueMapping
        {
            Value = map.String("value"),
            From = map.Number("from"),
            To = map.Number("to"),
            Special = map.OneOf("special", Specials),
            Text = map.String("text"),
            Color = map.String("color"),
        };
        ColorText.Check(map, "color", mapping.Color);
        var conditions = (map.Has("value") ? 1 : 0) + (map.Has("from") || map.Has("to") ? 1 : 0) + (map.Has("special") ? 1 : 0);
        if (conditions != 1)
        {
            map.Context.Error(DiagnosticCodes.DashboardInvalid, map.Node.Start, "A mapping needs exactly one condition.", "Give it 'value', or 'from' and 'to', or 'special' (quoted: \"null\", \"nan\" or \"empty\").");
        }
        if (mapping.From > mapping.To)
        {
            map.Context.Error(DiagnosticCodes.OutOfRange, map.MarkOf("from"), "'from' is larger than 'to'.");
        }
        if (!map.Has("text") && !map.Has("color"))
        {
            map.Context.Error(DiagnosticCodes.Empty, map.Node.Start, "The mapping changes nothing.", "Give it a 'text', a 'color', or both.");
        }
        return mapping;
    }
}
