using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Components.Panels;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Components.Dashboards;

/// <summary>What stands above the panels: the title, and everything that the viewer can choose.</summary>
public sealed partial class DashboardHead : ComponentBase
{
    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required Opening.Opened Opened { get; set; }

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>Who looks; null where the past is not offered.</summary>
    [Parameter]
    public System.Security.Claims.ClaimsPrincipal? Person { get; set; }

    /// <summary>The resolved variables; null while they are not known.</summary>
    [Parameter]
    public IReadOnlyList<ResolvedVariable>? Variables { get; set; }

    /// <summary>Whether variables are being resolved.</summary>
    [Parameter]
    public bool Resolving { get; set; }

    /// <summary>Whether the dashboard is one of the person's favourites.</summary>
    [Parameter]
    public bool Favourite { get; set; }

    /// <summary>The IANA zone of the viewer's browser.</summary>
    [Parameter]
    public string BrowserZone { get; set; } = "UTC";

    /// <summary>Absolute ranges that were chosen lately.</summary>
    [Parameter]
    public IReadOnlyList<DashboardTime> Recent { get; set; } = [];

    /// <summary>Another range was chosen.</summary>
    [Parameter]
    public EventCallback<DashboardTime> OnRange { get; set; }

    /// <summary>Another view was chosen.</summary>
    [Parameter]
    public EventCallback<ViewState> OnChosen { get; set; }

    /// <summary>Refresh now.</summary>
    [Parameter]
    public EventCallback OnRefresh { get; set; }

    /// <summary>Resolve the variables again.</summary>
    [Parameter]
    public EventCallback OnRetry { get; set; }

    /// <summary>The star was pressed.</summary>
    [Parameter]
    public EventCallback OnFavourite { get; set; }

    /// <summary>Copy a link; with true, to the range's instants.</summary>
    [Parameter]
    public EventCallback<bool> OnShare { get; set; }

    /// <summary>Share the dashboard with people who are not in the portal; absent for whoever may not.</summary>
    [Parameter]
    public EventCallback OnEmbed { get; set; }

    private string Where => string.Join(" · ", new[] { Opened.Place.Tenant.Name, Opened.Place.Environment, Opened.Binding.Key.Service }.OfType<string>());

    private PanelLinks? Explored => Opened.Place.Tenant.Environment(Opened.Place.Environment) is { } environment ? PanelLinks.Of(environment, Opened.Binding.Key.Service) : null;

    // The range in force goes along, whoever chose it.
    private ViewState Ranged => new() { From = View.Range(Opened.Dashboard).From, To = View.Range(Opened.Dashboard).To, TimeZone = View.TimeZone };

    private List<DashboardLink> Links => [.. Opened.Dashboard.Links.Where(l => MarkdownText.IsSafeLink(l.Url))];

    private string LinkHref(DashboardLink link)
    {
        var range = View.Range(Opened.Dashboard);
        return link.KeepTime ? QueryHelpers.AddQueryString(link.Url, new Dictionary<string, string?> { ["from"] = range.From, ["to"] = range.To }) : link.Url;
    }
}
