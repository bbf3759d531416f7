using Portal.Browsing;
using Portal.Components.Layout;
using Portal.Core.Templates;
using Portal.Core.Tenancy;

namespace Portal.Components.Dashboards;

/// <summary>A template in an environment, with what the person may go to from there.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Template">The template.</param>
/// <param name="Services">The services that have the dashboard there; empty where it is not made for services, or none is known.</param>
/// <param name="Environments">The tenant's environments that the person may see, and whether each has the dashboard.</param>
/// <param name="Discovered">Whether the environment's services are discovered, not listed.</param>
/// <param name="Reader">What the person is there.</param>
public sealed record DashboardPlace(
    Tenant Tenant, string Environment, DashboardTemplate Template, IReadOnlyList<string> Services, IReadOnlyList<(string Name, bool HasDashboard)> Environments, bool Discovered, Role Reader)
{
    /// <summary>The tenant and the environment.</summary>
    public Scope Scope => new(Tenant.Id, Environment);

    /// <summary>Whether the person may see queries and diagnostics.</summary>
    public bool MayEdit => Reader.Allows(Right.Edit);

    /// <summary>Whether there is one dashboard for each service.</summary>
    public bool ForServices => Template.FrontMatter.Scope == TemplateScope.Service;

    /// <summary>The address of this dashboard, without a query, here or in another environment.</summary>
    public string Path(string? environment = null) => PortalUrls.Dashboard(new Scope(Tenant.Id, environment ?? Environment), Template.Slug);

    /// <summary>The way from the start to the dashboard.</summary>
    public IReadOnlyList<Crumb> Trail => [new(Tenant.Name, PortalUrls.Tenant(Tenant.Id)), new(Template.FrontMatter.Title)];
}
