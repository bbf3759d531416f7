using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>Who there is.</summary>
internal static class TenantEndpoints
{
    /// <summary>Maps <c>/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/tenants", List).WithName("ListTenants").WithTags("Catalog").WithSummary("The tenants that you may see, with their environments and services.");

    private static Ok<TenantAnswer[]> List(CatalogView view) => TypedResults.Ok(view.Tenants.Select(tenant => Answer(view, tenant)).ToArray());

    private static TenantAnswer Answer(CatalogView view, Tenant tenant)
    {
        var environments = view.Environments(tenant).ToList();
        return new TenantAnswer(
            tenant.Id.Value,
            tenant.Name,
            environments.Any(e => e.Name == tenant.DefaultEnvironment) ? tenant.DefaultEnvironment : null,
            [.. environments.Select(e => new EnvironmentAnswer(
                e.Name, view.Services(new Scope(tenant.Id, e.Name)), [.. e.Datasources.Select(d => new DatasourceAnswer(d.Name, d.Kind.ToString().ToLowerInvariant()))]))],
            PortalUrls.Tenant(tenant.Id));
    }
}
