using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Data;
using Portal.Linting;

namespace Portal.Git;

/// <summary>Follows a branch: what its head is, how it was judged, and whether it goes live. All replicas follow the newest change in the database; whoever judges first adds the next one.</summary>
internal sealed partial class CommitFollower(
    ContentRepository repository, Judge judge, LiveLine line, RevisionStore store, IOptions<RemoteOptions> remote, TimeProvider time, ILogger<CommitFollower> logger, PushLint? lint = null)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookMeanwhile = TimeSpan.FromMilliseconds(500);

    private Verdict? _verdict;
    private (Verdict Judged, RevisionId Live, Verdict Linted, long At)? _linted;
    private CatalogSnapshot? _tried;
    private (CatalogSnapshot Snapshot, long At)? _adopted;
    private (long Number, DateTimeOffset? Fetch)? _notAdopted;
    private (RevisionId Head, bool? Pinned)? _acted;
    private long _fetchedFor;
    private bool _databaseFails;

    /// <summary>The states that follow the given one until there is nothing more to do for now, each with the judgement that led to it.</summary>
    public async IAsyncEnumerable<(CatalogState State, Judgement? Judgement)> StepsAsync(CatalogState state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await AskDatabaseAsync(line.RefreshAsync, cancellation);
        if (line.Latest is { } latest && latest != state.Since)
        {
            state = await AdoptAsync(state, latest, cancellation);
            yield return (state, null);
        }
        if (repository.Resolve(repository.Head) is not { } head)
        {
            var notice = ContentDiagnostics.NoRevision(repository.Head, repository.Missing(repository.Head) ?? "it has changed in between.");
            // What is live stays, whatever has become of its branch.
            yield return (Told(state) with { Refused = repository.IsRemote || state.Live is not null ? state.Refused : Missing(state, notice) }, null);
            yield break;
        }
        var position = line.Position(head);
        if (position == HeadPosition.Behind)
        {
            FetchOnce();
            yield break;
        }
        // On this machine a head is news once: another replica, whose head is another one, may have made that live since.
        if (!repository.IsRemote && position != HeadPosition.Same && _acted == (head, line.Latest?.Pinned))
        {
            yield break;
        }
        if (position == HeadPosition.Same && state.Live?.Revision == head)
        {
            yield return (Told(await FoundElsewhereAsync(state, cancellation)) with { Refused = null, Waiting = null, Settled = true }, null);
            yield break;
        }
        var known = _verdict?.Tree.Revision == head && !_verdict.Tree.Notices.HasErrors();
        if (!known)
        {
            _verdict = await judge.JudgeAsync(repository.Read(head, cancellation), isCommit: true, cancellation);
        }
        var before = state.Live;
        (state, var verdict) = await DecideAsync(state, _verdict!, position, cancellation);
        state = state with { Settled = true };
        yield return (state, known || !verdict.Anew ? null : new Judgement(verdict.Tree, verdict.Result, before) { Live = state.Live == verdict.Result.Snapshot && state.Live is not null });
        if (before is not null && state.Live is { } live && live != before && live.Revision == head && await TryAfterwardsAsync(live, before, cancellation) is { } tried)
        {
            yield return (state with { Live = tried }, null);
        }
    }

    /// <summary>A refusal as it is told.</summary>
    public RefusedRevision Refuse(Verdict verdict) =>
        new(verdict.Tree.Revision, time.GetUtcNow(), verdict.Result.Diagnostics) { Message = verdict.Tree.Message, Author = verdict.Tree.Author };

    private async Task<(CatalogState State, Verdict Verdict)> DecideAsync(CatalogState state, Verdict verdict, HeadPosition position, CancellationToken cancellation)
    {
        var tree = verdict.Tree;
        IReadOnlyList<Diagnostic> notices = [.. tree.Notices.Where(n => n.Severity != Severity.Error)];
        notices = notices.SequenceEqual(state.Notices) ? state.Notices : notices;
        var pinned = line.Latest?.Pinned == true && position != HeadPosition.Same;
        var rewritten = position == HeadPosition.Rewritten && !remote.Value.AcceptRewrites;
        if (verdict.Result.Snapshot is not null && (pinned || rewritten))
        {
            _acted = (tree.Revision, line.Latest?.Pinned);
            var waiting = new WaitingRevision(tree.Revision, rewritten) { Message = tree.Message, Author = tree.Author, Time = tree.Time };
            return (state with { Refused = null, Waiting = waiting, Notices = notices }, verdict);
        }
        var judged = verdict;
        if (await LintAsync(judged, state.Live, position, cancellation) is not { } linted)
        {
            // What is live has changed meanwhile: that comes first.
            return (state, judged);
        }
        verdict = linted;
        if (verdict.Result.Snapshot is not { } snapshot)
        {
            // What only its queries keep out is looked at again.
            _acted = judged.Result.Snapshot is null ? (tree.Revision, line.Latest?.Pinned) : _acted;
            return (state.Refused?.Revision == tree.Revision ? state : state with { Refused = Refuse(verdict), Waiting = null, Notices = notices }, verdict);
        }
        await KeepAsync(tree, cancellation);
        var added = position == HeadPosition.Same;
        if (!added && !await AskDatabaseAsync(async token => added = await line.TryAddAsync(tree, null, null, token), cancellation))
        {
            line.Assume(tree);
            added = true;
        }
        _acted = added ? (tree.Revision, false) : _acted;
        // Where another replica was faster, the next look finds what it has made live.
        return (added ? new CatalogState(snapshot, line.Latest, null, null, notices) : state, verdict);
    }

    /// <summary>
    /// The verdict on what would go live, with what its queries are worth; null where what is live has changed meanwhile. It is found once for each revision that it would follow;
    /// what refuses it is found anew from time to time, for a backend may have been at fault.
    /// </summary>
    private async Task<Verdict?> LintAsync(Verdict verdict, CatalogSnapshot? live, HeadPosition position, CancellationToken cancellation)
    {
        if (lint is null || verdict.Result.Snapshot is not { } snapshot)
        {
            return verdict;
        }
        if (live is null || position == HeadPosition.Same)
        {
            return verdict with { Result = verdict.Result with { Snapshot = await RememberAsync(snapshot, cancellation) } };
        }
        if (!live.Lint.Blocks)
        {
            return verdict;
        }
        if (_linted is { } known && ReferenceEquals(known.Judged, verdict) && known.Live == live.Revision && (known.Linted.Result.Snapshot is not null || time.GetElapsedTime(known.At) < TryAgain))
        {
            return known.Linted;
        }
        if (await LintAsync(verdict.Result, live, null, HasOtherLive(), cancellation) is not { } result)
        {
            return null;
        }
        _linted = (verdict, live.Revision, verdict with { Result = result }, time.GetTimestamp());
        return _linted.Value.Linted;
    }

    /// <summary>What has gone live without waiting for its queries, with what they are worth; null where there is nothing to tell, or something else is to be done first: that is tried together with it then.</summary>
    private async Task<CatalogSnapshot?> TryAfterwardsAsync(CatalogSnapshot snapshot, CatalogSnapshot before, CancellationToken cancellation)
    {
        if (lint is null || before.Lint.Blocks)
        {
            _tried = null;
            return null;
        }
        var hasOtherLive = HasOtherLive();
        _tried ??= before;
        if (await LintAsync(new LoadResult(snapshot, snapshot.Diagnostics, snapshot.Bindings), before, _tried, () => hasOtherLive() || repository.Resolve(repository.Head) != snapshot.Revision, cancellation) is not { } result)
        {
            return null;
        }
        _tried = null;
        return result.Snapshot == snapshot ? null : result.Snapshot;
    }

    // An administrator who holds an earlier revision does not wait for the queries of a newer one.
    private Func<bool> HasOtherLive()
    {
        var latest = line.Latest?.Number;
        return () => line.Latest?.Number != latest;
    }

    private async Task<LoadResult?> LintAsync(LoadResult result, CatalogSnapshot live, CatalogSnapshot? tried, Func<bool> isInterrupted, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = lint!.CheckAsync(result, live, tried, stop.Token);
        while (await Task.WhenAny(work, Task.Delay(LookMeanwhile, time, cancellation)) != work)
        {
            await AskDatabaseAsync(line.RefreshAsync, cancellation);
            if (isInterrupted())
            {
                await stop.CancelAsync();
                await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return null;
            }
        }
        return await work;
    }

    /// <summary>What another replica has made live without waiting for its queries, with what that has found since.</summary>
    private async Task<CatalogState> FoundElsewhereAsync(CatalogState state, CancellationToken cancellation)
    {
        if (lint is null || _adopted is not { } adopted || adopted.Snapshot != state.Live || time.GetElapsedTime(adopted.At) > PushLint.Longest * 2)
        {
            return state;
        }
        var found = await lint.RememberAsync(adopted.Snapshot, cancellation);
        _adopted = found == adopted.Snapshot ? _adopted : null;
        return state with { Live = found };
    }

    /// <summary>Takes what another replica, an earlier run or a person has made live.</summary>
    private async Task<CatalogState> AdoptAsync(CatalogState state, LiveChange latest, CancellationToken cancellation)
    {
        if (state.Live?.Revision == latest.Revision)
        {
            return state with { Since = latest, Waiting = null };
        }
        var attempt = (latest.Number, repository.LastFetch?.At);
        if (_notAdopted == attempt)
        {
            return state;
        }
        if (await SnapshotAsync(latest.Revision, cancellation) is { } snapshot)
        {
            _notAdopted = null;
            _adopted = (snapshot, time.GetTimestamp());
            return state with { Live = snapshot, Since = latest, Waiting = null };
        }
        _notAdopted = attempt;
        return state;
    }

    private async Task<CatalogSnapshot?> SnapshotAsync(RevisionId revision, CancellationToken cancellation)
    {
        if (_verdict is { Result.Snapshot: { } judged } && judged.Revision == revision)
        {
            return await RememberAsync(judged, cancellation);
        }
        var tree = repository.Read(revision, cancellation);
        if (tree.Notices.HasErrors())
        {
            ContentTree? stored = null;
            await AskDatabaseAsync(async token => stored = await store.FilesAsync(revision, token), cancellation);
            if (stored is null)
            {
                LogNotFound(revision);
                return null;
            }
            tree = stored;
        }
        var verdict = await judge.JudgeAsync(tree, isCommit: true, cancellation);
        if (verdict.Result.Snapshot is null)
        {
            // What the server allows, or the rules themselves, have changed since it was accepted.
            LogNotAccepted(revision);
        }
        return verdict.Result.Snapshot is { } snapshot ? await RememberAsync(snapshot, cancellation) : null;
    }

    private async Task<CatalogSnapshot> RememberAsync(CatalogSnapshot snapshot, CancellationToken cancellation) => lint is null ? snapshot : await lint.RememberAsync(snapshot, cancellation);

    /// <summary>What is live is not here yet: the remote is asked once, and then as often as ever.</summary>
    private void FetchOnce()
    {
        if (line.Latest is { } latest && _fetchedFor != latest.Number && line.WantsFetch)
        {
            _fetchedFor = latest.Number;
            _ = repository.FetchAsync(CancellationToken.None);
        }
    }

    private Task<bool> KeepAsync(ContentTree tree, CancellationToken cancellation) => AskDatabaseAsync(async token =>
    {
        if (!await store.KeepAsync(tree, token))
        {
            LogTooLarge(tree.Revision);
        }
    }, cancellation);

    private static CatalogState Told(CatalogState state) => state.Notices.Count == 0 ? state : state with { Notices = [] };

    private RefusedRevision Missing(CatalogState state, Diagnostic notice) =>
        state.Refused is { } told && told.Diagnostics.SequenceEqual([notice]) ? told : new RefusedRevision(new RevisionId(repository.Head), time.GetUtcNow(), [notice]);

    /// <summary>Tries something with the database; false where it fails, which is told once until it answers again.</summary>
    private async Task<bool> AskDatabaseAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
            _databaseFails = false;
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_databaseFails)
            {
                LogDatabaseFails(e);
            }
            _databaseFails = true;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer: what is live cannot be agreed on with other replicas")]
    private partial void LogDatabaseFails(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision}, which went live elsewhere, is neither in the repository nor in the database")]
    private partial void LogNotFound(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision}, which went live before, is no longer accepted")]
    private partial void LogNotAccepted(RevisionId revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} is too large to be stored; a replica or restart without its commit will not find it")]
    private partial void LogTooLarge(RevisionId revision);
}
