using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Git;
using Portal.Limits;

namespace Portal.History;

/// <summary>Who changed a dashboard when and how, from the past of the branch and the times at which revisions went live. Two questions are worked on at a time; each looks at a bounded number of commits, for a bounded time.</summary>
internal sealed class HistoryBook(
    ContentRepository repository, PastRevisions past, ICatalog catalog, IGrants grants, LiveChanges changes, LiveLine line, IOptions<HistoryOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The most entries of a page.</summary>
    public const int MostEntries = 100;

    /// <summary>The most revisions that are compared for marks.</summary>
    public const int MostMarks = 50;

    private const int MostKept = 20_000;
    private const int MostCommitsOfMark = 20;
    private const double MarksPart = 0.8;
    private const int MostWaiting = 4;

    private readonly SemaphoreSlim _places = new(2);
    private readonly BoundedMemo<(BindingKey, RevisionId, RevisionId), (bool Differs, PastRevision? Commit)> _compared = new(MostKept);
    // Nobody has both places.
    private readonly PartitionedRateLimiter<string?> _turns = RateWindows.AtOnce(1, MostWaiting);

    /// <summary>A part of the history of a dashboard that the asker may see. Of one person one is looked for at a time, and a few wait; where there is no place within the longest search, or too many of the person wait, it is refused as busy.</summary>
    /// <param name="asked">What the asker sees: the history begins with it.</param>
    /// <param name="key">The dashboard; it must have been found in what the asker sees.</param>
    /// <param name="before">The end of the part before; null for the newest part.</param>
    /// <param name="most">How many entries, 1 to 100.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<HistoryPage> PageAsync(ContentView asked, BindingKey key, RevisionId? before, int most, CancellationToken cancellation)
    {
        if ((asked.Past?.Revision ?? past.Head) is not { } head)
        {
            return new HistoryPage([], null) { Problem = "The content is not in a Git repository with commits, so nothing is known of its past." };
        }
        var live = await changes.RecentAsync(line.Source, LiveChanges.Most, cancellation);
        using var late = new CancellationTokenSource(options.Value.LongestSearch, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var turn = await _turns.AcquireAsync(Rates.Key(asked.Content.Person), 1, either.Token);
            if (!turn.IsAcquired)
            {
                return Busy;
            }
            await _places.WaitAsync(either.Token);
            return await WorkAsync(() => Page(asked.Content, key, head, before, Math.Clamp(most, 1, MostEntries), live, cancellation), cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Busy;
        }
    }

    /// <summary>The newest commits that changed any of these files of the content. For those who may edit the content as a whole.</summary>
    public async Task<IReadOnlyList<FileCommit>> OfFilesAsync(IReadOnlyCollection<string> paths, int most, CancellationToken cancellation)
    {
        if (past.Head is not { } head)
        {
            return [];
        }
        await _places.WaitAsync(cancellation);
        return await WorkAsync<IReadOnlyList<FileCommit>>(() => [.. repository.Log(head, paths, most, cancellation, isLate: Late()).Commits.Select(commit => new FileCommit(Commit(commit), commit.Paths))], cancellation);
    }

    /// <summary>
    /// The revisions that went live in a range and in which the dashboard was another than in what was live before, the newest first; and whether there may be more. At most 50 revisions are compared.
    /// </summary>
    public async Task<(IReadOnlyList<LiveMark> Marks, bool Cut)> MarksAsync(BindingKey key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        // Whoever waits no longer than the longest search is told what was compared by then.
        var late = Late(MarksPart);
        // And what was live before the oldest of them.
        var all = await changes.RecentAsync(line.Source, MostMarks + 1, cancellation, to);
        var more = all.Count > MostMarks && all[^1].At >= from;
        var pairs = all.Zip(all.Skip(1)).Where(pair => pair.First.At >= from && pair.First.Revision != pair.Second.Revision).ToList();
        if (pairs.Count == 0)
        {
            return ([], more);
        }
        return await _places.WaitAsync(options.Value.LongestSearch * MarksPart, cancellation) ? await WorkAsync(() => Marks(key, pairs, more, late, cancellation), cancellation) : ([], true);
    }

    /// <summary>Works in a place that was taken, and gives it back.</summary>
    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    private static HistoryPage Busy { get; } = Refused(new RevisionRefusal(RevisionRefusalKind.Busy, "Too many histories are being looked for; try again in a moment."));

    private static HistoryPage Refused(RevisionRefusal refusal) => new([], null) { Problem = refusal.Message, Refusal = refusal };

    private HistoryPage Page(CatalogView view, BindingKey key, RevisionId head, RevisionId? before, int most, IReadOnlyList<LiveChange> live, CancellationToken cancellation)
    {
        if (before is { } asked && (before = past.Known(asked.Value, head)) is null)
        {
            return Refused(PastRevisions.Unknown);
        }
        // Each part of the work leaves time to the next one.
        var (isSearched, isCompared, isLate) = (Late(0.5), Late(0.8), Late());
        var history = new BindingHistory(key, grants, catalog.Services);
        var (candidates, cut) = repository.Log(head, ["templates", history.TenantFile], options.Value.MaxCommits, cancellation, before, isSearched);
        var (mayEdit, mayEditTenant, mayEditAll) = (view.MayEditIn(key.Scope), view.MayEditTenant(key.Scope.Tenant), view.MayEdit);
        var entries = new List<HistoryEntry>();
        var seen = 0;
        ContentTree? last = null;
        foreach (var candidate in candidates)
        {
            if (entries.Count == most || (seen > 0 && isCompared()))
            {
                break;
            }
            seen++;
            // Of two commits in a row the older one's files have been read as the newer one's past.
            var after = last?.Revision == candidate.Revision ? last : Read(history, candidate.Revision, cancellation);
            last = Read(history, candidate.Before, cancellation);
            var change = history.Compare(last, after, cancellation);
            var tenant = mayEditTenant ? change.Tenant : [];
            if (change.Difference.Status != BindingStatus.Unchanged || change.Files.Any(file => file != history.TenantFile) || tenant.Count > 0)
            {
                var difference = mayEdit ? change.Difference : change.Difference with { Changes = [.. change.Difference.Changes.Select(c => c.ForViewer())] };
                entries.Add(new HistoryEntry(Commit(candidate), null, difference, mayEditAll ? change.Files : [], tenant));
            }
        }
        var first = entries.Count == 0 ? null : repository.FirstLive(head, live.Select(change => (change.Revision, change.At)), isLate, cancellation);
        RevisionId? next = seen > 0 && (seen < candidates.Count || candidates.Count == options.Value.MaxCommits) ? candidates[seen - 1].Revision : null;
        return new HistoryPage([.. entries.Select(entry => first!.TryGetValue(entry.Commit.Revision, out var at) ? entry with { LiveAt = at } : entry)], next) { Cut = next is null && cut };
    }

    private (IReadOnlyList<LiveMark> Marks, bool Cut) Marks(BindingKey key, List<(LiveChange After, LiveChange Before)> pairs, bool more, Func<bool> isLate, CancellationToken cancellation)
    {
        var history = new BindingHistory(key, grants, catalog.Services);
        var marks = new List<LiveMark>();
        var compared = 0;
        foreach (var (after, before) in pairs)
        {
            var pair = (key, before.Revision, after.Revision);
            // One at least, so that whoever looks again is told more.
            if (!_compared.Knows(pair) && compared++ > 0 && isLate())
            {
                return (marks, true);
            }
            var (differs, commit) = _compared.Get(pair, () => Compare(history, before.Revision, after.Revision, isLate, cancellation));
            if (differs)
            {
                marks.Add(new LiveMark(after, commit));
            }
        }
        return (marks, more);
    }

    private (bool Differs, PastRevision? Commit) Compare(BindingHistory history, RevisionId before, RevisionId after, Func<bool> isLate, CancellationToken cancellation)
    {
        var (older, newer) = (Read(history, before, cancellation), Read(history, after, cancellation));
        // What can no longer be read is not said to be another.
        if (older.Files.Count == 0 || newer.Files.Count == 0 || !IsOther(history.Compare(older, newer, cancellation)))
        {
            return (false, null);
        }
        // Where that takes too long, the revision is told without the commit.
        var commit = repository.Log(after, ["templates", history.TenantFile], MostCommitsOfMark, cancellation, isLate: isLate).Commits.TakeWhile(commit => !isLate() && !repository.IsAncestor(commit.Revision, before))
            .FirstOrDefault(commit => IsOther(history.Compare(Read(history, commit.Before, cancellation), Read(history, commit.Revision, cancellation), cancellation)));
        return (true, commit is null ? null : Commit(commit));
    }

    /// <summary>Tells, from now on, whether that part of the longest search is over.</summary>
    private Func<bool> Late(double part = 1)
    {
        var started = time.GetTimestamp();
        return () => time.GetElapsedTime(started) > options.Value.LongestSearch * part;
    }

    private static bool IsOther(BindingChange change) => change.Difference.Status is not (BindingStatus.Unchanged or BindingStatus.Reworded);

    private ContentTree Read(BindingHistory history, RevisionId? revision, CancellationToken cancellation) =>
        revision is { } known ? repository.Read(known, cancellation, history.IsInput) : new ContentTree(new RevisionId("nothing"), new Dictionary<string, string>(), []);

    private static PastRevision Commit(CommitEntry commit) => new(commit.Revision, commit.Time, commit.Message, AuthorName.Of(commit.Author));
}
