namespace Portal.Core.Catalog;

/// <summary>That a revision went live.</summary>
/// <param name="Number">1 for the first change; each next one is one more.</param>
/// <param name="Revision">Which revision.</param>
/// <param name="At">When.</param>
public sealed record LiveChange(long Number, RevisionId Revision, DateTimeOffset At)
{
    /// <summary>First line of the commit's message; null outside Git.</summary>
    public string? Message { get; init; }

    /// <summary>The commit's author; null outside Git.</summary>
    public string? Author { get; init; }

    /// <summary>Who decided that it goes live; null where it was pushed.</summary>
    public string? Person { get; init; }

    /// <summary>Why it stays live whatever is pushed; null where it does not.</summary>
    public string? PinReason { get; init; }

    /// <summary>Whether it stays live whatever is pushed.</summary>
    public bool Pinned => PinReason is not null;
}

/// <summary>A good revision that does not go live by itself.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Rewritten">Whether the branch was rewritten and no longer holds what is live; else an earlier revision is pinned.</param>
public sealed record WaitingRevision(RevisionId Revision, bool Rewritten)
{
    /// <summary>First line of the commit's message.</summary>
    public string? Message { get; init; }

    /// <summary>The commit's author.</summary>
    public string? Author { get; init; }

    /// <summary>When it was committed.</summary>
    public DateTimeOffset Time { get; init; }
}
