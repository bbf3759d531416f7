using Microsoft.AspNetCore.Components;
using Portal.Components.Layout;
using Portal.Components.Pages;
using Portal.Previews;

namespace Portal.Components.Previews;

/// <summary>A page of one preview: loads it, follows it, and says what to do where it cannot be shown.</summary>
public abstract class PreviewComponent : CatalogComponent
{
    // A first answer waits no longer than this; what takes longer comes over the circuit.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private int _version;

    /// <summary>The preview's name.</summary>
    [Parameter]
    public required string Id { get; set; }

    [CascadingParameter]
    private protected HttpContext? Context { get; set; }

    [Inject]
    private protected PreviewBook Book { get; set; } = null!;

    [Inject]
    private protected TimeProvider Clock { get; set; } = null!;

    /// <summary>The preview as the person may see it; null while it is loaded, or where there is none.</summary>
    private protected OpenedPreview? Opened { get; private set; }

    /// <summary>Why it cannot be shown; null where it can.</summary>
    protected string? Failure { get; private set; }

    /// <summary>Whether there is none for this person.</summary>
    protected bool IsMissing { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Book.Changed += Follow;
    }

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        var version = ++_version;
        var work = Book.FindAsync(View!.Person, Id, Gone);
        if (!RendererInfo.IsInteractive && await Task.WhenAny(work, Task.Delay(Patience, Clock, Gone)) != work)
        {
            return;
        }
        var (opened, failure) = await OpenAsync(work);
        if (version != _version)
        {
            return;
        }
        (Opened, Failure, IsMissing) = (opened, failure, opened is null && failure is null);
        if (opened is not null)
        {
            await ShowAsync(opened);
        }
        PageStatus.Set(Context, IsMissing ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    /// <summary>Takes what it shows out of the preview; sets <see cref="IsMissing"/> where that is not in it.</summary>
    private protected virtual Task ShowAsync(OpenedPreview opened) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Book.Changed -= Follow;
        base.Dispose(disposing);
    }

    private static async Task<(OpenedPreview? Opened, string? Failure)> OpenAsync(Task<OpenedPreview?> work)
    {
        try
        {
            return (await work, null);
        }
        catch (PreviewFailure e)
        {
            return (null, e.Message);
        }
    }
}
