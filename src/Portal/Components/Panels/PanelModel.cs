using Portal.Core.Dashboards;

namespace Portal.Components.Panels;

/// <summary>What the page and the browser know of a panel: everything but its queries.</summary>
/// <param name="Id">Unique in the dashboard.</param>
/// <param name="Kind">As in YAML: <c>timeseries</c>, <c>state-timeline</c>, …</param>
/// <param name="Title">Heading; variables are filled in once data arrives.</param>
/// <param name="Description">Markdown; may be empty.</param>
/// <param name="Grid">Place in its row.</param>
/// <param name="Display">How to show the data.</param>
/// <param name="Links">Links in the menu.</param>
public sealed record PanelModel(string Id, string Kind, string Title, string Description, GridPosition Grid, PanelDisplay Display, IReadOnlyList<DashboardLink> Links)
{
    /// <summary>The panel without its queries.</summary>
    public static PanelModel From(Panel panel) =>
        new(panel.Id, KindName(panel.Kind), panel.Title, panel.Description, panel.Grid, panel.Display, panel.Links);

    /// <summary>The kind as it is spelled in YAML.</summary>
    public static string KindName(PanelKind kind) => kind switch
    {
        PanelKind.StateTimeline => "state-timeline",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
