using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the rows of a dashboard and gives every panel its id and its place.</summary>
internal static class RowReader
{
    public static IReadOnlyList<DashboardRow> ReadAll(YamlMap dashboard)
    {
        var loose = ReadPanels(dashboard);
        var rows = new List<DraftRow>();
        if (loose.Count > 0)
        {
            rows.Add(new DraftRow("", Collapsed: false, loose));
        }
        rows.AddRange(dashboard.List("rows", "a row", DashboardLimits.Rows, ReadRow));

        var panels = rows.SelectMany(r => r.Panels).ToList();
        if (panels.Count == 0 && !dashboard.Has("panels") && !dashboard.Has("rows"))
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

    private static DraftRow ReadRow(YamlMap map) => new(map.String("title") ?? "", map.Boolean("collapsed") ?? false, ReadPanels(map));

    private static List<DraftPanel> ReadPanels(YamlMap map)
    {
        var panels = map.List("panels", "a panel", DashboardLimits.Panels, PanelReader.Read);
        if (panels.Count == 0 && map.Peek("panels") is YamlSequence { Items.Count: 0 } empty && !map.Has("rows"))
        {
            map.Context.Error(DiagnosticCodes.Empty, empty.Start, "There are no panels here.", "Add one, or remove 'panels'.");
        }
        return panels;
    }

    private sealed record DraftRow(string Title, bool Collapsed, List<DraftPanel> Panels);
}
