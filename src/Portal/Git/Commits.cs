using LibGit2Sharp;

namespace Portal.Git;

/// <summary>Finds commits by what people call them.</summary>
internal static class Commits
{
    private const int MostCharacters = 300;

    /// <summary>The commit of a branch, tag, SHA or reference.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static Commit Find(Repository repository, string revision)
    {
        // A fetched HEAD is kept beside the branches; a fresh repository has one that points nowhere.
        if (revision == "HEAD")
        {
            return repository.Refs[RefNames.RemoteHead]?.ResolveToDirectReference().Target as Commit ?? repository.Head.Tip ?? throw new NotFoundException("the repository has no commit yet.");
        }
        // ':/' and '^{/' begin a search of all messages, and '@{' one of the log of a reference.
        var known = revision.Length is > 0 and <= MostCharacters && !revision.StartsWith(':') && !revision.Contains("@{", StringComparison.Ordinal) && !revision.Contains("^{", StringComparison.Ordinal);
        return (known ? repository.Lookup(revision + "^{commit}") as Commit : null) ?? throw new NotFoundException("there is no such branch, tag or commit.");
    }
}
