using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Metrics;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Git;

/// <summary>Keeps the live snapshot up to date: loads what the source holds, swaps it whole, keeps the last good one when a later one is refused.</summary>
internal sealed partial class CatalogHost(
    CatalogSource source, CatalogLoader loader, IGrants grants, RevisionStore store, ServiceLists services, TimeProvider time, ILogger<CatalogHost> logger) : BackgroundService, ICatalog
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    // One reference for all that belongs together, so that no reader sees half of a swap.
    private volatile State _state = new(null, null, []);
    private RevisionId? _read;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>Raised, on the thread that judges, once for each revision that was judged here, after it went live or was refused. A handler must neither throw nor wait.</summary>
    public event Action<Judgement>? Judged;

    /// <inheritdoc/>
    public CatalogSnapshot? Live => _state.Live;

    /// <inheritdoc/>
    public RefusedRevision? Refused => _state.Refused;

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Notices => [.. _state.Notices, .. services.Notices];

    /// <summary>Why nothing is live; null where something is.</summary>
    public string? NotReady => _state switch
    {
        { Live: not null } => null,
        { Refused: { } refused } => $"The revision {refused.Revision.Short} was refused with {refused.Diagnostics.Count(d => d.Severity == Severity.Error)} errors, and nothing was live before: see /catalog.",
        _ => "The first revision is being loaded.",
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> Services(Scope scope) =>
        _state.Live?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment)?.Services is { Names: { } names }
            ? [.. names.Order(StringComparer.Ordinal)]
            : services.Get(scope);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        services.Changed += _ => Changed?.Invoke();
        await TryAsync("read the stored services", services.LoadAsync, stoppingToken);
        LogSource(source.Name ?? "nowhere");
        await LoadAsync(stoppingToken);
        if (Live is null)
        {
            await TryAsync("restore the last good revision", RestoreAsync, stoppingToken);
        }
        while (source.Follows)
        {
            await TryAsync("look for changes of the content", WaitForChangeAsync, stoppingToken);
            await LoadAsync(stoppingToken);
        }
    }

    private async Task WaitForChangeAsync(CancellationToken cancellation)
    {
        try
        {
            await source.WaitForChangeAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Task.Delay(PauseAfterFailure, time, cancellation);
            throw;
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        try
        {
            var tree = source.Read(cancellation);
            // What was read before and is the same now has been judged already; a commit that was left and come back to has not.
            if (tree.Revision == _read && !tree.Notices.HasErrors())
            {
                return;
            }
            _read = tree.Revision;
            await JudgeAsync(tree, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
            var diagnostic = ContentDiagnostics.Broken(e.GetType().Name);
            Swap(_state with { Refused = new RefusedRevision(_read ?? new RevisionId("unknown"), time.GetUtcNow(), [diagnostic]) });
            await Task.Delay(PauseAfterFailure, time, cancellation);
        }
    }

    private async Task JudgeAsync(ContentTree tree, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var before = _state.Live;
        var notices = tree.Notices.Where(n => n.Severity != Severity.Error).ToList();
        var result = tree.Notices.HasErrors() ? new LoadResult(null, tree.Notices, 0) : await loader.LoadAsync(tree, grants, services.Get, cancellation);
        if (result.Snapshot is { } snapshot)
        {
            Swap(new State(snapshot, null, notices));
            var duration = time.GetElapsedTime(started);
            PortalMeter.Loaded("accepted", duration);
            LogLive(tree.Revision, snapshot.Tenants.Count, snapshot.Templates.Dashboards.Count, result.Bindings, duration.TotalMilliseconds);
            await TryAsync("store the live revision", async token =>
            {
                if (!await store.AcceptedAsync(tree, result.Diagnostics, token))
                {
                    LogTooLarge(tree.Revision);
                }
            }, cancellation);
            Judged?.Invoke(new Judgement(tree, result, before));
            return;
        }
        var refused = new RefusedRevision(tree.Revision, time.GetUtcNow(), result.Diagnostics) { Message = tree.Message, Author = tree.Author };
        Swap(new State(_state.Live, refused, notices));
        PortalMeter.Loaded("refused", time.GetElapsedTime(started));
        var errors = result.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        var first = errors.Count > 0 ? $"{errors[0].Location}: {errors[0].Code} {errors[0].Message}" : "no reason given";
        LogRefused(tree.Revision, errors.Count, first);
        await TryAsync("store the refused revision", token => store.RefusedAsync(tree, result.Diagnostics, token), cancellation);
        Judged?.Invoke(new Judgement(tree, result, before));
    }

    private async Task RestoreAsync(CancellationToken cancellation)
    {
        var stored = await store.LastGoodAsync(cancellation);
        if (stored is null)
        {
            return;
        }
        var result = await loader.LoadAsync(stored, grants, services.Get, cancellation);
        if (result.Snapshot is { } snapshot)
        {
            Swap(_state with { Live = snapshot });
            LogRestored(stored.Revision);
        }
        else
        {
            // What the server allows, or the rules themselves, have changed since it was accepted.
            var reason = result.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Message ?? "no reason given";
            LogNotRestored(stored.Revision, reason);
        }
    }

    private void Swap(State state)
    {
        _state = state;
        Changed?.Invoke();
    }

    /// <summary>The state of the database never takes dashboards off the screen.</summary>
    private async Task TryAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogStateFailed(e, what);
        }
    }

    private sealed record State(CatalogSnapshot? Live, RefusedRevision? Refused, IReadOnlyList<Diagnostic> Notices);

    [LoggerMessage(Level = LogLevel.Information, Message = "Content comes from {Folder}")]
    private partial void LogSource(string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Revision {Revision} is live: {Tenants} tenants, {Templates} templates, {Bindings} dashboards checked in {Milliseconds:F0} ms")]
    private partial void LogLive(RevisionId revision, int tenants, int templates, int bindings, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is refused with {Errors} errors; the first: {First}")]
    private partial void LogRefused(RevisionId revision, int errors, string first);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last good revision {Revision} is live again, as it was stored")]
    private partial void LogRestored(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored revision {Revision} is no longer accepted: {Reason}")]
    private partial void LogNotRestored(RevisionId revision, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is too large to be stored; a restart will not find it")]
    private partial void LogTooLarge(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the content failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not {Work}")]
    private partial void LogStateFailed(Exception exception, string work);
}
