using Portal.Browsing;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Components.Explore;

/// <summary>An environment that the person may see, to look around in by itself, outside dashboards.</summary>
/// <param name="Scope">Tenant and environment.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Links">What kinds of telemetry there are, and how they are found.</param>
internal sealed record ExplorePlace(Scope Scope, Tenant Tenant, PanelLinks Links)
{
    /// <summary>The place; null where there is none, or the person may not see it.</summary>
    public static ExplorePlace? Find(CatalogView view, string tenant, string environment)
    {
        var scope = new Scope(new TenantId(tenant), environment);
        return view.Tenant(tenant) is { } found && view.MaySee(scope) && found.Environment(environment) is { } there ? new ExplorePlace(scope, found, PanelLinks.Of(there, null)) : null;
    }
}
