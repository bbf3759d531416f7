using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the rows of a dashboard and gives every panel its id and its place.</summary>
internal static class RowReader
{
    public static IReadOnlyList<DashboardRow> ReadAll(YamlMap dashboard)
    {
        var loose = dashboard.List("panels", "a panel", DashboardLimits.Panels, PanelReader.Read);
        var rows = new List<DraftRow>();
        if (loose.Count > 0)
        {
            rows.Add(new DraftRow("", Collapsed: false, loose));
        }
        rows.AddRange(dashboard.List("rows", "a row", DashboardLimits.Rows, ReadRow));

        var panels = rows.SelectMany(r => r.Panels).ToList();
        // A panel that could not be read has its own error.
        if (panels.Count == 0 && dashboard.Peek("panels") is not YamlSequence { Items.Count: > 0 } && rows.TrueForAll(r => r.IsEmpty))
        {
            dashboard.Context.Error(DiagnosticCodes.Empty, dashboard.Node.Start, "The dashboard has no panels.", "Give it 'panels', or 'rows' with panels.");
        }
        if (panels.Count > DashboardLimits.Panels)
        {
            dashboard.Context.Error(
                DiagnosticCodes.TooMany,
                panels[DashboardLimits.Panels].Panel.Mark,
                $"The dashboard has {panels.Count} panels; at most {DashboardLimits.Panels} are allowed.",
                "Split it into several dashboards.");
            return [];
        }
        PanelNames.Assign(panels, dashboard.Context);
        return [.. rows.Select(row => new DashboardRow(row.Title, row.Collapsed, PanelLayout.Arrange(row.Panels, dashboard.Context)))];
    }

    private static DraftRow ReadRow(YamlMap map) => new(
        map.String("title") ?? "",
        map.Boolean("collapsed") ?? false,
        map.List("panels", "a panel", DashboardLimits.Panels, PanelReader.Read))
    {
        IsEmpty = map.Peek("panels") is null or YamlSequence { Items.Count: 0 },
    };

    private sealed record DraftRow(string Title, bool Collapsed, List<DraftPanel> Panels)
    {
        public bool IsEmpty { get; init; }
    }
}
