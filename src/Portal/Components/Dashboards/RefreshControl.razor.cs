using Microsoft.AspNetCore.Components;
using Portal.Core.Dashboards;

namespace Portal.Components.Dashboards;

/// <summary>Refreshes now, and chooses how often the page refreshes by itself.</summary>
public sealed partial class RefreshControl : ComponentBase
{
    /// <summary>Gives what was not chosen.</summary>
    [Parameter, EditorRequired]
    public required Dashboard Dashboard { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>Refresh now.</summary>
    [Parameter]
    public EventCallback OnRefresh { get; set; }

    private string Current => View.Refresh ?? Dashboard.Refresh ?? RefreshInterval.Off;

    private List<Choice> Choices =>
        [.. RefreshInterval.Offered.Select(interval => new Choice(interval == RefreshInterval.Off ? "Off" : interval, Href(View with { Refresh = interval }), interval == Current))];
}
