using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.History;
using Portal.Previews;

namespace Portal.Components.Pages;

/// <summary>The page of a dashboard: finds it, follows the address and the live content, and says what to do where there is nothing to show.</summary>
public sealed partial class DashboardPage
{
    private const int MostOffers = 24;

    private Opening? _opening;
    private PastRevision? _past;
    private ViewState _view = new();
    private int _version;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    [Parameter]
    public required string Environment { get; set; }

    /// <summary>The template, with <c>~</c> for <c>/</c>.</summary>
    [Parameter]
    public required string Dashboard { get; set; }

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    [Inject]
    private DashboardService Dashboards { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private Scope Scope => new(new TenantId(Tenant), Environment);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Navigation.LocationChanged += FollowAddress;
    }

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        var version = ++_version;
        var view = ViewState.Parse(Navigation.Uri);
        var asked = await AskedAsync(view);
        var opening = asked is not null ? await Opening.FindAsync(asked, Dashboards, Scope, Dashboard, view.Service, Gone) : new Opening.Missing();
        if (version != _version)
        {
            return;
        }
        _view = view;
        // Whoever may not know of the place is told nothing of the revision either.
        _past = opening is Opening.Missing ? null : asked?.Past;
        _opening = Keep(_opening, opening);
        Answer();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Navigation.LocationChanged -= FollowAddress;
        base.Dispose(disposing);
    }

    private async Task<ContentView?> AskedAsync(ViewState view)
    {
        var (preview, revision) = (view.Preview, view.Revision);
        if (revision is not null && View!.Snapshot is not null)
        {
            return preview is null ? await ContentView.OfPastAsync(Services.GetRequiredService<PastRevisions>(), View, Scope, revision, Gone) : null;
        }
        try
        {
            return preview is null ? ContentView.Live(View!) : await ContentView.OfPreviewAsync(Services.GetRequiredService<PreviewBook>(), View!.Person, preview, Gone);
        }
        catch (PreviewFailure)
        {
            // Its overview tells why.
            return null;
        }
    }

    private static string ServiceTitle(Opening.Serviceless serviceless) =>
        serviceless.Place.Services.Count == 0 ? $"No services are known in {serviceless.Place.Environment} yet" : $"There is no service {serviceless.Asked} in {serviceless.Place.Environment}";

    private static string ServiceText(Opening.Serviceless serviceless) => serviceless.Place switch
    {
        { Services.Count: > 0 } => "It may be deployed elsewhere, or have another name here. These have this dashboard:",
        { Discovered: true } => "They are discovered from telemetry: send some with the environment's service label, or list the services in the tenant's file. This page opens by itself as soon as one is known.",
        _ => "The tenant's file gives this dashboard to none of the environment's services.",
    };

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        // Another path comes as parameters, or is another page's.
        if (new Uri(e.Location).AbsolutePath == Navigation.ToAbsoluteUri(PortalUrls.Dashboard(Scope, Dashboard)).AbsolutePath)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }

    /// <summary>What renders to the same text stays the same dashboard, so that its panels are not loaded again.</summary>
    private static Opening Keep(Opening? old, Opening opening) =>
        old is Opening.Opened before && opening is Opening.Opened after && before.Binding.Key == after.Binding.Key && before.Rendered.Yaml == after.Rendered.Yaml && before.Preview?.Id == after.Preview?.Id && before.Past == after.Past
            ? after with { Rendered = before.Rendered, Dashboard = before.Dashboard }
            : opening;

    private void Answer()
    {
        if (_opening is Opening.Serviceless { Asked: null, Place: { Services: [var first, ..] } place })
        {
            Navigation.NavigateTo(place.Path() + (_view with { Service = first }).ToQuery(), replace: true);
        }
        else
        {
            PageStatus.Set(Context, _opening switch
            {
                Opening.Missing or Opening.NotThen or Opening.Serviceless { Asked: not null } => StatusCodes.Status404NotFound,
                Opening.Refused refused => refused.Why.Kind switch
                {
                    RevisionRefusalKind.Refused => StatusCodes.Status422UnprocessableEntity,
                    RevisionRefusalKind.Busy => StatusCodes.Status503ServiceUnavailable,
                    _ => StatusCodes.Status404NotFound,
                },
                Opening.NotReady => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status200OK,
            });
        }
    }
}
