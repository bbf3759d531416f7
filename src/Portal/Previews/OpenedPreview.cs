using System.Security.Claims;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Tenancy;

namespace Portal.Previews;

/// <summary>
/// A preview as one person may see it. Its templates and what they are rendered with are the preview's; isolation, datasources, secrets and rights are those of what is live, always.
/// </summary>
internal sealed class OpenedPreview
{
    private readonly CatalogSnapshot? _live;
    private readonly Lazy<RevisionDifference> _difference;

    /// <summary>Opens a preview for a person.</summary>
    /// <param name="preview">Which.</param>
    /// <param name="loaded">What was loaded.</param>
    /// <param name="live">What is live.</param>
    /// <param name="access">What the person may do, by what is live.</param>
    /// <param name="person">The person.</param>
    public OpenedPreview(Preview preview, LoadedPreview loaded, CatalogSnapshot? live, IAccess access, ClaimsPrincipal person)
    {
        (Preview, Loaded) = (preview, loaded);
        _live = live;
        NeedsApproval = loaded.NeedsApproval(preview);
        MayEdit = access.May(person, Right.Edit);
        Before = new CatalogView(Still(loaded.Revisions.Before), access, person);
        After = new CatalogView(Still(loaded.Revisions.After), access, person);
        bool MayEditTenant(TenantId tenant) => access.May(person, Right.Edit, tenant);
        // Thousands of rows: not for the question of a single panel.
        _difference = new Lazy<RevisionDifference>(() => loaded.Revisions.Difference.For(After.MaySee, After.MayEditIn, MayEditTenant, MayEdit));
        IsComparedWithLive = live?.Revision == loaded.Revisions.Difference.Before;
        IsShown = MayEdit || loaded.Scopes.Any(After.MaySee) || loaded.Revisions.Difference.Tenants.Any(tenant => MayEditTenant(tenant.Tenant));
    }

    /// <summary>Which.</summary>
    public Preview Preview { get; }

    /// <summary>What was loaded, whoever may see it.</summary>
    public LoadedPreview Loaded { get; }

    /// <summary>Whether the person may edit the content as a whole, and with it approve.</summary>
    public bool MayEdit { get; }

    /// <summary>What it is compared with: where it has left what is live.</summary>
    public CatalogView Before { get; }

    /// <summary>The preview itself.</summary>
    public CatalogView After { get; }

    /// <summary>How it differs, as far as the person may see.</summary>
    public RevisionDifference Difference => _difference.Value;

    /// <summary>Whether there is anything in it for the person. Otherwise it does not exist for them.</summary>
    public bool IsShown { get; }

    /// <summary>Whether it must be approved before anything is asked of a backend.</summary>
    public bool NeedsApproval { get; }

    /// <summary>Whether what it is compared with is what is live.</summary>
    public bool IsComparedWithLive { get; }

    /// <summary>
    /// Where isolation and datasources are taken from: what is live, or nothing at all where nothing may be asked. A tenant that is not in it has no environment, so that no way leads to a backend.
    /// </summary>
    public CatalogSnapshot Data => _live is null || NeedsApproval ? Nothing : _live;

    /// <summary>Why nothing is asked for data in an environment; null where it is.</summary>
    public string? Silent(Scope scope) =>
        NeedsApproval ? "This comes from outside of the repository: nothing is asked of a backend until somebody who may edit approves this very commit."
        : _live?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is null ? $"{scope} is not live yet: there is nothing to ask until it is."
        : null;

    private static StillCatalog Still(RevisionSide side) => new(side.Snapshot, side.Services);

    private static CatalogSnapshot Nothing { get; } = new()
    {
        Revision = new RevisionId("nothing"), Tenants = new Dictionary<TenantId, Tenant>(), Templates = new Core.Templates.TemplateSet { Dashboards = new Dictionary<string, Core.Templates.DashboardTemplate>() }, Diagnostics = [],
    };
}
