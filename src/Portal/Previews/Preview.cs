using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Previews;

/// <summary>What a preview is a preview of.</summary>
public enum PreviewKind
{
    /// <summary>A pull request, which GitLab calls a merge request.</summary>
    Pull,
    /// <summary>A branch; the preview follows it.</summary>
    Branch,
    /// <summary>One commit.</summary>
    Commit,
}

/// <summary>A preview as it is kept, whether it is loaded or not.</summary>
/// <param name="Id">Its name in addresses: <c>pull-12</c>, <c>branch-…</c>, <c>commit-…</c>.</param>
/// <param name="Kind">What it is a preview of.</param>
public sealed record Preview(string Id, PreviewKind Kind)
{
    /// <summary>The number of the pull request; else 0.</summary>
    public int Number { get; init; }

    /// <summary>What people read: the pull request's title, or the first line of the commit's message; at most 300 characters.</summary>
    public string Title { get; init; } = "";

    /// <summary>Who wrote it; empty where it is not known.</summary>
    public string Author { get; init; } = "";

    /// <summary>The branch that it comes from; empty for a commit.</summary>
    public string Branch { get; init; } = "";

    /// <summary>Whether it is known to come from another repository. Whether a commit is one of this repository's own is found out beside it.</summary>
    public bool IsFork { get; init; }

    /// <summary>The commit that is shown; null where it could not be fetched.</summary>
    public RevisionId? Head { get; init; }

    /// <summary>Why there is nothing to show; null where there is.</summary>
    public string? Failure { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was opened, pushed to or looked at last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who has approved this very commit for live queries; null for nobody.</summary>
    public PreviewApproval? Approval { get; init; }

    /// <summary>The environments in which something is different, as was found when it was last loaded.</summary>
    public IReadOnlyList<Scope> Scopes { get; init; } = [];
}

/// <summary>That a commit may ask backends although it comes from elsewhere.</summary>
/// <param name="Person">Who has approved it.</param>
/// <param name="At">When.</param>
public sealed record PreviewApproval(string Person, DateTimeOffset At);

/// <summary>A pull request as a forge tells of it. Only its number and where it is fetched from are trusted to be right; what is shown is what is fetched.</summary>
/// <param name="Number">Its number, 1 or more.</param>
/// <param name="Ref">What is fetched, such as <c>refs/pull/12/head</c>.</param>
internal sealed record PullRequest(int Number, string Ref)
{
    /// <summary>The first line that people read.</summary>
    public string Title { get; init; } = "";

    /// <summary>Who opened it.</summary>
    public string Author { get; init; } = "";

    /// <summary>The branch that it comes from.</summary>
    public string Branch { get; init; } = "";

    /// <summary>Whether it comes from another repository, or from one that is not known.</summary>
    public bool IsFork { get; init; }

    /// <summary>The references by which forges offer a pull request of that number: GitHub and Gitea, GitLab, Bitbucket Server.</summary>
    public static IReadOnlyList<string> Refs(int number) => [$"refs/pull/{number}/head", $"refs/merge-requests/{number}/head", $"refs/pull-requests/{number}/from"];
}
