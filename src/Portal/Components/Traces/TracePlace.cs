using Portal.Browsing;
using Portal.Core.Tenancy;

namespace Portal.Components.Traces;

/// <summary>An environment with traces that the person may see.</summary>
/// <param name="Scope">Tenant and environment.</param>
/// <param name="Tenant">The tenant.</param>
internal sealed record TracePlace(Scope Scope, Tenant Tenant)
{
    /// <summary>The place; null where there is none, it has no traces, or the person may not see it.</summary>
    public static TracePlace? Find(CatalogView view, string tenant, string environment)
    {
        var scope = new Scope(new TenantId(tenant), environment);
        return view.Tenant(tenant) is { } found && view.MaySee(scope) && found.Environment(environment)?.Datasources.Any(d => d.Kind == DatasourceKind.Jaeger) == true
            ? new TracePlace(scope, found)
            : null;
    }
}
