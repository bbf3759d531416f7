using Microsoft.AspNetCore.Components;
using Portal.Browsing;
using Portal.Components.Panels;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Components.Dashboards;

/// <summary>The panels of a dashboard in their rows, or one of them alone.</summary>
public sealed partial class DashboardGrid : ComponentBase
{
    private readonly Dictionary<Panel, PanelModel> _models = new(ReferenceEqualityComparer.Instance);
    private Dashboard? _modelled;

    /// <summary>Whose panels.</summary>
    [Parameter, EditorRequired]
    public required Dashboard Dashboard { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>Where a panel's data is asked for.</summary>
    [Parameter, EditorRequired]
    public required Func<string, string> DataUrl { get; set; }

    /// <summary>The resolved variables, for texts; null while they are not known.</summary>
    [Parameter]
    public IReadOnlyList<ResolvedVariable>? Variables { get; set; }

    /// <summary>Panels load again when it changes.</summary>
    [Parameter]
    public int RefreshToken { get; set; }

    /// <summary>Whether remembered answers will not do.</summary>
    [Parameter]
    public bool Fresh { get; set; }

    /// <summary>Whether queries are shown when a panel is inspected.</summary>
    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>The rows that the viewer has opened or closed, by title; true is closed.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, bool> Rows { get; set; } = new Dictionary<string, bool>();

    /// <summary>A range was dragged in a panel.</summary>
    [Parameter]
    public EventCallback<TimeZoom> OnZoom { get; set; }

    /// <summary>A row was opened or, with true, closed.</summary>
    [Parameter]
    public EventCallback<(string Title, bool Closed)> OnRow { get; set; }

    /// <summary>Share a panel with people who are not in the portal; absent for whoever may not.</summary>
    [Parameter]
    public EventCallback<string> OnEmbed { get; set; }

    private Panel? Alone => View.ViewPanel is { } id ? Dashboard.Panel(id) : null;

    /// <summary>On phones two of these stand side by side.</summary>
    private static bool IsTile(Panel panel) => panel.Kind is PanelKind.Stat or PanelKind.Gauge && panel.Grid.W <= 8;

    /// <summary>Where a panel stands, for the style sheet.</summary>
    internal static string Place(GridPosition grid) => $"--x:{grid.X + 1};--y:{grid.Y + 1};--w:{grid.W};--h:{grid.H};--w2:{Math.Min(24, grid.W * 2)}";

    private bool IsClosed(DashboardRow row) => Rows.TryGetValue(row.Title, out var closed) ? closed : row.Collapsed;

    // The same model for the same panel: a view is drawn anew only where something has changed.
    private PanelModel Model(Panel panel)
    {
        if (!ReferenceEquals(_modelled, Dashboard))
        {
            _models.Clear();
            _modelled = Dashboard;
        }
        return _models.TryGetValue(panel, out var model) ? model : _models[panel] = PanelModel.From(panel);
    }

    private string? MarksOf(Panel panel)
    {
        if (panel.Kind != PanelKind.TimeSeries || View.Preview is not null)
        {
            return null;
        }
        var shown = Dashboard.Annotations.Select(annotation => annotation.Name).Prepend(Annotation.Revisions).Where(name => View.Draws(Dashboard, name)).ToList();
        return shown.Count == 0 ? null : $"{PortalUrls.Annotations(DataUrl(panel.Id))}#{string.Join(',', shown)}";
    }

    private PanelQueryState State(Panel panel)
    {
        var state = View.ForPanels(Dashboard, RefreshToken, Fresh);
        // Queries get their values on the server; a text is filled here, with what was made of the choice.
        return panel.Kind == PanelKind.Text && Variables is not null ? state with { Variables = Variables.ToDictionary(v => v.Variable.Name, Texts) } : state;
    }

    private static IReadOnlyList<string> Texts(ResolvedVariable variable) =>
        [.. variable.Selected.Select(value => variable.Options.FirstOrDefault(o => o.Value == value)?.Text ?? value)];
}
