using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Metrics;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Git;

/// <summary>How a revision was judged.</summary>
/// <param name="Tree">The revision.</param>
/// <param name="Result">What was found.</param>
/// <param name="Anew">Whether it was judged just now, here; else its judgement was stored.</param>
internal sealed record Verdict(ContentTree Tree, LoadResult Result, bool Anew);

/// <summary>Judges revisions, one at a time, and stores the judgement: a commit that another replica or an earlier run has judged by the same rules is not judged again.</summary>
internal sealed partial class Judge(CatalogLoader loader, IGrants grants, RevisionStore store, ServiceLists services, JudgeId id, TimeProvider time, ILogger<Judge> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly LoadMemory _memory = new();

    /// <summary>Judges a revision.</summary>
    /// <param name="tree">Its files.</param>
    /// <param name="isCommit">Whether its id names it for good; saved files are judged each time.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Verdict> JudgeAsync(ContentTree tree, bool isCommit, CancellationToken cancellation)
    {
        if (isCommit && await TryAsync(token => KnownAsync(tree, token), cancellation) is { } known)
        {
            return new Verdict(tree, known, false);
        }
        await _one.WaitAsync(cancellation);
        try
        {
            var started = time.GetTimestamp();
            var result = tree.Notices.HasErrors() ? new LoadResult(null, tree.Notices, 0) : await loader.LoadAsync(tree, grants, services.Get, cancellation, _memory);
            var duration = time.GetElapsedTime(started);
            PortalMeter.Loaded(result.Snapshot is null ? "refused" : "accepted", duration);
            LogJudged(tree.Revision, result.Bindings, result.Rendered, duration.TotalMilliseconds);
            await TryAsync(async token =>
            {
                await store.JudgedAsync(tree, id.Value, result, token);
                return true;
            }, cancellation);
            return new Verdict(tree, result, true);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Why a commit was refused when it was judged, here or elsewhere; empty where it was not, or that is no longer known.</summary>
    public async Task<IReadOnlyList<Diagnostic>> RefusalAsync(RevisionId commit, CancellationToken cancellation) =>
        await TryAsync(token => store.FindAsync(commit, id.Value, token), cancellation) is { Accepted: false } known && known.Diagnostics.All(d => d.Code != DiagnosticCodes.TemplateLimit) ? known.Diagnostics : [];

    /// <summary>Judges what is proposed, by what is known of what is live: only what differs is read and rendered. What is live does not wait for it, and nothing of it is kept.</summary>
    /// <param name="tree">Its files.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<LoadResult> JudgeProposalAsync(ContentTree tree, CancellationToken cancellation) =>
        tree.Notices.HasErrors() ? Task.FromResult(new LoadResult(null, tree.Notices, 0)) : loader.LoadAsync(tree, grants, services.Get, cancellation, _memory.Copy());

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<LoadResult?> KnownAsync(ContentTree tree, CancellationToken cancellation)
    {
        if (tree.Notices.HasErrors() || await store.FindAsync(tree.Revision, id.Value, cancellation) is not { } known)
        {
            return null;
        }
        if (known.Accepted)
        {
            return await CatalogLoader.TrustAsync(tree, grants, services.Get, known.Diagnostics, cancellation, _memory) is { } snapshot ? new LoadResult(snapshot, known.Diagnostics, known.Bindings) : null;
        }
        // A machine that was too busy may have ended a render too early.
        return known.Diagnostics.Any(d => d.Code == DiagnosticCodes.TemplateLimit) ? null : new LoadResult(null, known.Diagnostics, known.Bindings);
    }

    /// <summary>The state of the database never keeps a revision from being judged.</summary>
    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T?>> work, CancellationToken cancellation)
    {
        try
        {
            return await work(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogStateFailed(e);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Revision {Revision} was judged: {Bindings} dashboards, {Rendered} of them anew, in {Milliseconds:F0} ms")]
    private partial void LogJudged(RevisionId revision, int bindings, int rendered, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Judgements could not be read or stored")]
    private partial void LogStateFailed(Exception exception);
}
