using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Portal.Browsing;
using Portal.Components.Dashboards;
using Portal.Components.Layout;
using Portal.Components.Traces;
using Portal.Core.Dashboards;

namespace Portal.Components.Pages;

/// <summary>Looks for traces of an environment. What is looked for is the page's address; the answer goes from the API to the browser.</summary>
public sealed partial class TracesPage : IAsyncDisposable
{
    // Gives the range where none is chosen.
    private static readonly Dashboard Range = new() { Title = "Traces" };

    private ElementReference _root;
    private TracePlace? _place;
    private TraceSearchState _search = new();
    private IReadOnlyList<Crumb> _trail = [];
    private IReadOnlyList<DashboardTime> _recent = [];
    private DotNetObjectReference<TracesPage>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _session;
    private string _zone = "UTC";
    private string? _service;
    private string? _operation;
    private string? _tags;
    private string? _min;
    private string? _max;
    private int _limit;
    private int _asked;

    /// <summary>The tenant's id.</summary>
    [Parameter]
    public required string Tenant { get; set; }

    /// <summary>The environment.</summary>
    [Parameter]
    public required string Environment { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private SearchSettings Settings => new(
        PortalUrls.TracesApi(_place!.Scope), PortalUrls.Environment(_place.Scope), _search.View.Service ?? "", _search.Operation, string.Join('\n', _search.TagList()), _search.Min, _search.Max, _search.Limit,
        _search.View.Range(Range).From, _search.View.Range(Range).To, _search.View.Zone(Range), _search.Show, _asked);

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
    protected override Task LookAsync()
    {
        _place = TracePlace.Find(View!, Tenant, Environment);
        if (_place is not null)
        {
            _search = TraceSearchState.Parse(Navigation.Uri);
            (_service, _operation, _tags, _min, _max, _limit) = (_search.View.Service, _search.Operation, _search.Tags, _search.Min, _search.Max, _search.Limit);
            _trail = [new Crumb(_place.Tenant.Name, PortalUrls.Tenant(_place.Scope.Tenant)), new Crumb($"Traces of {Environment}")];
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _place is null)
        {
            return;
        }
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Dashboards/DashboardScreen.razor.js");
            _session = await _module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
            if (await _session.InvokeAsync<DashboardScreen.Session?>("session") is { } session)
            {
                (_zone, _recent) = (session.Zone, session.Recent);
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
        try
        {
            if (_session is not null)
            {
                await _session.InvokeVoidAsync("dispose");
                await _session.DisposeAsync();
            }
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and with it what it held.
        }
        _self?.Dispose();
        Dispose();
    }

    private string Href(TraceSearchState search) => PortalUrls.Traces(_place!.Scope) + search.ToQuery(Range);

    private void Choose(TraceSearchState search) => Navigation.NavigateTo(Href(search));

    private async Task ChooseRangeAsync(DashboardTime range)
    {
        Choose(_search with { View = _search.View.WithRange(range.From, range.To) });
        if (_session is not null && !TimeText.IsRelative(range.From))
        {
            _recent = await _session.InvokeAsync<DashboardTime[]>("remember", range.From, range.To) ?? _recent;
        }
    }

    private void Submit()
    {
        // The same search again asks again.
        _asked++;
        Choose(_search with
        {
            View = _search.View with { Service = string.IsNullOrWhiteSpace(_service) ? null : _service.Trim() },
            Operation = _operation?.Trim() ?? "",
            Tags = _tags?.Trim() ?? "",
            Min = _min?.Trim() ?? "",
            Max = _max?.Trim() ?? "",
            Limit = Math.Clamp(_limit, 1, PanelSearch.MostTraces),
        });
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        if (_place is not null && new Uri(e.Location).AbsolutePath == Navigation.ToAbsoluteUri(PortalUrls.Traces(_place.Scope)).AbsolutePath)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }

    private sealed record SearchSettings(
        string Api, string Place, string Service, string Operation, string Tags, string Min, string Max, int Limit, string From, string To, string TimeZone, string View, int Asked);
}
