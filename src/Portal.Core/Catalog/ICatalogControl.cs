using System.Security.Claims;
using Portal.Core.Diagnostics;

namespace Portal.Core.Catalog;

/// <summary>A seam: who may, decides what is live against what is pushed. Each call asks <see cref="Tenancy.IAccess"/> for the right to administer the portal; without it nothing happens.</summary>
public interface ICatalogControl
{
    /// <summary>Where the content comes from.</summary>
    ContentOrigin Origin { get; }

    /// <summary>What went live lately, the newest first.</summary>
    Task<IReadOnlyList<LiveChange>> RecentAsync(int most, CancellationToken cancellation);

    /// <summary>Makes an earlier revision live and keeps it live, whatever is pushed, until it is released.</summary>
    /// <param name="person">Who wants it.</param>
    /// <param name="revision">A commit in the past of what is live or of the branch, or one that was live before; may be shortened.</param>
    /// <param name="reason">Why, for all to read; 1 to 300 characters.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ControlOutcome> PinAsync(ClaimsPrincipal person, string revision, string reason, CancellationToken cancellation);

    /// <summary>Lets what is pushed go live again.</summary>
    Task<ControlOutcome> ReleaseAsync(ClaimsPrincipal person, CancellationToken cancellation);

    /// <summary>Makes the waiting revision of a rewritten branch live.</summary>
    /// <param name="person">Who wants it.</param>
    /// <param name="waiting">The revision that the person has seen waiting.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ControlOutcome> TakeAsync(ClaimsPrincipal person, RevisionId waiting, CancellationToken cancellation);
}

/// <summary>What came of it.</summary>
/// <param name="Problem">Why it was not done, for people; null where it was.</param>
public sealed record ControlOutcome(string? Problem)
{
    /// <summary>What is wrong with the revision, where that is why.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>It was done.</summary>
    public static ControlOutcome Done { get; } = new((string?)null);
}

/// <summary>Where the content comes from, without credentials.</summary>
/// <param name="Name">A folder, or the address of a repository; null where there is none.</param>
/// <param name="Revision">The branch, tag or SHA that is followed; null for saved files.</param>
public sealed record ContentOrigin(string? Name, string? Revision)
{
    /// <summary>Where the content is within it; empty for its top.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether it is fetched from elsewhere.</summary>
    public bool IsRemote { get; init; }

    /// <summary>When it was last fetched; null for never since the start, or where it is not fetched.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Why the last fetch failed; null where it did not.</summary>
    public string? FetchProblem { get; init; }
}
