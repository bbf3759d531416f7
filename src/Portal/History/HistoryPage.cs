using Portal.Core.Catalog;
using Portal.Core.Changes;

namespace Portal.History;

/// <summary>A commit that has changed a dashboard.</summary>
/// <param name="Commit">Which, and who wrote it.</param>
/// <param name="LiveAt">When it went live first; null where it did not, or that is no longer known.</param>
/// <param name="Difference">How the dashboard differs from what it was before, as far as the asker may see.</param>
/// <param name="Files">The files that it changed and that the dashboard is made of; for editors.</param>
/// <param name="Tenant">What it changed of where the dashboard's data comes from and who gets it; for those who may edit the tenant.</param>
public sealed record HistoryEntry(PastRevision Commit, DateTimeOffset? LiveAt, BindingDifference Difference, IReadOnlyList<string> Files, IReadOnlyList<Change> Tenant);

/// <summary>A commit that has changed some of the files that were asked for.</summary>
/// <param name="Commit">Which, and who wrote it.</param>
/// <param name="Files">Which of them it changed.</param>
public sealed record FileCommit(PastRevision Commit, IReadOnlyList<string> Files);

/// <summary>That a revision went live in which the dashboard was another than in the one before.</summary>
/// <param name="Change">The revision, when, by whom and why.</param>
/// <param name="Commit">The newest of its commits that changed the dashboard; null where none did, as when an earlier revision is held. The revision's own commit may be about another tenant.</param>
public sealed record LiveMark(LiveChange Change, PastRevision? Commit);

/// <summary>A part of a dashboard's history, the newest first.</summary>
/// <param name="Entries">The commits.</param>
/// <param name="Next">Where what is older begins; null where there is none.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, RevisionId? Next)
{
    /// <summary>Why there is no history; null where there is.</summary>
    public string? Problem { get; init; }

    /// <summary>That the history is asked for from a revision on that is not in its past, or was not looked for because too many are; null where that is not so.</summary>
    public RevisionRefusal? Refusal { get; init; }

    /// <summary>Whether there may be older commits that are not looked at, because the past is too long or took too long.</summary>
    public bool Cut { get; init; }
}
