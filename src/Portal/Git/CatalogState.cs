using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Git;

/// <summary>All that the catalog tells, exchanged whole, so that no reader sees half of a change.</summary>
/// <param name="Live">What is live.</param>
/// <param name="Since">How it went live.</param>
/// <param name="Refused">The newest revision where it was refused.</param>
/// <param name="Waiting">The newest revision where it is good and does not go live by itself.</param>
/// <param name="Notices">What is to be told of the source.</param>
internal sealed record CatalogState(CatalogSnapshot? Live, LiveChange? Since, RefusedRevision? Refused, WaitingRevision? Waiting, IReadOnlyList<Diagnostic> Notices)
{
    /// <summary>Before anything was read.</summary>
    public static CatalogState Empty { get; } = new(null, null, null, null, []) { Settled = false };

    /// <summary>Whether what is followed was looked at. Before, that nothing is refused says nothing.</summary>
    public bool Settled { get; init; } = true;
}
