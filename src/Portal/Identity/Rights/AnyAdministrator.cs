using System.Security.Claims;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>Whoever administers anything: the portal as a whole, or a tenant.</summary>
internal static class AnyAdministrator
{
    /// <summary>Whether the person does.</summary>
    public static bool MayAdministerAny(this IAccess access, ClaimsPrincipal person, CatalogSnapshot? live) => access.May(person, Right.Administer) || access.Administered(person, live).Any();

    /// <summary>The tenants that the person administers.</summary>
    public static IEnumerable<Tenant> Administered(this IAccess access, ClaimsPrincipal person, CatalogSnapshot? live) =>
        (live?.Tenants.Values ?? []).Where(tenant => access.May(person, Right.Administer, tenant.Id));
}
