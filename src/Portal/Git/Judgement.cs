using Portal.Core.Catalog;

namespace Portal.Git;

/// <summary>That a revision was judged.</summary>
/// <param name="Tree">Its files, message and author.</param>
/// <param name="Result">What was found; its snapshot is null where it was refused.</param>
/// <param name="Before">What was live before; null for nothing.</param>
internal sealed record Judgement(ContentTree Tree, LoadResult Result, CatalogSnapshot? Before)
{
    /// <summary>Whether it went live; else it was refused, or is good and waits until an earlier revision is released.</summary>
    public bool Live { get; init; } = Result.Snapshot is not null;
}
