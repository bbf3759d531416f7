using Portal.Core.Catalog;
using Portal.Git;
using Portal.Git.Remotes;

namespace Portal.Previews;

/// <summary>
/// Fetches commits of pull requests that are not here, because another replica has fetched them or the copy was made anew. Whoever asks for the same commit shares one fetch, and one that
/// failed is not tried again for 5 minutes: fetches run one at a time, and what is pushed must not wait for those who look at what is gone.
/// </summary>
internal sealed class MissingHeads(ContentRepository repository, TimeProvider time)
{
    private const int MostRemembered = 1_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<RevisionId, Task<FetchOutcome>> _fetches = [];

    /// <summary>Fetches a pull request's commit where it is not here. Null where it is here then; else why not.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="head">The commit.</param>
    /// <param name="cancellation">Ends the wait, not the fetch.</param>
    public async Task<string?> FetchAsync(int number, RevisionId head, CancellationToken cancellation)
    {
        if (repository.Resolve(head.Value) is not null)
        {
            return null;
        }
        var outcome = await Shared(number, head).WaitAsync(cancellation);
        return outcome.Succeeded ? null : $"The commit {head.Short} cannot be fetched; this is tried again after {Rest.TotalMinutes:0} minutes. {outcome.Message}";
    }

    private Task<FetchOutcome> Shared(int number, RevisionId head)
    {
        lock (_lock)
        {
            if (_fetches.TryGetValue(head, out var known) && Holds(known))
            {
                return known;
            }
            if (_fetches.Count >= MostRemembered)
            {
                foreach (var (ended, _) in _fetches.Where(fetch => fetch.Value.IsCompleted).ToList())
                {
                    _fetches.Remove(ended);
                }
            }
            return _fetches[head] = Task.Run(() => repository.FetchRefAsync(head.Value, PreviewIds.PullRef(number), CancellationToken.None), CancellationToken.None);
        }
    }

    // What went well was lost since, when the commit is not here now.
    private bool Holds(Task<FetchOutcome> fetch) =>
        !fetch.IsCompleted || (fetch.IsCompletedSuccessfully && fetch.Result is { Succeeded: false } failed && time.GetUtcNow() - failed.At < Rest);
}
