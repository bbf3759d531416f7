using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads how lines are shown.</summary>
internal static class LogsReader
{
    internal static readonly string[] Orders = ["newest", "oldest"];
    internal static readonly string[] Dedups = ["none", "exact", "numbers", "signature"];

    internal const int MaxLimit = 5_000;
    internal const int MaxHighlights = 20;

    private static readonly LogsDisplay Usual = new();

    public static LogsDisplay Read(YamlMap panel)
    {
        if (panel.Map("logs", "settings of logs") is not { } map)
        {
            return Usual;
        }
        var logs = new LogsDisplay
        {
            Wrap = map.Boolean("wrap") ?? Usual.Wrap,
            Order = map.OneOf("order", Orders) ?? Usual.Order,
            Dedup = map.OneOf("dedup", Dedups) ?? Usual.Dedup,
            ShowLabels = map.Boolean("showLabels") ?? Usual.ShowLabels,
            ShowFields = map.Boolean("showFields") ?? Usual.ShowFields,
            LevelField = ReadField(map, "levelField"),
            Highlight = map.Strings("highlight") ?? Usual.Highlight,
            Volume = map.Boolean("volume") ?? Usual.Volume,
            Limit = map.Integer("limit", 1, MaxLimit) ?? Usual.Limit,
            PrettifyJson = map.Boolean("prettifyJson") ?? Usual.PrettifyJson,
            TraceIdField = map.String("traceIdField"),
        };
        map.RefuseTooMany("highlight", logs.Highlight.Count, MaxHighlights);
        map.RefuseUnknownKeys();
        return logs;
    }

    // The log volume groups by it, so it has to be a name that a query can hold.
    private static string? ReadField(YamlMap map, string key)
    {
        var name = map.String(key);
        if (name is null || ValidName(name))
        {
            return name;
        }
        map.Context.Error(Diagnostics.DiagnosticCodes.DashboardInvalid, map.MarkOf(key), $"'{name}' cannot be the name of a label.", "Use letters, digits and _, not beginning with a digit.");
        return null;
    }

    private static bool ValidName(string name) => name.Length is > 0 and <= 200 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
