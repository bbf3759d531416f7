namespace Portal.Components.Pages;

/// <summary>The status of a page's first answer.</summary>
internal static class PageStatus
{
    /// <summary>Sets the status, where the page is still being answered: on the circuit there is none.</summary>
    public static void Set(HttpContext? context, int status)
    {
        if (context?.Response is { HasStarted: false } response)
        {
            // Not at once: a page whose status is 404 before it is written is answered without its body.
            response.OnStarting(() =>
            {
                response.StatusCode = status;
                return Task.CompletedTask;
            });
        }
    }
}
