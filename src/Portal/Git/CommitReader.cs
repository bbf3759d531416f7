using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>Reads the commit that a branch, tag or SHA names at the moment.</summary>
/// <param name="repository">The repository.</param>
/// <param name="revision">The name.</param>
internal sealed class CommitReader(ContentRepository repository, string revision) : IContentReader
{
    /// <inheritdoc/>
    public string Stamp() => repository.Resolve(revision)?.Value ?? repository.Missing(revision) ?? "";

    /// <inheritdoc/>
    public ContentTree Read(CancellationToken cancellation) => repository.Resolve(revision) is { } commit
        ? repository.Read(commit, cancellation)
        : new ContentTree(new RevisionId(revision), new Dictionary<string, string>(), [ContentDiagnostics.NoRevision(revision, repository.Missing(revision) ?? "it has changed in between.")]);
}
