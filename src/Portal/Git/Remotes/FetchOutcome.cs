using Portal.Core.Catalog;

namespace Portal.Git.Remotes;

/// <summary>Why a fetch failed.</summary>
internal enum FetchFailure
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>A secret, a file or git itself is missing on this server.</summary>
    NotSetUp,

    /// <summary>There was no connection.</summary>
    Unreachable,

    /// <summary>It took longer than it may.</summary>
    TimedOut,

    /// <summary>The remote does not let the portal in.</summary>
    Denied,

    /// <summary>The host is not the one that the known hosts or certificates tell.</summary>
    HostUnknown,

    /// <summary>There is no such repository, branch or reference.</summary>
    NotFound,

    /// <summary>The repository is larger than it may be.</summary>
    TooLarge,

    /// <summary>Anything else, such as a damaged copy or a full disk.</summary>
    Broken,
}

/// <summary>What came of a fetch.</summary>
/// <param name="Failure">Why it failed, or <see cref="FetchFailure.None"/>.</param>
/// <param name="Message">What to tell an operator, without secrets; empty where it went well.</param>
/// <param name="At">When it ended.</param>
internal sealed record FetchOutcome(FetchFailure Failure, string Message, DateTimeOffset At)
{
    /// <summary>Whether it went well.</summary>
    public bool Succeeded => Failure == FetchFailure.None;

    /// <summary>When it began: what was pushed before is there where it went well.</summary>
    public DateTimeOffset Started { get; init; } = At;

    /// <summary>The commit that a single reference was fetched for; null for a fetch of everything, or where it failed.</summary>
    public RevisionId? Revision { get; init; }
}
