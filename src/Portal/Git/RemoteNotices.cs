using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Git;

/// <summary>What is to be told of the remote repository.</summary>
internal static class RemoteNotices
{
    /// <summary>That the last fetch failed, that the branch is gone or was rewritten.</summary>
    public static IEnumerable<Diagnostic> Of(ContentRepository repository, WaitingRevision? waiting)
    {
        if (repository.LastFetch is { Succeeded: false } failed)
        {
            yield return ContentDiagnostics.FetchFailed(failed.Message, repository.FetchedAt);
        }
        else if (repository.LastFetch is not null && repository.Resolve(repository.Head) is null)
        {
            yield return ContentDiagnostics.BranchGone(repository.Head);
        }
        if (waiting is { Rewritten: true })
        {
            yield return ContentDiagnostics.Rewritten(waiting.Revision);
        }
    }
}
