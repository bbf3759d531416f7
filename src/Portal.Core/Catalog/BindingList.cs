using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Templates;

namespace Portal.Core.Catalog;

/// <summary>Spreads a grant over environments and services.</summary>
internal static class BindingList
{
    /// <summary>The environments and, at service scope, services that a grant means; the latter null at other scopes.</summary>
    public static IEnumerable<(TenantEnvironment Environment, IReadOnlyList<string> Services, string? Service)> Expand(
        Tenant tenant, DashboardGrant grant, DashboardTemplate template, Func<Scope, IReadOnlyList<string>> services)
    {
        foreach (var environment in tenant.Environments.Where(e => grant.Environments?.Contains(e.Name) ?? true))
        {
            var known = services(new Scope(tenant.Id, environment.Name));
            if (template.FrontMatter.Scope != TemplateScope.Service)
            {
                yield return (environment, known, null);
                continue;
            }
            foreach (var service in known.Where(name => Means(grant, name)))
            {
                yield return (environment, known, service);
            }
        }
    }

    /// <summary>The binding of that key, or null where the tenant is not given it.</summary>
    public static Binding? Find(CatalogSnapshot snapshot, Func<Scope, IReadOnlyList<string>> services, BindingKey key)
    {
        if (!snapshot.Tenants.TryGetValue(key.Scope.Tenant, out var tenant) || tenant.Environment(key.Scope.Environment) is null || snapshot.Templates.Find(key.Template) is not { } template)
        {
            return null;
        }
        var forService = template.FrontMatter.Scope == TemplateScope.Service;
        if (forService != key.Service is not null || (forService && !services(key.Scope).Contains(key.Service!)))
        {
            return null;
        }
        var grant = tenant.Dashboards.FirstOrDefault(g =>
            g.Template == key.Template && Means(g, key));
        return grant is null ? null : new Binding(key, template, grant);
    }

    /// <summary>Whether a grant of that template means that environment and service.</summary>
    public static bool Means(DashboardGrant grant, BindingKey key) => (grant.Environments?.Contains(key.Scope.Environment) ?? true) && (key.Service is null || Means(grant, key.Service));

    private static bool Means(DashboardGrant grant, string service) => grant.Services?.Any(pattern => ServiceNames.Matches(pattern, service)) ?? true;
}
