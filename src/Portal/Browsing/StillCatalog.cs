using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Browsing;

/// <summary>A catalog of one revision, or of nothing, that stays as it is.</summary>
/// <param name="snapshot">The revision; null for nothing.</param>
/// <param name="services">The services of an environment.</param>
internal sealed class StillCatalog(CatalogSnapshot? snapshot, Func<Scope, IReadOnlyList<string>> services) : ICatalog
{
    /// <inheritdoc/>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public CatalogSnapshot? Live => snapshot;

    /// <inheritdoc/>
    public RefusedRevision? Refused => null;

    /// <inheritdoc/>
    public IReadOnlyList<Diagnostic> Notices => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Services(Scope scope) => services(scope);
}
