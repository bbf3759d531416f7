using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Portal.Components.Dashboards;
using Portal.Components.Layout;
using Portal.Core.Dashboards;

namespace Portal.Components.Explore;

/// <summary>A page that looks around in an environment. What is looked for is the page's address; answers go from the API to the browser.</summary>
public abstract class ExplorePage : CatalogComponent, IAsyncDisposable
{
    // Gives the range where none is chosen.
    private protected static readonly Dashboard Usual = new() { Title = "Explore" };

    private DotNetObjectReference<ExplorePage>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _session;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    [Parameter]
    public required string Environment { get; set; }

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>The page's element.</summary>
    private protected ElementReference Root { get; set; }

    /// <summary>Where the person is; null where the page is not found.</summary>
    private protected ExplorePlace? Place { get; set; }

    /// <summary>The IANA zone of the viewer's browser.</summary>
    private protected string Zone { get; private set; } = "UTC";

    /// <summary>Absolute ranges that were chosen lately.</summary>
    private protected IReadOnlyList<DashboardTime> Recent { get; private set; } = [];

    /// <summary>The page's address without a query.</summary>
    private protected abstract string Path { get; }

    /// <summary>The tab was hidden or is seen again: nothing here moves by itself.</summary>
    [JSInvokable]
    public void Hidden(bool hidden) => _ = hidden;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Navigation.LocationChanged += FollowAddress;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Place is null)
        {
            return;
        }
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Dashboards/DashboardScreen.razor.js");
            _session = await _module.InvokeAsync<IJSObjectReference>("attach", Root, _self);
            if (await _session.InvokeAsync<DashboardScreen.Session?>("session") is { } session)
            {
                (Zone, Recent) = (session.Zone, session.Recent);
                StateHasChanged();
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone before it was there.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Navigation.LocationChanged -= FollowAddress;
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await BrowserHandles.ReleaseAsync(_session, _module);
        _self?.Dispose();
        Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps a range that was chosen, where it is an absolute one.</summary>
    private protected async Task RememberAsync(DashboardTime range)
    {
        if (_session is not null && !TimeText.IsRelative(range.From))
        {
            Recent = await _session.InvokeAsync<DashboardTime[]>("remember", range.From, range.To) ?? Recent;
        }
    }

    /// <summary>The other page that looks around here, for the same service and range.</summary>
    private protected static string Beside(string path, ViewState view, string? service) => path + new ViewState { From = view.From, To = view.To, TimeZone = view.TimeZone, Service = service }.Reduce(Usual).ToQuery();

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        if (Place is not null && new Uri(e.Location).AbsolutePath == Navigation.ToAbsoluteUri(Path).AbsolutePath)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }
}
