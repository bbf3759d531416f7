using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using Portal.Core.Dashboards;

namespace Portal.Components.Panels;

/// <summary>The frame of a panel. Its module in the browser fetches the data over HTTP when the panel comes into view and draws it; no data crosses the circuit.</summary>
public sealed partial class PanelView : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private DotNetObjectReference<PanelView>? _self;
    private (PanelModel Panel, string Question)? _shown;
    private bool _disposed;

    /// <summary>What to show.</summary>
    [Parameter, EditorRequired]
    public required PanelModel Panel { get; set; }

    /// <summary>Where its data is asked for, by POST; a path of this site.</summary>
    [Parameter, EditorRequired]
    public required string DataUrl { get; set; }

    /// <summary>What the viewer has chosen.</summary>
    [Parameter, EditorRequired]
    public required PanelQueryState State { get; set; }

    /// <summary>Whether queries are shown when the panel is inspected.</summary>
    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>A range was dragged in the panel.</summary>
    [Parameter]
    public EventCallback<TimeZoom> OnZoom { get; set; }

    /// <summary>Share the panel with people who are not in the portal; absent for whoever may not.</summary>
    [Parameter]
    public EventCallback<string> OnEmbed { get; set; }

    /// <summary>The page that shows this panel alone.</summary>
    [Parameter, EditorRequired]
    public required string PanelHref { get; set; }

    /// <summary>Whether the panel is the page's only one.</summary>
    [Parameter]
    public bool Alone { get; set; }

    /// <summary>Whether the page looks around by itself: what is chosen in the panel becomes a part of the page's address.</summary>
    [Parameter]
    public bool Explores { get; set; }

    /// <summary>Where marks over a chart over time are asked for, by POST, and after <c>#</c> the names of those that are wanted; null for none.</summary>
    [Parameter]
    public string? Marks { get; set; }

    /// <summary>Tells two panels of one id in one page apart; empty for the only one.</summary>
    [Parameter]
    public string Side { get; set; } = "";

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private bool IsText => Panel.Kind == "text";

    private string Label => Panel.Title.Length > 0 ? Panel.Title : "Panel " + Panel.Id;

    private string Key => Side + Panel.Id + (Alone ? "-alone" : "");

    private List<DashboardLink> SafeLinks => Panel.Links.Where(l => MarkdownText.IsSafeLink(l.Url)).ToList();

    private string Href(DashboardLink link) => link.KeepTime
        ? QueryHelpers.AddQueryString(link.Url, new Dictionary<string, string?> { ["from"] = State.From, ["to"] = State.To })
        : link.Url;

    /// <summary>Called by the module when a range was dragged.</summary>
    [JSInvokable]
    public Task Zoom(double fromMs, double toMs) =>
        double.IsFinite(fromMs) && double.IsFinite(toMs) && toMs > fromMs ? OnZoom.InvokeAsync(new TimeZoom((long)fromMs, (long)toMs)) : Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What was shown is noted before the first await, so that a render in between does not load twice.
        var key = (Panel, $"{State.Key}\n{DataUrl}\n{Marks}");
        var changed = key != _shown;
        _shown = key;
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Components/Panels/PanelView.razor.js");
                _handle = await _module.InvokeAsync<IJSObjectReference>("attach", _root, _self, Settings());
                if (_disposed)
                {
                    await ReleaseAsync();
                }
                else if (_shown != key)
                {
                    await _handle.InvokeVoidAsync("update", Settings());
                }
            }
            else if (changed && _handle is not null)
            {
                await _handle.InvokeVoidAsync("update", Settings());
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and with it the panel.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await ReleaseAsync();
    }

    private object Settings() => new { panel = Panel, dataUrl = DataUrl, state = State, mayEdit = MayEdit, zoomable = OnZoom.HasDelegate, explores = Explores, href = PanelHref, marks = Marks };

    private async Task ReleaseAsync()
    {
        await BrowserHandles.ReleaseAsync(_handle, _module);

        (_handle, _module) = (null, null);
        _self?.Dispose();
        _self = null;
    }
}
