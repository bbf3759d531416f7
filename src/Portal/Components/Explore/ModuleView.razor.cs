using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Portal.Components.Explore;

/// <summary>A place that a module of the browser fills: it asks the API by itself, and nothing of it crosses the circuit.</summary>
public sealed partial class ModuleView : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private object? _shown;
    private bool _disposed;

    /// <summary>The module's path; it has <c>attach(root, settings)</c>, which answers a handle with <c>update(settings)</c> and <c>dispose()</c>.</summary>
    [Parameter, EditorRequired]
    public required string Module { get; set; }

    /// <summary>What the module is told; a record, so that equal ones are told once.</summary>
    [Parameter, EditorRequired]
    public required object Settings { get; set; }

    /// <summary>The place's class.</summary>
    [Parameter]
    public string? Class { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var (settings, changed) = (Settings, !Settings.Equals(_shown));
        // Noted before the first await, so that a render in between does not load twice.
        _shown = settings;
        try
        {
            if (firstRender)
            {
                _module = await Js.InvokeAsync<IJSObjectReference>("import", Module);
                _handle = await _module.InvokeAsync<IJSObjectReference>("attach", _root, settings);
                if (_disposed)
                {
                    await ReleaseAsync();
                }
                else if (!settings.Equals(_shown))
                {
                    await _handle.InvokeVoidAsync("update", _shown);
                }
            }
            else if (changed && _handle is not null)
            {
                await _handle.InvokeVoidAsync("update", settings);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and with it the module.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        var (handle, module) = (_handle, _module);
        (_handle, _module) = (null, null);
        await BrowserHandles.ReleaseAsync(handle, module);
    }
}
