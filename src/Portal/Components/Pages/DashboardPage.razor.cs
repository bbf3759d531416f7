using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Components.Pages;

/// <summary>The page of a dashboard: finds it, follows the address and the live content, and says what to do where there is nothing to show.</summary>
public sealed partial class DashboardPage : ComponentBase, IDisposable
{
    private const int MostOffers = 24;

    private readonly CancellationTokenSource _gone = new();
    private Opening? _opening;
    private ViewState _view = new();
    private ClaimsPrincipal? _person;
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
    private ICatalog Catalog { get; set; } = null!;

    [Inject]
    private IAccess Access { get; set; } = null!;

    [Inject]
    private DashboardService Dashboards { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Catalog.Changed += FollowContent;
        Navigation.LocationChanged += FollowAddress;
        _person = (await Authentication.GetAuthenticationStateAsync()).User;
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => OpenAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        Catalog.Changed -= FollowContent;
        Navigation.LocationChanged -= FollowAddress;
        _gone.Cancel();
        _gone.Dispose();
    }

    private static string ServiceTitle(Opening.Serviceless serviceless) =>
        serviceless.Place.Services.Count == 0 ? $"No services are known in {serviceless.Place.Environment} yet" : $"There is no service {serviceless.Asked} in {serviceless.Place.Environment}";

    private static string ServiceText(Opening.Serviceless serviceless) => serviceless.Place switch
    {
        { Services.Count: > 0 } => "It may be deployed elsewhere, or have another name here. These have this dashboard:",
        { Discovered: true } => "They are discovered from telemetry: send some with the environment's service label, or list the services in the tenant's file. This page opens by itself as soon as one is known.",
        _ => "The tenant's file gives this dashboard to none of the environment's services.",
    };

    private void FollowContent() => _ = InvokeAsync(ReopenAsync);

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        // Another path comes as parameters, or is another page's.
        if (new Uri(e.Location).AbsolutePath == new Uri(Navigation.ToAbsoluteUri(PortalUrls.Dashboard(Scope, Dashboard)).AbsoluteUri).AbsolutePath)
        {
            _ = InvokeAsync(ReopenAsync);
        }
    }

    private Scope Scope => new(new TenantId(Tenant), Environment);

    private async Task ReopenAsync()
    {
        if (_gone.IsCancellationRequested)
        {
            return;
        }
        try
        {
            await OpenAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task OpenAsync()
    {
        var version = ++_version;
        var view = ViewState.Parse(Navigation.Uri);
        var opening = await Opening.FindAsync(new CatalogView(Catalog, Access, _person!), Dashboards, Scope, Dashboard, view.Service, _gone.Token);
        if (version != _version)
        {
            return;
        }
        _view = view;
        _opening = Keep(_opening, opening);
        Answer();
    }

    /// <summary>What renders to the same text stays the same dashboard, so that its panels are not loaded again.</summary>
    private static Opening Keep(Opening? old, Opening opening) =>
        old is Opening.Opened before && opening is Opening.Opened after && before.Binding.Key == after.Binding.Key && before.Rendered.Yaml == after.Rendered.Yaml
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
                Opening.Missing or Opening.Serviceless { Asked: not null } => StatusCodes.Status404NotFound,
                Opening.NotReady => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status200OK,
            });
        }
    }
}
