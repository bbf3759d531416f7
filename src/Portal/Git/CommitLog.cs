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
    // A walk over the whole past of a large repository is not for a page.
    private const int MostSteps = 20_000;

    /// <summary>The commits that changed any of the files, the newest first.</summary>
    public static IReadOnlyList<CommitEntry> Of(Repository repository, Commit from, string prefix, IReadOnlyCollection<string> paths, int most, CancellationToken cancellation)
    {
        var found = new List<CommitEntry>();
        var seen = new HashSet<ObjectId> { from.Id };
        var waiting = new PriorityQueue<Commit, (long, int)>();
        var order = 0;
        waiting.Enqueue(from, (0, order));
        for (var steps = 0; steps < MostSteps && found.Count < most && waiting.TryDequeue(out var commit, out _); steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = Files(commit, prefix, paths);
            var parents = commit.Parents.ToList();
            var same = parents.FirstOrDefault(parent => Files(parent, prefix, paths).SequenceEqual(own));
            if (same is null)
            {
                var before = parents.Count > 0 ? Files(parents[0], prefix, paths) : new ObjectId?[paths.Count];
                var changed = paths.Where((_, index) => own[index] != before[index]).ToList();
                if (changed.Count > 0)
                {
                    found.Add(new CommitEntry(
                        new RevisionId(commit.Sha), commit.MessageShort, commit.Author.Name, commit.Committer.When, parents.Count > 0 ? new RevisionId(parents[0].Sha) : null, changed));
                }
            }
            foreach (var parent in same is null ? parents : [same])
            {
                if (seen.Add(parent.Id))
                {
                    waiting.Enqueue(parent, (-parent.Committer.When.ToUnixTimeSeconds(), ++order));
                }
            }
        }
        return found;
    }

    private static ObjectId?[] Files(Commit commit, string prefix, IReadOnlyCollection<string> paths) => [.. paths.Select(path => commit[prefix + path]?.Target.Id)];
}
