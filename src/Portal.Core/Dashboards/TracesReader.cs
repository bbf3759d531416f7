using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads what a panel looks for among traces.</summary>
internal static class TracesReader
{
    /// <summary>The search; null for kinds that show no traces.</summary>
    public static PanelSearch? Read(YamlMap panel, PanelKind? kind)
    {
        var map = panel.Map("traces", "a search for traces");
        var search = map is null ? new PanelSearch() : ReadSearch(map);
        if (kind is not (PanelKind.Traces or PanelKind.Trace or PanelKind.ServiceMap))
        {
            if (map is not null && kind is not null)
            {
                panel.Context.Error(DiagnosticCodes.DashboardInvalid, panel.MarkOf("traces"), "This type of panel shows no traces.", "Make it 'type: traces', 'trace' or 'servicemap', or leave 'traces' out.");
            }
            return null;
        }
        if (panel.Has("queries"))
        {
            panel.Context.Error(DiagnosticCodes.DashboardInvalid, panel.MarkOf("queries"), "A panel of traces has no queries.", "Say under 'traces' what it looks for.");
        }
        var lacks = kind == PanelKind.Traces && search.Service.Length == 0 ? "service" : kind == PanelKind.Trace && search.Trace.Length == 0 ? "trace" : null;
        if (lacks is not null)
        {
            panel.Context.Error(DiagnosticCodes.Empty, panel.Node.Start, "The panel asks nothing.", $"Give it 'traces' with a '{lacks}'.");
        }
        return search;
    }

    private static PanelSearch ReadSearch(YamlMap map)
    {
        var usual = new PanelSearch();
        var search = new PanelSearch
        {
            Datasource = map.String("datasource") ?? usual.Datasource,
            Trace = map.String("trace") ?? usual.Trace,
            Service = map.String("service") ?? usual.Service,
            Operation = map.String("operation"),
            Tags = map.Texts("tags"),
            MinDuration = map.String("minDuration"),
            MaxDuration = map.String("maxDuration"),
            Limit = map.Integer("limit", 1, PanelSearch.MostTraces) ?? usual.Limit,
        };
        map.RefuseUnknownKeys();
        return search;
    }
}
