using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Browsing;
using Portal.Components.Panels;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Identity;
using Portal.Limits;

namespace Portal.Components.Dashboards;

/// <summary>A dashboard with its head and its panels. What the viewer chooses becomes another address; what is kept here can be lost without harm.</summary>
public sealed partial class DashboardScreen : ComponentBase, IAsyncDisposable
{
    private const string Module = "./Components/Dashboards/DashboardScreen.razor.js";

    private readonly CancellationTokenSource _gone = new();
    private ElementReference _root;
    private AutoRefresh? _refresh;
    private DotNetObjectReference<DashboardScreen>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _session;
    private VariableResolution? _variables;
    private IReadOnlyList<DashboardTime> _recent = [];
    private Dictionary<string, bool> _rows = [];
    private string _browserZone = "UTC";
    private bool _favourite;
    private bool _live;
    private Shared? _sharing;
    private int _token;
    private bool _fresh;
    private Opening.Opened? _shown;
    private string? _question;

    /// <summary>What to show.</summary>
    [Parameter, EditorRequired]
    public required Opening.Opened Opened { get; set; }

    /// <summary>How to show it: the address's query.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>Who looks.</summary>
    [Parameter, EditorRequired]
    public required ClaimsPrincipal Person { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PanelDataService Data { get; set; } = null!;

    [Inject]
    private Rates Rates { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IPersonalState Personal { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>What others see is what is live.</summary>
    private bool MayShare => Opened.Place.MayEdit && Opened.IsLive;

    private string RevisionText => Opened.Snapshot.Time == default ? Opened.Snapshot.Revision.Short
        : $"{Opened.Snapshot.Revision.Short} of {TimeZoneInfo.ConvertTime(Opened.Snapshot.Time, TimeZones.Find(TimeZones.Resolve(View.Zone(Opened.Dashboard), _browserZone))):d MMM HH:mm}";

    /// <summary>The tab was hidden or is seen again.</summary>
    [JSInvokable]
    public void Hidden(bool hidden) => _refresh?.Pause(hidden);

    /// <inheritdoc/>
    protected override void OnInitialized() =>
        (_refresh, _variables) = (new AutoRefresh(Clock, () => _ = InvokeAsync(RefreshAndShow)), new VariableResolution(Data, tenant => Rates.Admits(Person, tenant), StateHasChanged));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var dashboard = Opened.Dashboard;
        _fresh = false;
        if (_shown is not null && _shown.Binding.Key != Opened.Binding.Key)
        {
            // Another dashboard in the same place: nothing of the old one may be taken for its.
            _variables!.Forget();
            (_favourite, _rows) = (false, []);
        }
        else if (_shown is not null && !ReferenceEquals(_shown.Dashboard, dashboard))
        {
            // An edited query is not seen in a panel's model.
            _token++;
        }
        var opened = _shown?.Binding.Key != Opened.Binding.Key;
        _shown = Opened;
        if (_live)
        {
            _refresh?.Every(View.RefreshEvery(dashboard));
            await (opened ? Task.WhenAll(RememberAsync(), ResolveIfNewAsync()) : ResolveIfNewAsync());
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        // Never in the first answer of the server, so that nothing waits for a backend and nothing is done twice.
        _live = true;
        _refresh?.Every(View.RefreshEvery(Opened.Dashboard));
        await AttachAsync();
        StateHasChanged();
        await Task.WhenAll(RememberAsync(), ResolveIfNewAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _refresh?.Dispose();
        await BrowserHandles.ReleaseAsync(_session, _module);
        _self?.Dispose();
        _variables?.Dispose();
        _gone.Dispose();
    }

    private string Href(ViewState view) => Opened.Place.Path() + (view with { Service = Opened.Binding.Key.Service }).Reduce(Opened.Dashboard).ToQuery();

    private string DataUrl(string panel) => Opened switch
    {
        { Preview: { } preview } => PortalUrls.PanelData(Opened.Binding.Key, panel, preview.Id),
        { Past: { } past } => PortalUrls.PanelDataAsOf(Opened.Binding.Key, panel, past.Revision.Value),
        _ => PortalUrls.PanelData(Opened.Binding, panel),
    };

    private void Choose(ViewState view) => Navigation.NavigateTo(Href(view));

    private async Task ChooseRangeAsync(DashboardTime range)
    {
        Choose(View.WithRange(range.From, range.To));
        if (_session is not null && !TimeText.IsRelative(range.From))
        {
            _recent = await _session.InvokeAsync<DashboardTime[]>("remember", range.From, range.To) ?? _recent;
        }
    }

    private void Zoom(TimeZoom zoom)
    {
        var range = TimeText.Between(zoom.FromMs, zoom.ToMs);
        Choose(View.WithRange(range.From, range.To));
    }

    private async Task ToggleRowAsync((string Title, bool Closed) row)
    {
        _rows[row.Title] = row.Closed;
        if (_session is not null)
        {
            await _session.InvokeVoidAsync("keepRows", _rows);
        }
    }

    private async Task ShareAsync(bool fixedRange)
    {
        var range = View.Range(Opened.Dashboard);
        var text = new TimeText(TimeZones.Find(TimeZones.Resolve(View.Zone(Opened.Dashboard), _browserZone)), Clock);
        var held = fixedRange && text.Resolve(range) is { } resolved ? TimeText.Between(resolved.FromMs, resolved.ToMs) : range;
        if (_session is not null)
        {
            await _session.InvokeVoidAsync("copy", Navigation.ToAbsoluteUri(Href(View.WithRange(held.From, held.To))).AbsoluteUri);
        }
    }

    private void Refresh()
    {
        _refresh?.Restart();
        _fresh = true;
        _token++;
    }

    private void RefreshAndShow()
    {
        _fresh = false;
        _token++;
        StateHasChanged();
    }

    private async Task ToggleFavouriteAsync()
    {
        _favourite = !_favourite;
        if (!await Personal.SetFavouriteAsync(Person, Opened.Binding.Key, _favourite, _gone.Token))
        {
            _favourite = false;
            await (_session?.InvokeVoidAsync("say", "There are too many favourites. Remove some first.") ?? ValueTask.CompletedTask);
        }
    }

    private async Task RememberAsync()
    {
        if (!Opened.IsLive)
        {
            return;
        }
        var key = Opened.Binding.Key;
        await Personal.OpenedAsync(Person, key, _gone.Token);
        _favourite = (await Personal.FavouritesAsync(Person, _gone.Token)).Contains(key);
        StateHasChanged();
    }

    private Task ResolveIfNewAsync()
    {
        // Panels and the theme have no say in variables; everything else has.
        var question = $"{Opened.Binding.Key} {Opened.Snapshot.Revision} {(View with { ViewPanel = null, Theme = null, Kiosk = false, Refresh = null }).ToQuery()}";
        if (question == _question)
        {
            return Task.CompletedTask;
        }
        _question = question;
        return ResolveAsync();
    }

    private Task ResolveAsync() => _variables!.ResolveAsync(Opened.Data, Opened.Binding.Key, Opened.Dashboard, Opened.Place.Reader, View, _browserZone);

    private async Task AttachAsync()
    {
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", Module);
            _session = await _module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
            if (await _session.InvokeAsync<Session?>("session") is { } session)
            {
                (_browserZone, _recent, _rows) = (session.Zone, session.Recent, session.Rows);
                _refresh?.Pause(session.Hidden);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone before it was there.
        }
    }

    /// <summary>What is being shared: a panel, or with null the dashboard.</summary>
    private sealed record Shared(string? Panel);

    /// <summary>What the browser knows.</summary>
    /// <param name="Zone">Its IANA zone.</param>
    /// <param name="Hidden">Whether the tab is hidden.</param>
    /// <param name="Recent">Absolute ranges that were chosen lately.</param>
    /// <param name="Rows">Rows that were opened or closed in this tab.</param>
    internal sealed record Session(string Zone, bool Hidden, DashboardTime[] Recent, Dictionary<string, bool> Rows);
}
