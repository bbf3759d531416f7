using LibGit2Sharp;
using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>A commit that changed something.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Message">First line of its message.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Before">The commit before it; null for the first one.</param>
/// <param name="Paths">Which of the files it changed.</param>
internal sealed record CommitEntry(RevisionId Revision, string Message, string Author, DateTimeOffset Time, RevisionId? Before, IReadOnlyList<string> Paths);

/// <summary>Walks the past of a commit as <c>git log -- paths</c> does: a merge that took one side as it was is passed by.</summary>
internal static class CommitLog
{
    /// <summary>The most commits that are looked at: a walk over the whole past of a large repository is not for a page.</summary>
    public const int MostSteps = 20_000;

    /// <summary>The commits that changed any of the files, the newest first; and whether the walk was ended before the past was.</summary>
    public static (IReadOnlyList<CommitEntry> Commits, bool Cut) Of(
        Repository repository, Commit from, string prefix, IReadOnlyCollection<string> paths, int most, RevisionId? after, Func<bool> isLate, CancellationToken cancellation)
    {
        var found = new List<CommitEntry>();
        var passed = after is null;
        var seen = new HashSet<ObjectId> { from.Id };
        var waiting = new PriorityQueue<Commit, (long, int)>();
        var order = 0;
        waiting.Enqueue(from, (0, order));
        for (var steps = 0; found.Count < most && waiting.TryDequeue(out var commit, out _); steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (steps >= MostSteps || isLate())
            {
                return (found, true);
            }
            var own = Files(commit, prefix, paths);
            var parents = commit.Parents.ToList();
            var same = parents.FirstOrDefault(parent => Files(parent, prefix, paths).SequenceEqual(own));
            if (same is null)
            {
                var before = parents.Count > 0 ? Files(parents[0], prefix, paths) : new ObjectId?[paths.Count];
                var changed = paths.Where((_, index) => own[index] != before[index]).ToList();
                if (changed.Count > 0 && passed)
                {
                    found.Add(new CommitEntry(
                        new RevisionId(commit.Sha), commit.MessageShort, commit.Author.Name, commit.Committer.When, parents.Count > 0 ? new RevisionId(parents[0].Sha) : null, changed));
                }
            }
            passed |= commit.Sha == after?.Value;
            foreach (var parent in same is null ? parents : [same])
            {
                if (seen.Add(parent.Id))
                {
                    waiting.Enqueue(parent, (-parent.Committer.When.ToUnixTimeSeconds(), ++order));
                }
            }
        }
        return (found, false);
    }

    /// <summary>When each commit was first a part of what is live, as far as the walk came.</summary>
    public static IReadOnlyDictionary<RevisionId, DateTimeOffset> FirstLive(Commit from, IEnumerable<(RevisionId Revision, DateTimeOffset At)> live, Func<bool> isLate, CancellationToken cancellation)
    {
        var first = new Dictionary<RevisionId, DateTimeOffset>();
        bool Note(RevisionId revision, DateTimeOffset at)
        {
            var isEarlier = !first.TryGetValue(revision, out var known) || at < known;
            first[revision] = isEarlier ? at : known;
            return isEarlier;
        }
        foreach (var (revision, at) in live)
        {
            Note(revision, at);
        }
        // By time and not by topology, for which all of the past would have to be read first.
        var seen = new HashSet<ObjectId> { from.Id };
        var waiting = new PriorityQueue<Commit, (long, int)>();
        var order = 0;
        waiting.Enqueue(from, (0, order));
        for (var steps = 0; steps < MostSteps && !isLate() && waiting.TryDequeue(out var commit, out _); steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            var isLive = first.TryGetValue(new RevisionId(commit.Sha), out var at);
            foreach (var parent in commit.Parents)
            {
                // Where a clock was wrong, a parent may have come before its child: it hands on again what is earlier.
                var isEarlier = isLive && Note(new RevisionId(parent.Sha), at);
                if (seen.Add(parent.Id) || isEarlier)
                {
                    waiting.Enqueue(parent, (-parent.Committer.When.ToUnixTimeSeconds(), ++order));
                }
            }
        }
        return first;
    }

    private static ObjectId?[] Files(Commit commit, string prefix, IReadOnlyCollection<string> paths) => [.. paths.Select(path => commit[prefix + path]?.Target.Id)];
}
