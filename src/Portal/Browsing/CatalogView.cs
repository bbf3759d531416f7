using System.Reflection;
using System.Security.Claims;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Templates;
using Portal.Core.Tenancy;
using Portal.Identity;
using Portal.Identity.Rights;

namespace Portal.Browsing;

/// <summary>The live catalog as one person may see it, at one moment. What the person may not see is not in it, so that it cannot be told from what does not exist.</summary>
internal sealed class CatalogView(ICatalog catalog, IAccess access, ClaimsPrincipal person)
{
    /// <summary>The person.</summary>
    public ClaimsPrincipal Person { get; } = person;

    /// <summary>What is live; null before the first good revision.</summary>
    public CatalogSnapshot? Snapshot { get; } = catalog.Live;

    /// <summary>Which dashboards of the snapshot are given today, where it is not what is live; null for all. The others are not there for the person.</summary>
    public Func<BindingKey, bool>? IsGranted { get; init; }

    /// <summary>Whether the person may edit the content as a whole: see templates, refused revisions and their diagnostics.</summary>
    public bool MayEdit => access.May(Person, Right.Edit);

    /// <summary>Whether the person may administer the portal, or a tenant.</summary>
    public bool MayAdministerAny => access.MayAdministerAny(Person, Snapshot);

    /// <summary>What the person is to that environment; null for nothing.</summary>
    public Role? RoleIn(Scope scope) => access.RoleIn(Person, scope.Tenant, scope.Environment);

    /// <summary>The role that data of that environment is told to the person in. Whoever is nothing there is told nothing; were it asked nevertheless, the least would be told.</summary>
    public Role Reader(Scope scope) => RoleIn(scope) ?? Role.Support;

    /// <summary>Whether fields of that environment's telemetry are masked for the person.</summary>
    public bool IsMasked(Scope scope) => Snapshot?.Masker(scope.Tenant, Reader(scope)) is not null;

    /// <summary>Whether the person may decide what is live.</summary>
    public bool MayAdminister => access.May(Person, Right.Administer);

    /// <summary>The tenants with at least one environment that the person may see, by name.</summary>
    public IEnumerable<Tenant> Tenants =>
        Snapshot is null ? [] : Snapshot.Tenants.Values.Where(t => Environments(t).Any()).OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Id.Value, StringComparer.Ordinal);

    /// <summary>Whether the person may see that environment.</summary>
    public bool MaySee(Scope scope) => access.May(Person, Right.View, scope.Tenant, scope.Environment);

    /// <summary>Whether the person may see queries, rendered YAML and diagnostics there.</summary>
    public bool MayEditIn(Scope scope) => access.May(Person, Right.Edit, scope.Tenant, scope.Environment);

    /// <summary>Whether the person may be told the backends' own words of a failure there: nothing is masked in them.</summary>
    public bool MayTellIn(Scope scope) => MayEditIn(scope) && !IsMasked(scope);

    /// <summary>Whether the person may see a tenant's file as a whole.</summary>
    public bool MayEditTenant(TenantId tenant) => access.May(Person, Right.Edit, tenant);

    /// <summary>The tenant, or null where there is none or the person may see none of its environments.</summary>
    public Tenant? Tenant(string id) =>
        Snapshot?.Tenants.GetValueOrDefault(new TenantId(id)) is { } tenant && Environments(tenant).Any() ? tenant : null;

    /// <summary>The environments of a tenant that the person may see, in the file's order.</summary>
    public IEnumerable<TenantEnvironment> Environments(Tenant tenant) => tenant.Environments.Where(e => MaySee(new Scope(tenant.Id, e.Name)));

    /// <summary>The environment, where there is one, the person may see it, and it has logs; else null.</summary>
    public TenantEnvironment? LogsOf(Scope scope) => Having(scope, DatasourceKind.Loki);

    /// <summary>The environment, where there is one, the person may see it, and it has traces; else null.</summary>
    public TenantEnvironment? TracesOf(Scope scope) => Having(scope, DatasourceKind.Jaeger);

    /// <summary>The services of an environment that the person may see.</summary>
    public IReadOnlyList<string> Services(Scope scope) => MaySee(scope) ? catalog.Services(scope) : [];

    /// <summary>What the person may open, optionally of one tenant or environment.</summary>
    public IEnumerable<Binding> Bindings(TenantId? tenant = null, string? environment = null)
    {
        if (Snapshot is null)
        {
            return [];
        }
        var seen = new Dictionary<Scope, bool>();
        return DashboardService.Bindings(Snapshot, catalog.Services, tenant, environment).Where(binding =>
        {
            var scope = binding.Key.Scope;
            if (!seen.TryGetValue(scope, out var may))
            {
                seen[scope] = may = MaySee(scope);
            }
            return may && IsGranted?.Invoke(binding.Key) != false;
        });
    }

    /// <summary>The same as lists show it, by tenants' names.</summary>
    public IEnumerable<BindingEntry> Entries(TenantId? tenant = null, string? environment = null) =>
        from owner in tenant is { } id ? Tenants.Where(t => t.Id == id) : Tenants
        from binding in Bindings(owner.Id, environment)
        select new BindingEntry(binding, owner);

    /// <summary>The template of that slug, where the environment is given a dashboard of it and the person may see it; else null.</summary>
    public DashboardTemplate? Template(Scope scope, string slug)
    {
        if (Snapshot?.Templates.FindSlug(slug) is not { } template || !MaySee(scope))
        {
            return null;
        }
        return Bindings(scope.Tenant, scope.Environment).Any(b => b.Key.Template == template.Name) ? template : null;
    }

    /// <summary>The binding of that template, or null where there is none or the person may not see it. A service is left aside where the template is not made for services.</summary>
    public Binding? Find(Scope scope, DashboardTemplate template, string? service) =>
        Find(new BindingKey(scope, template.FrontMatter.Scope == TemplateScope.Service ? service : null, template.Name));

    /// <summary>The binding of that key, or null where there is none or the person may not see it.</summary>
    public Binding? Find(BindingKey key) =>
        Snapshot is null || !MaySee(key.Scope) || IsGranted?.Invoke(key) == false ? null : DashboardService.Find(Snapshot, catalog.Services, key);

    private TenantEnvironment? Having(Scope scope, DatasourceKind kind) =>
        MaySee(scope) && Snapshot?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is { } environment && environment.Datasource(kind.ToString()) is not null ? environment : null;

    /// <summary>The view of whoever asks as it is now, for what outlives the request that was let in; null where the person no longer is.</summary>
    public static async ValueTask<CatalogView?> AgainAsync(HttpContext context, CancellationToken cancellation)
    {
        var services = context.RequestServices;
        return await services.GetRequiredService<Presence>().NowAsync(context.User, cancellation) is { } person
            ? new CatalogView(services.GetRequiredService<ICatalog>(), services.GetRequiredService<IAccess>(), person)
            : null;
    }

    /// <summary>Lets endpoints take the view of whoever asks.</summary>
    public static ValueTask<CatalogView?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        var services = context.RequestServices;
        return ValueTask.FromResult<CatalogView?>(new CatalogView(services.GetRequiredService<ICatalog>(), services.GetRequiredService<IAccess>(), context.User));
    }
}
