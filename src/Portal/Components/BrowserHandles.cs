using Microsoft.JSInterop;

namespace Portal.Components;

/// <summary>Lets go of what a component holds in the browser.</summary>
internal static class BrowserHandles
{
    /// <summary>Ends what a module has made for a component, by its own <c>dispose</c>, and then lets go of both. Where the page is gone, so is what it held.</summary>
    /// <param name="handle">What the module has made; null for nothing.</param>
    /// <param name="module">The module; null where it was not loaded.</param>
    public static async ValueTask ReleaseAsync(IJSObjectReference? handle, IJSObjectReference? module)
    {
        try
        {
            if (handle is not null)
            {
                await handle.InvokeVoidAsync("dispose");
                await handle.DisposeAsync();
            }
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
