using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Portal.Core.Catalog;

namespace Portal.Components.Catalogs;

/// <summary>What went live when and why, what waits, and, for administrators, the way back.</summary>
public sealed partial class LiveHistory : ComponentBase, IDisposable
{
    private const int Most = 20;

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<LiveChange> _changes = [];
    private ControlOutcome? _outcome;
    private ElementReference _reasonField;
    private string _revision = "";
    private string _reason = "";
    private bool _busy;
    private LiveChange? _shown;

    /// <summary>How what is live went live.</summary>
    [Parameter]
    public LiveChange? Since { get; set; }

    /// <summary>What waits.</summary>
    [Parameter]
    public WaitingRevision? Waiting { get; set; }

    /// <summary>Whether the person may decide what is live. The control asks again.</summary>
    [Parameter]
    public bool MayAdminister { get; set; }

    /// <summary>Who looks.</summary>
    [Parameter, EditorRequired]
    public required ClaimsPrincipal Person { get; set; }

    [Inject]
    private ICatalogControl Control { get; set; } = null!;

    private bool CanPin => Control.Origin.Revision is not null;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown is null || _shown != Since)
        {
            _changes = await Control.RecentAsync(Most, _gone.Token);
            _shown = Since;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private static string Why(LiveChange change) => change switch
    {
        { Pinned: true } => $"Held by {change.Person}: {change.PinReason}",
        { Person: { } person } => $"Released or taken by {person}",
        _ => "Pushed",
    };

    private async Task Choose(string revision)
    {
        _revision = revision;
        await _reasonField.FocusAsync();
    }

    private Task PinAsync() => DoAsync(async () =>
    {
        var outcome = await Control.PinAsync(Person, _revision, _reason, _gone.Token);
        (_revision, _reason) = outcome.Problem is null ? ("", "") : (_revision, _reason);
        return outcome;
    });

    private Task ReleaseAsync() => DoAsync(() => Control.ReleaseAsync(Person, _gone.Token));

    private Task TakeAsync() => DoAsync(() => Control.TakeAsync(Person, Waiting!.Revision, _gone.Token));

    private async Task DoAsync(Func<Task<ControlOutcome>> work)
    {
        _busy = true;
        try
        {
            _outcome = await work();
            _changes = await Control.RecentAsync(Most, _gone.Token);
        }
        finally
        {
            _busy = false;
        }
    }
}
