using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Core.Linting;

/// <summary>Which queries are tried, and where.</summary>
/// <param name="After">The revision whose queries are tried.</param>
/// <param name="Live">Where isolation, datasources and secrets are taken from, always: an environment that is not in it is not asked.</param>
/// <param name="Policy">What becomes of findings. Whoever lets a revision in takes it from what is live, so that no revision switches off what would refuse it.</param>
/// <param name="Services">The services that were discovered in an environment; those that a file lists are known.</param>
public sealed record LintRequest(CatalogSnapshot After, CatalogSnapshot Live, LintPolicy Policy, Func<Scope, IReadOnlyList<string>> Services)
{
    /// <summary>What the queries are compared with: those that were asked before are not tried. Null to try all.</summary>
    public CatalogSnapshot? Before { get; init; }

    /// <summary>Whether a dashboard is looked at; all by default.</summary>
    public Func<BindingKey, bool> Include { get; init; } = _ => true;
}
