using System.Runtime.CompilerServices;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Metrics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Templates;

namespace Portal.Core.Catalog;

/// <summary>A rendered dashboard with the YAML that it was read from.</summary>
/// <param name="Dashboard">The model; null where there are errors.</param>
/// <param name="Yaml">The rendered text; empty where rendering failed.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record RenderedDashboard(Dashboard? Dashboard, string Yaml, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Finds bindings and renders them: the way from a snapshot to a dashboard. One for the process.</summary>
/// <param name="catalog">Tells the services of an environment.</param>
/// <param name="time">Measures renders.</param>
public sealed class DashboardService(ICatalog catalog, TimeProvider time) : IDisposable
{
    private const int MostOfTemplate = 100;

    private readonly ConditionalWeakTable<CatalogSnapshot, RenderCache> _caches = [];
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <summary>All bindings of a snapshot, in the tenants' order, optionally of one tenant or environment. Services come from <paramref name="services"/>.</summary>
    public static IEnumerable<Binding> Bindings(CatalogSnapshot snapshot, Func<Scope, IReadOnlyList<string>> services, TenantId? tenant = null, string? environment = null)
    {
        var tenants = tenant is null ? snapshot.Tenants.Values : snapshot.Tenants.TryGetValue(tenant.Value, out var one) ? [one] : Enumerable.Empty<Tenant>();
        foreach (var each in tenants)
        {
            var keys = new HashSet<BindingKey>();
            foreach (var grant in each.Dashboards)
            {
                if (snapshot.Templates.Find(grant.Template) is not { } template)
                {
                    continue;
                }
                foreach (var (found, _, service) in BindingList.Expand(each, grant, template, scope => environment is null || scope.Environment == environment ? services(scope) : []))
                {
                    var key = new BindingKey(new Scope(each.Id, found.Name), service, template.Name);
                    // Services that were discovered since the check can be meant by two grants; the first one wins.
                    if ((environment is null || found.Name == environment) && keys.Add(key))
                    {
                        yield return new Binding(key, template, grant);
                    }
                }
            }
        }
    }

    /// <summary>The binding of that key, or null where the tenant is not given that dashboard there. A service must be one of the environment's.</summary>
    public static Binding? Find(CatalogSnapshot snapshot, Func<Scope, IReadOnlyList<string>> services, BindingKey key) => BindingList.Find(snapshot, services, key);

    /// <summary>Renders, parses and validates a binding; cached by revision and binding, bounded. At most as many at once as there are processors.</summary>
    /// <param name="snapshot">The revision.</param>
    /// <param name="binding">One of its bindings.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="services">The environment's services in that revision; null for those of what is live.</param>
    public async Task<RenderedDashboard> RenderAsync(CatalogSnapshot snapshot, Binding binding, CancellationToken cancellation, IReadOnlyList<string>? services = null)
    {
        var started = time.GetTimestamp();
        var cache = _caches.GetValue(snapshot, static _ => new RenderCache());
        services ??= catalog.Services(binding.Key.Scope);
        if (cache.Find(binding.Key, services) is { } known)
        {
            PortalMeter.Rendered(binding.Key.Scope.Tenant, "cached", time.GetElapsedTime(started));
            return known;
        }
        await _places.WaitAsync(cancellation);
        try
        {
            var rendered = cache.Find(binding.Key, services) ?? await Task.Run(() => Render(snapshot, binding, services, cancellation), cancellation);
            cache.Add(binding.Key, services, rendered);
            PortalMeter.Rendered(binding.Key.Scope.Tenant, rendered.Dashboard is null ? "error" : "ok", time.GetElapsedTime(started));
            return rendered;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>The files that a template's dashboards are made of: its own first, then the parts that it includes with what each dashboard gives it. At most 100 dashboards are rendered, some of each environment.</summary>
    /// <param name="snapshot">The revision.</param>
    /// <param name="template">One of its templates.</param>
    /// <param name="bindings">Bindings of the template.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<string>> FilesAsync(CatalogSnapshot snapshot, DashboardTemplate template, IEnumerable<Binding> bindings, CancellationToken cancellation)
    {
        var some = bindings.GroupBy(binding => binding.Key.Scope).SelectMany(scope => scope.Select((binding, index) => (binding, index))).OrderBy(one => one.index).Select(one => one.binding).Take(MostOfTemplate).ToList();
        await _places.WaitAsync(cancellation);
        try
        {
            var parts = await Task.Run(() => some.SelectMany(binding => BindingRenderer.Write(snapshot.Templates, Work(snapshot, binding, catalog.Services(binding.Key.Scope)), [], cancellation)?.Parts ?? new HashSet<string>()).Distinct().Order(StringComparer.Ordinal).ToList(), cancellation);
            return [template.File, .. parts.Select(part => TemplateSet.Folder + part)];
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private static RenderedDashboard Render(CatalogSnapshot snapshot, Binding binding, IReadOnlyList<string> services, CancellationToken cancellation) =>
        BindingRenderer.Render(snapshot.Templates, Work(snapshot, binding, services), cancellation);

    private static BindingWork Work(CatalogSnapshot snapshot, Binding binding, IReadOnlyList<string> services)
    {
        var tenant = snapshot.Tenants[binding.Key.Scope.Tenant];
        return new BindingWork(binding, tenant, tenant.Environment(binding.Key.Scope.Environment)!, services, ParameterValues.Resolve(binding.Template, binding.Grant));
    }
}
