using Microsoft.AspNetCore.Components;
using Portal.Core.Dashboards;

namespace Portal.Components.Dashboards;

/// <summary>Goes to the same dashboard in another environment or of another service; the range and the other choices come along.</summary>
public sealed partial class PlacePickers : ComponentBase
{
    /// <summary>Where the viewer is.</summary>
    [Parameter, EditorRequired]
    public required DashboardPlace Place { get; set; }

    /// <summary>The service that is shown, or null.</summary>
    [Parameter]
    public string? Service { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The dashboard, where there is one: what it would choose by itself is left out of addresses.</summary>
    [Parameter]
    public Dashboard? Dashboard { get; set; }

    private ViewState Kept => Dashboard is null ? View : View.Reduce(Dashboard);

    private List<Choice> Environments =>
    [
        .. Place.Environments.Select(e => e.HasDashboard
            ? new Choice(e.Name, Place.Path(e.Name) + (Kept with { Service = Place.ForServices ? Service ?? View.Service : null }).ToQuery(), e.Name == Place.Environment)
            : new Choice(e.Name, null, Note: "does not have this dashboard")),
    ];

    private List<Choice> Services => [.. Place.Services.Select(name => new Choice(name, Place.Path() + (Kept with { Service = name }).ToQuery(), name == Service))];
}
