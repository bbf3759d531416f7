using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Components.Dashboards;
using Portal.Components.Panels;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;
using Portal.Limits;

namespace Portal.Components.Previews;

/// <summary>Two dashboards, panel beside panel, over one range: what is dragged in one zooms all. Panels whose data differ are marked by the browser, which alone has the data.</summary>
public sealed partial class SideBySide : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    private IReadOnlyList<(Panel? Before, Panel? After)> _pairs = [];
    private List<(Panel? Before, Panel? After)> _changed = [];
    private VariableResolution? _variables;
    private DateTimeOffset _at;
    private string _zone = "UTC";
    private bool _live;
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private (Dashboard?, Dashboard?, string) _read;
    private PanelQueryState? _state;
    private int _token;
    private bool _disposed;

    /// <summary>The older dashboard; null where there is none.</summary>
    [Parameter]
    public Dashboard? Before { get; set; }

    /// <summary>The newer dashboard; null where there is none.</summary>
    [Parameter]
    public Dashboard? After { get; set; }

    /// <summary>Where the data of an older panel is asked for.</summary>
    [Parameter, EditorRequired]
    public required Func<string, string> BeforeUrl { get; set; }

    /// <summary>Where the data of a newer panel is asked for.</summary>
    [Parameter, EditorRequired]
    public required Func<string, string> AfterUrl { get; set; }

    /// <summary>The dashboard's binding.</summary>
    [Parameter, EditorRequired]
    public required BindingKey Key { get; set; }

    /// <summary>Where isolation and datasources are taken from.</summary>
    [Parameter, EditorRequired]
    public required CatalogSnapshot Data { get; set; }

    /// <summary>Who looks.</summary>
    [Parameter, EditorRequired]
    public required ClaimsPrincipal Person { get; set; }

    /// <summary>The ids of panels that are written otherwise, in the newer dashboard where they are in it.</summary>
    [Parameter]
    public IReadOnlySet<string> Changed { get; set; } = new HashSet<string>();

    /// <summary>The view that is shown.</summary>
    [Parameter, EditorRequired]
    public required ViewState View { get; set; }

    /// <summary>The address of another view.</summary>
    [Parameter, EditorRequired]
    public required Func<ViewState, string> Href { get; set; }

    /// <summary>Another view was chosen.</summary>
    [Parameter]
    public EventCallback<ViewState> OnView { get; set; }

    /// <summary>What the person is there.</summary>
    [Parameter, EditorRequired]
    public required Role Reader { get; set; }

    private bool MayEdit => Reader.Allows(Right.Edit);

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private Rates Rates { get; set; } = null!;

    [Inject]
    private PanelDataService Queries { get; set; } = null!;

    private Dashboard Shown => After ?? Before!;

    private PanelQueryState State => _state!;

    /// <inheritdoc/>
    protected override void OnInitialized() => _variables = new VariableResolution(Queries, tenant => Rates.Admits(Person, tenant), StateHasChanged);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var read = (Before, After, View.ToQuery());
        if (read != _read)
        {
            _read = read;
            _pairs = DashboardComparison.Panels(Before, After);
            _changed = [.. _pairs.Where(pair => Changed.Contains((pair.After ?? pair.Before)!.Id))];
            Hold(Clock.GetUtcNow());
            await ResolveAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Previews/SideBySide.razor.js");
            if (!_disposed)
            {
                _handle = await _module.InvokeAsync<IJSObjectReference>("attach", _root);
                _zone = await _handle.InvokeAsync<string>("zone");
            }
            if (_disposed)
            {
                await BrowserHandles.ReleaseAsync(_handle, _module);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone before it was there.
            return;
        }
        // Nothing is asked of a backend before the page is in a browser.
        _live = true;
        Hold(_at);
        await ResolveAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _variables?.Dispose();
        return BrowserHandles.ReleaseAsync(_handle, _module);
    }

    private static string Height(Panel panel) => $"--h:{Math.Clamp(panel.Grid.H, 4, 14)}";

    // Both sides ask for the same moments, so that what differs is the dashboards' doing.
    private void Hold(DateTimeOffset at)
    {
        _at = at;
        var range = View.Range(Shown);
        var (held, _) = TimeRange.Read(range.From, range.To, Dashboards.TimeZones.Resolve(View.Zone(Shown), _zone), at, Longest);
        _state = held is { } fixedRange
            ? new PanelQueryState($"{fixedRange.FromMs}", $"{fixedRange.ToMs}", View.Zone(Shown), View.Variables, _token)
            : View.ForPanels(Shown, _token, fresh: false);
    }

    private Task ResolveAsync() => _live ? _variables!.ResolveAsync(Data, Key, Shown, Reader, View, _zone) : Task.CompletedTask;

    private Task RefreshAsync()
    {
        _token++;
        Hold(Clock.GetUtcNow());
        return ResolveAsync();
    }

    private static string Anchor(Panel? before, Panel? after) => $"pair-{(after ?? before)!.Id}";

    private static string Label(Panel panel) => panel.Title.Length > 0 ? panel.Title : panel.Id;

    private Task ZoomAsync(TimeZoom zoom)
    {
        var range = TimeText.Between(zoom.FromMs, zoom.ToMs);
        return OnView.InvokeAsync(View.WithRange(range.From, range.To));
    }
}
