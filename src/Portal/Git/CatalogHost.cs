using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Git.Remotes;
using Portal.Rounds;

namespace Portal.Git;

/// <summary>Keeps the live snapshot up to date: swaps it whole, and keeps the last good one when a later one is refused. Saved files are followed here, commits by <see cref="CommitFollower"/>.</summary>
internal sealed partial class CatalogHost(
    CatalogSource source, ContentRepository repository, CommitFollower commits, Judge judge, LiveLine line, RevisionStore store, ServiceLists services, TimeProvider time, ILogger<CatalogHost> logger)
    : BackgroundService, ICatalog
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly WakeUp _wake = new(source.PollInterval, time);
    private volatile CatalogState _state = CatalogState.Empty;
    private RevisionId? _read;
    private FetchFailure _fetchFailure;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>Raised, on the thread that judges, once for each revision that was judged here, after it went live or was refused. A handler must neither throw nor wait.</summary>
    public event Action<Judgement>? Judged;

    /// <inheritdoc/>
    public CatalogSnapshot? Live => _state.Live;

    /// <inheritdoc/>
    public LiveChange? LiveSince => _state.Since;

    /// <inheritdoc/>
    public RefusedRevision? Refused => _state.Refused;

    /// <inheritdoc/>
    public WaitingRevision? Waiting => _state.Waiting;

    /// <inheritdoc/>
    public bool Settled => _state.Settled;

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Notices => [.. _state.Notices, .. RemoteNotices.Of(repository, _state.Waiting), .. services.Notices];

    /// <summary>Why nothing is live; null where something is.</summary>
    public string? NotReady => _state switch
    {
        { Live: not null } => null,
        { Refused: { } refused } => $"The revision {refused.Revision.Short} was refused with {(refused.Diagnostics.Count(d => d.Severity == Severity.Error) is var errors and not 1 ? $"{errors} errors" : "1 error")}, and nothing was live before: see /catalog.",
        _ when repository.LastFetch is { Succeeded: false } => "The content could not be fetched yet: see /catalog.",
        _ => "The first revision is being loaded.",
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> Services(Scope scope) =>
        _state.Live?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment)?.Services is { Names: { } names }
            ? [.. names.Order(StringComparer.Ordinal)]
            : services.Get(scope);

    /// <summary>Looks at once whether something is to be done.</summary>
    public void Wake() => _wake.Wake();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        services.Changed += _ => Changed?.Invoke();
        repository.Fetched += Fetched;
        await TryAsync("read the stored services", services.LoadAsync, stoppingToken);
        LogSource(source.Name ?? "nowhere");
        await LookAsync(stoppingToken);
        while (source.Follows)
        {
            await TryAsync("look for changes of the content", WaitForChangeAsync, stoppingToken);
            await LookAsync(stoppingToken);
        }
    }

    private void Fetched(FetchOutcome outcome)
    {
        Wake();
        if (outcome.Failure != _fetchFailure)
        {
            // The notices tell otherwise now.
            _fetchFailure = outcome.Failure;
            Changed?.Invoke();
        }
    }

    private async Task WaitForChangeAsync(CancellationToken cancellation)
    {
        try
        {
            if (!source.IsCommit)
            {
                await source.WaitForChangeAsync(cancellation);
                return;
            }
            await _wake.RestAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Task.Delay(PauseAfterFailure, time, cancellation);
            throw;
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            if (source.IsCommit)
            {
                await FollowCommitsAsync(cancellation);
            }
            else
            {
                await FollowFilesAsync(cancellation);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
            var diagnostic = ContentDiagnostics.Broken(e.GetType().Name);
            Swap(_state with { Refused = new RefusedRevision(_read ?? new RevisionId("unknown"), time.GetUtcNow(), [diagnostic]) });
            await Task.Delay(PauseAfterFailure, time, cancellation);
        }
    }

    private async Task FollowCommitsAsync(CancellationToken cancellation)
    {
        await foreach (var (state, judgement) in commits.StepsAsync(_state, cancellation))
        {
            if (state != _state)
            {
                var before = _state;
                Swap(state);
                Tell(before, state);
            }
            if (judgement is not null)
            {
                Judged?.Invoke(judgement);
            }
        }
    }

    /// <summary>Saved files are this process' own: each state of them that is good goes live.</summary>
    private async Task FollowFilesAsync(CancellationToken cancellation)
    {
        var tree = source.Read(cancellation);
        // What was read before and is the same now has been judged already; what was left and come back to has not.
        if (tree.Revision == _read && !tree.Notices.HasErrors())
        {
            return;
        }
        _read = tree.Revision;
        var before = _state;
        var verdict = await judge.JudgeAsync(tree, isCommit: false, cancellation);
        var notices = tree.Notices.Where(n => n.Severity != Severity.Error).ToList();
        Swap(verdict.Result.Snapshot is { } snapshot
            ? new CatalogState(snapshot, new LiveChange((line.Latest?.Number ?? 0) + 1, tree.Revision, time.GetUtcNow()), null, null, notices)
            : _state with { Refused = commits.Refuse(verdict), Notices = notices, Settled = true });
        Tell(before, _state);
        if (verdict.Result.Snapshot is not null)
        {
            await TryAsync("store the live revision", token => StoreAsync(tree, token), cancellation);
        }
        Judged?.Invoke(new Judgement(tree, verdict.Result, before.Live));
        if (Live is null)
        {
            await TryAsync("restore the last good revision", RestoreAsync, cancellation);
        }
    }

    private async Task StoreAsync(ContentTree tree, CancellationToken cancellation)
    {
        await line.RefreshAsync(cancellation);
        if (!await store.KeepAsync(tree, cancellation))
        {
            LogTooLarge(tree.Revision);
        }
        if (line.Latest is { } latest && latest.Revision == tree.Revision)
        {
            // A restart on the same files: they are live since they were saved.
            Swap(_state with { Since = latest });
            return;
        }
        await line.TryAddAsync(tree, null, null, cancellation);
    }

    private async Task RestoreAsync(CancellationToken cancellation)
    {
        await line.RefreshAsync(cancellation);
        if (line.Latest is not { } latest || await store.FilesAsync(latest.Revision, cancellation) is not { } stored)
        {
            return;
        }
        if ((await judge.JudgeAsync(stored, isCommit: false, cancellation)).Result.Snapshot is { } snapshot)
        {
            Swap(_state with { Live = snapshot, Since = latest });
            LogRestored(stored.Revision);
        }
        else
        {
            // What the server allows, or the rules themselves, have changed since it was accepted.
            LogNotRestored(stored.Revision);
        }
    }

    private void Swap(CatalogState state)
    {
        _state = state;
        Changed?.Invoke();
    }

    private void Tell(CatalogState before, CatalogState after)
    {
        if (after.Live is { } live && live.Revision != before.Live?.Revision)
        {
            LogLive(live.Revision, live.Tenants.Count, live.Templates.Dashboards.Count, live.Bindings);
        }
        if (after.Refused is { } refused && refused.Revision != before.Refused?.Revision)
        {
            var errors = refused.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
            LogRefused(refused.Revision, errors.Count, errors.Count > 0 ? $"{errors[0].Location}: {errors[0].Code} {errors[0].Message}" : "no reason given");
        }
        if (after.Waiting is { } waiting && waiting.Revision != before.Waiting?.Revision)
        {
            LogWaiting(waiting.Revision, waiting.Rewritten ? "the branch was rewritten and no longer holds what is live" : "an earlier revision is pinned");
        }
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Content comes from {Source}")]
    private partial void LogSource(string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Revision {Revision} is live: {Tenants} tenants, {Templates} templates, {Bindings} dashboards")]
    private partial void LogLive(RevisionId revision, int tenants, int templates, int bindings);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is refused with {Errors} errors; the first: {First}")]
    private partial void LogRefused(RevisionId revision, int errors, string first);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is good and does not go live: {Reason}")]
    private partial void LogWaiting(RevisionId revision, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last good revision {Revision} is live again, as it was stored")]
    private partial void LogRestored(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored revision {Revision} is no longer accepted")]
    private partial void LogNotRestored(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is too large to be stored; a restart will not find it")]
    private partial void LogTooLarge(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the content failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not {Work}")]
    private partial void LogStateFailed(Exception exception, string work);
}
