namespace Portal.Webhooks;

/// <summary>What has become of a pull request, which GitLab calls a merge request.</summary>
internal enum PullRequestChange
{
    /// <summary>Opened, or opened again.</summary>
    Opened,
    /// <summary>Its commits, title or target have changed.</summary>
    Updated,
    /// <summary>Closed without being merged.</summary>
    Closed,
    /// <summary>Merged.</summary>
    Merged,
    /// <summary>Somebody has approved its head on the portal. No forge says so.</summary>
    Approved,
}

/// <summary>
/// What a forge says of a pull request, in the same words for all forges. A hint: what is rendered and reported is what its ref holds when it is fetched, never <see cref="HeadSha"/>.
/// </summary>
/// <param name="Change">What has happened.</param>
/// <param name="Number">Its number in the repository, 1 or more.</param>
internal sealed record PullRequestEvent(PullRequestChange Change, int Number)
{
    /// <summary>The first line that people read; at most 300 characters.</summary>
    public string Title { get; init; } = "";

    /// <summary>Who opened it, by the forge's name; null where it is not told.</summary>
    public string? Author { get; init; }

    /// <summary>The commit at its head, which Bitbucket Cloud shortens, or the one that was approved; null where it is not told.</summary>
    public string? HeadSha { get; init; }

    /// <summary>The branch that it comes from.</summary>
    public string HeadBranch { get; init; } = "";

    /// <summary>The repository that it comes from, such as <c>owner/name</c>; null where that is gone.</summary>
    public string? HeadRepository { get; init; }

    /// <summary>The reference under which this repository offers its head, such as <c>refs/pull/12/head</c>; null where it offers none.</summary>
    public string? Ref { get; init; }

    /// <summary>The branch that it goes to.</summary>
    public string BaseBranch { get; init; } = "";

    /// <summary>Whether it comes from another repository, or from one that is not known.</summary>
    public bool IsFork { get; init; }
}
