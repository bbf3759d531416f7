using Portal.Core.Diagnostics;

namespace Portal.Core.Catalog;

/// <summary>A seam: what is live. The host keeps it up to date; pages and endpoints read it anew for each request.</summary>
public interface ICatalog
{
    /// <summary>The live snapshot; null before the first good revision.</summary>
    CatalogSnapshot? Live { get; }

    /// <summary>The newest revision that was refused, if it is newer than what is live; else null.</summary>
    RefusedRevision? Refused { get; }

    /// <summary>How what is live went live; null where nothing has.</summary>
    LiveChange? LiveSince => null;

    /// <summary>A good revision that does not go live by itself; null where there is none.</summary>
    WaitingRevision? Waiting => null;

    /// <summary>Whether the newest revision has been judged since the start. Before, what is live was remembered, and that nothing is refused says nothing.</summary>
    bool Settled => true;

    /// <summary>What is to be told of the source itself.</summary>
    IReadOnlyList<Diagnostic> Notices { get; }

    /// <summary>Raised, on any thread, after <see cref="Live"/> or <see cref="Refused"/> has changed.</summary>
    event Action? Changed;

    /// <summary>The services of an environment: the file's list, or what was last discovered, sorted; empty where nothing is known yet.</summary>
    IReadOnlyList<string> Services(Tenancy.Scope scope);
}

/// <summary>A revision that did not go live.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Time">When it was refused.</param>
/// <param name="Diagnostics">Why.</param>
public sealed record RefusedRevision(RevisionId Revision, DateTimeOffset Time, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>First line of the commit's message; null outside Git.</summary>
    public string? Message { get; init; }

    /// <summary>The commit's author; null outside Git.</summary>
    public string? Author { get; init; }
}
