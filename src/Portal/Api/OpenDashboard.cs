using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Templates;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>A dashboard that was found, may be seen, and rendered.</summary>
/// <param name="Snapshot">Where isolation and datasources are taken from: what is live, whatever the dashboard is of.</param>
/// <param name="Binding">Its binding.</param>
/// <param name="Dashboard">The model.</param>
/// <param name="Yaml">The text that it was read from.</param>
/// <param name="Reader">What the asker is there: it decides whether queries may be told, and what is masked.</param>
internal sealed record OpenDashboard(CatalogSnapshot Snapshot, Binding Binding, Dashboard Dashboard, string Yaml, Role Reader)
{
    /// <summary>Whether queries may be told as they are written.</summary>
    public bool MayEdit => Reader.Allows(Right.Edit);

    /// <summary>Whether the backends' own words may be told: nothing is masked in them.</summary>
    public bool ForEditor => Snapshot.TellsQueries(Binding.Key.Scope.Tenant, Reader);

    /// <summary>The panel of that id, or null.</summary>
    public AskedPanel? Panel(string id) => Dashboard.Panel(id) is null ? null : new AskedPanel(Snapshot, Binding.Key, Dashboard, id, Reader);

    /// <summary>Finds and renders to ask for data; where nothing may be asked, tells why.</summary>
    public static async Task<(OpenDashboard? Found, ProblemHttpResult? Refusal)> FindForDataAsync(
        ContentView asked, DashboardService dashboards, string tenant, string environment, string slug, string? service, CancellationToken cancellation)
    {
        var (found, refusal) = await FindAsync(asked, dashboards, tenant, environment, slug, service, cancellation);
        return found is not null && asked.Silent(found.Binding.Key.Scope) is { } silent ? (null, ApiProblems.Silent(silent)) : (found, refusal);
    }

    /// <summary>Finds and renders, or tells why not: an unknown one and another's look the same.</summary>
    public static async Task<(OpenDashboard? Found, ProblemHttpResult? Refusal)> FindAsync(
        ContentView asked, DashboardService dashboards, string tenant, string environment, string slug, string? service, CancellationToken cancellation)
    {
        var (view, scope) = (asked.Content, new Scope(new TenantId(tenant), environment));
        if (asked.Refusal is { } why)
        {
            return (null, asked.Knows(scope) ? ApiProblems.Refused(why) : ApiProblems.NotFound());
        }
        if (asked.Data is not { } data || view.Snapshot is null || view.Template(scope, slug) is not { } template)
        {
            return (null, ApiProblems.NotFound());
        }
        if (template.FrontMatter.Scope == TemplateScope.Service && string.IsNullOrEmpty(service))
        {
            return (null, ApiProblems.BadRequest("This dashboard is made for a service, and none is given.", "Add ?service=<name>."));
        }
        if (view.Find(scope, template, service) is not { } binding)
        {
            return (null, ApiProblems.NotFound());
        }
        var rendered = await dashboards.RenderAsync(view.Snapshot, binding, cancellation, view.Services(scope));
        return rendered.Dashboard is { } dashboard
            ? (new OpenDashboard(data, binding, dashboard, rendered.Yaml, view.Reader(scope)), null)
            : (null, ApiProblems.Unprocessable("The dashboard cannot be rendered.", "Editors find the reasons on the template's page."));
    }
}
