using System.Security.Claims;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity.Rights;

namespace Portal.Audit;

/// <summary>Reads the audit log for a person: whoever administers the portal reads all of it, whoever administers tenants what is about these.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="access">Who may.</param>
/// <param name="catalog">Which tenants there are.</param>
internal sealed class AuditReader(AuditStore store, IAccess access, ICatalog catalog)
{
    /// <summary>Whether the person may read any of it.</summary>
    public bool May(ClaimsPrincipal person) => access.MayAdministerAny(person, catalog.Live);

    /// <summary>The events that fit and that the person may read, the newest first; null where it may read none.</summary>
    public async Task<IReadOnlyList<KeptEvent>?> FindAsync(ClaimsPrincipal person, AuditQuery query, CancellationToken cancellation)
    {
        if (access.May(person, Right.Administer))
        {
            return await store.FindAsync(query, cancellation);
        }
        var own = access.Administered(person, catalog.Live).Select(tenant => tenant.Id).ToList();
        if (own.Count == 0)
        {
            return null;
        }
        return await store.FindAsync(query with { Tenants = query.Tenants is { } asked ? [.. asked.Intersect(own)] : own }, cancellation);
    }
}
