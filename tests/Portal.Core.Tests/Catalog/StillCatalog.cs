using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Catalog;

/// <summary>A catalog that stays as it is.</summary>
internal sealed class StillCatalog(CatalogSnapshot snapshot) : ICatalog
{
    public CatalogSnapshot? Live => snapshot;

    public RefusedRevision? Refused => null;

    public IReadOnlyList<Diagnostic> Notices => [];

    public event Action? Changed { add { } remove { } }

    public IReadOnlyList<string> Services(Scope scope) => snapshot.Tenants[scope.Tenant].Environment(scope.Environment)?.Services.Names ?? [];
}
