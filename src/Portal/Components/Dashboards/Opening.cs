using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Components.Dashboards;

/// <summary>What came of opening a dashboard's page.</summary>
public abstract record Opening
{
    /// <summary>No revision is live.</summary>
    public sealed record NotReady : Opening;

    /// <summary>There is no such dashboard, or not for this person: the two look the same.</summary>
    public sealed record Missing : Opening;

    /// <summary>The dashboard is made for services, and the address names none that has it.</summary>
    /// <param name="Place">The dashboard and its surroundings.</param>
    /// <param name="Asked">The service of the address; null where it names none.</param>
    public sealed record Serviceless(DashboardPlace Place, string? Asked) : Opening;

    /// <summary>The template yields no dashboard.</summary>
    /// <param name="Place">The dashboard and its surroundings.</param>
    /// <param name="Diagnostics">Why; for editors only.</param>
    public sealed record Broken(DashboardPlace Place, IReadOnlyList<Diagnostic> Diagnostics) : Opening;

    /// <summary>The dashboard.</summary>
    /// <param name="Place">The dashboard and its surroundings.</param>
    /// <param name="Snapshot">The revision that it comes from.</param>
    /// <param name="Binding">Its binding.</param>
    /// <param name="Rendered">What was rendered.</param>
    /// <param name="Dashboard">The model.</param>
    public sealed record Opened(DashboardPlace Place, CatalogSnapshot Snapshot, Binding Binding, RenderedDashboard Rendered, Dashboard Dashboard) : Opening
    {
        /// <summary>Where isolation and datasources are taken from: what is live, whatever the dashboard is of.</summary>
        public CatalogSnapshot Data { get; init; } = Snapshot;

        /// <summary>The preview that it is of; null for what is live.</summary>
        public Portal.Previews.Preview? Preview { get; init; }

        /// <summary>The past revision that it is of; null for what is live.</summary>
        public Portal.History.PastRevision? Past { get; init; }

        /// <summary>Whether fields of its data are masked for the person.</summary>
        public bool IsMasked => Data.Masker(Place.Scope.Tenant, Place.Reader) is not null;

        /// <summary>Whether it is what is live, and not beside it.</summary>
        public bool IsLive => Preview is null && Past is null;

        /// <summary>Why nothing is asked for data; null where it is.</summary>
        public string? Silent { get; init; }
    }

    /// <summary>The past revision is not shown.</summary>
    /// <param name="Why">Why.</param>
    public sealed record Refused(Portal.History.RevisionRefusal Why) : Opening;

    /// <summary>There was no such dashboard in the past revision, or it is not given today: the two look the same.</summary>
    /// <param name="Past">The revision.</param>
    public sealed record NotThen(Portal.History.PastRevision Past) : Opening;

    /// <summary>Finds and renders.</summary>
    /// <param name="asked">What the person may see, and where its data comes from.</param>
    /// <param name="dashboards">Renders.</param>
    /// <param name="scope">Tenant and environment.</param>
    /// <param name="slug">The template, as in addresses.</param>
    /// <param name="service">The service that is asked for, or null.</param>
    /// <param name="cancellation">Ends the work.</param>
    internal static async Task<Opening> FindAsync(ContentView asked, DashboardService dashboards, Scope scope, string slug, string? service, CancellationToken cancellation)
    {
        var view = asked.Content;
        if (asked.Refusal is { } why)
        {
            return asked.Knows(scope) ? new Refused(why) : new Missing();
        }
        if (view.Snapshot is not { } snapshot || asked.Data is not { } data)
        {
            return new NotReady();
        }
        if (Locate(view, snapshot, scope, slug) is not { } place)
        {
            return asked.Past is { } past && asked.Knows(scope) ? new NotThen(past) : new Missing();
        }
        if (place.ForServices && (service is null || !place.Services.Contains(service)))
        {
            return new Serviceless(place, service);
        }
        if (view.Find(scope, place.Template, service) is not { } binding)
        {
            return new Missing();
        }
        var rendered = await dashboards.RenderAsync(snapshot, binding, cancellation, view.Services(scope));
        return rendered.Dashboard is { } dashboard ? new Opened(place, snapshot, binding, rendered, dashboard) { Data = data, Preview = asked.Preview?.Preview, Past = asked.Past, Silent = asked.Silent(scope) } : new Broken(place, place.MayEdit ? rendered.Diagnostics : []);
    }

    private static DashboardPlace? Locate(CatalogView view, CatalogSnapshot snapshot, Scope scope, string slug)
    {
        if (view.Tenant(scope.Tenant.Value) is not { } tenant || snapshot.Templates.FindSlug(slug) is not { } template || !view.MaySee(scope) || tenant.Environment(scope.Environment) is not { } environment)
        {
            return null;
        }
        // Asked of the tenant's file and not of its services, of which none may have been discovered yet.
        bool Given(string name) => tenant.Dashboards.Any(grant => grant.Template == template.Name && (grant.Environments is null || grant.Environments.Contains(name)));
        if (!Given(environment.Name))
        {
            return null;
        }
        var bindings = view.Bindings(scope.Tenant, scope.Environment).Where(b => b.Key.Template == template.Name).ToList();
        if (bindings.Count == 0 && view.IsGranted is not null)
        {
            return null;
        }
        var services = bindings.Select(b => b.Key.Service).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        return new DashboardPlace(
            tenant, environment.Name, template, [.. services], [.. view.Environments(tenant).Select(e => (e.Name, Given(e.Name)))], environment.Services.Names is null, view.Reader(scope));
    }
}
