using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>What can be opened.</summary>
internal static class DashboardEndpoints
{
    private const int MostRows = 5000;

    /// <summary>Maps the list and the single dashboard.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/dashboards", ListAsync).WithName("ListDashboards").WithTags("Dashboards")
            .WithSummary("One row for each dashboard of a tenant, environment and service. The header X-Total-Count tells how many there are.");
        api.MapGet("/dashboards/{tenant}/{environment}/{dashboard}", GetAsync).WithName("GetDashboard").WithTags("Dashboards")
            .Produces<string>(StatusCodes.Status200OK, "application/json", "application/yaml")
            .WithSummary("A dashboard, rendered, as JSON or YAML. Queries are told to editors only.");
    }

    private static async Task<Results<Ok<List<DashboardRow>>, ProblemHttpResult>> ListAsync(
        CatalogView view, BindingTitles titles, HttpResponse response, CancellationToken cancellation,
        string? tenant = null, string? environment = null, string? service = null, string? tag = null, string? q = null, int limit = 1000, int offset = 0)
    {
        if (limit is < 1 or > MostRows || offset < 0)
        {
            return ApiProblems.BadRequest($"The limit is 1 to {MostRows}, the offset at least 0.");
        }
        var words = (q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var rows = new List<DashboardRow>();
        var total = 0;
        foreach (var binding in view.Bindings(tenant is null ? null : new TenantId(tenant), environment))
        {
            if ((service is not null && binding.Key.Service != service)
                || (tag is not null && !binding.Template.FrontMatter.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
                || (words.Length > 0 && !BindingSearch.Matches(binding, view.Snapshot!.Tenants[binding.Key.Scope.Tenant].Name, words)))
            {
                continue;
            }
            if (total++ >= offset && rows.Count < limit)
            {
                rows.Add(await RowAsync(view.Snapshot!, binding, titles, cancellation));
            }
        }
        response.Headers["X-Total-Count"] = total.ToString();
        return TypedResults.Ok(rows);
    }

    private static async Task<DashboardRow> RowAsync(CatalogSnapshot snapshot, Binding binding, BindingTitles titles, CancellationToken cancellation)
    {
        var (key, matter) = (binding.Key, binding.Template.FrontMatter);
        return new DashboardRow(
            key.Scope.Tenant.Value, key.Scope.Environment, key.Service, binding.Template.Slug, await titles.GetAsync(snapshot, binding, cancellation),
            matter.Tags, matter.Folder, matter.Scope.ToString().ToLowerInvariant(), PortalUrls.Dashboard(key));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetAsync(
        string tenant, string environment, string dashboard, ContentView view, DashboardService dashboards, HttpRequest request, CancellationToken cancellation,
        string? service = null, string? format = null)
    {
        if (format is not (null or "json" or "yaml"))
        {
            return ApiProblems.BadRequest($"There is no format '{format}'.", "Ask for json or yaml.");
        }
        var (found, refusal) = await OpenDashboard.FindAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        if (found is null)
        {
            return refusal!;
        }
        if (!(format is null ? WantsYaml(request) : format == "yaml"))
        {
            return TypedResults.Text(RenderedAnswer.Json(found.Dashboard, found.MayEdit).ToJsonString(ApiJson.Options), "application/json");
        }
        // An editor gets the very text that the template wrote; a viewer gets the model without its queries.
        return TypedResults.Text(found.MayEdit ? found.Yaml : RenderedAnswer.ToYaml(RenderedAnswer.Json(found.Dashboard, withQueries: false)), "application/yaml");
    }

    private static bool WantsYaml(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        double Quality(params string[] types) => accepted.Where(a => types.Contains(a.MediaType.Value, StringComparer.OrdinalIgnoreCase)).Max(a => (double?)(a.Quality ?? 1)) ?? 0;
        return Quality("application/yaml", "application/x-yaml", "text/yaml") > Quality("application/json", "*/*");
    }
}
