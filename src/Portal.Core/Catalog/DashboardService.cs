using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;

namespace Portal.Core.Catalog;

/// <summary>A rendered dashboard with the YAML that it was read from.</summary>
/// <param name="Dashboard">The model; null where there are errors.</param>
/// <param name="Yaml">The rendered text; empty where rendering failed.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record RenderedDashboard(Dashboard? Dashboard, string Yaml, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Finds bindings and renders them: the way from a snapshot to a dashboard.</summary>
public sealed class DashboardService
{
    /// <summary>All bindings of a snapshot, in the tenants' order, optionally of one tenant or environment. Services come from <paramref name="services"/>.</summary>
    public static IEnumerable<Binding> Bindings(CatalogSnapshot snapshot, Func<Tenancy.Scope, IReadOnlyList<string>> services, Tenancy.TenantId? tenant = null, string? environment = null) =>
        throw new NotImplementedException();

    /// <summary>The binding of that key, or null where the tenant is not given that dashboard there. A service must be one of the environment's.</summary>
    public static Binding? Find(CatalogSnapshot snapshot, Func<Tenancy.Scope, IReadOnlyList<string>> services, BindingKey key) =>
        throw new NotImplementedException();

    /// <summary>Renders, parses and validates a binding; cached by revision and binding, bounded.</summary>
    public Task<RenderedDashboard> RenderAsync(CatalogSnapshot snapshot, Binding binding, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
