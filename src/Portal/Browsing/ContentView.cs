using System.Reflection;
using System.Security.Claims;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.History;
using Portal.Previews;

namespace Portal.Browsing;

/// <summary>
/// The dashboards that an address asks for, as one person may see them: those that are live, those of a preview, or those of a past revision. Whichever they are, only what is live is asked for data.
/// </summary>
/// <param name="Content">The dashboards.</param>
/// <param name="Data">Where isolation and datasources are taken from; null where nothing is live.</param>
internal sealed record ContentView(CatalogView Content, CatalogSnapshot? Data)
{
    /// <summary>The key of an address that names a preview.</summary>
    public const string Key = "preview";

    /// <summary>The key that, with <c>before</c>, means what a preview is compared with.</summary>
    public const string Side = "side";

    /// <summary>The key of an address that names a past revision.</summary>
    public const string Revision = "rev";

    /// <summary>The preview; null for what is live.</summary>
    public OpenedPreview? Preview { get; init; }

    /// <summary>The past revision; null for what is live.</summary>
    public PastRevision? Past { get; init; }

    /// <summary>Why the past revision that is asked for is not shown; then <see cref="Content"/> is what is live, to tell who may know.</summary>
    public RevisionRefusal? Refusal { get; init; }

    /// <summary>Whether it is what is live, and not beside it.</summary>
    public bool IsLive => Preview is null && Past is null && Refusal is null;

    /// <summary>What is live.</summary>
    public static ContentView Live(CatalogView live) => new(live, live.Snapshot);

    /// <summary>Why nothing is asked for data in an environment; null where it is.</summary>
    public string? Silent(Scope scope) => Preview?.Silent(scope);

    /// <summary>A preview, or null where there is none for this person.</summary>
    /// <exception cref="PreviewFailure">It is there and cannot be shown.</exception>
    public static async Task<ContentView?> OfPreviewAsync(PreviewBook previews, ClaimsPrincipal person, string id, CancellationToken cancellation, bool before = false) =>
        await previews.FindAsync(person, id, cancellation) is { } opened ? new ContentView(before ? opened.Before : opened.After, opened.Data) { Preview = opened } : null;

    /// <summary>A past revision, or why it is not shown. Nothing is loaded for whoever may not know of the place.</summary>
    /// <param name="past">The past.</param>
    /// <param name="live">What is live.</param>
    /// <param name="place">The environment that it is looked at for.</param>
    /// <param name="sha">7 to 40 digits of the commit's SHA.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ContentView> OfPastAsync(PastRevisions past, CatalogView live, Scope place, string sha, CancellationToken cancellation)
    {
        if (!Live(live).Knows(place))
        {
            return Live(live) with { Refusal = PastRevisions.Unknown };
        }
        var (view, refusal) = await past.OpenAsync(live.Person, sha, cancellation);
        return view ?? Live(live) with { Refusal = refusal };
    }

    /// <summary>Whether the person may know of an environment as it is today.</summary>
    public bool Knows(Scope scope) => Content.MaySee(scope) && Data?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is not null;

    /// <summary>Lets endpoints take the view of whoever asks.</summary>
    public static async ValueTask<ContentView?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var live = (await CatalogView.BindAsync(context, parameter))!;
        var (asked, revision) = (context.Request.Query[Key], context.Request.Query[Revision]);
        if (asked.Count == 0)
        {
            return revision.Count == 0 ? Live(live)
                : revision is [{ } sha] && context.GetRouteValue("tenant") is string tenant && context.GetRouteValue("environment") is string environment
                    ? await OfPastAsync(context.RequestServices.GetRequiredService<PastRevisions>(), live, new Scope(new TenantId(tenant), environment), sha, context.RequestAborted) : Nothing(context);
        }
        if (revision.Count > 0)
        {
            return Nothing(context);
        }
        try
        {
            return asked is [{ } id] ? await OfPreviewAsync(context.RequestServices.GetRequiredService<PreviewBook>(), context.User, id, context.RequestAborted, context.Request.Query[Side] is ["before"]) ?? Nothing(context) : Nothing(context);
        }
        catch (PreviewFailure)
        {
            return Nothing(context);
        }
    }

    // What cannot be shown has no dashboards, so that each of them is not found.
    private static ContentView Nothing(HttpContext context) => new(new CatalogView(new StillCatalog(null, _ => []), context.RequestServices.GetRequiredService<IAccess>(), context.User), null);
}
