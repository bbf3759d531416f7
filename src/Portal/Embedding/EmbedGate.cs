using System.Text.Json;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Templates;
using Portal.Data;

namespace Portal.Embedding;

/// <summary>
/// The one place that decides what an embed may show: what its token says, and nothing else. Whoever is signed in in the same browser has no part in it.
/// </summary>
/// <param name="tokens">Tells which tokens hold.</param>
/// <param name="catalog">What is live.</param>
/// <param name="dashboards">Renders.</param>
/// <param name="snapshots">Frozen data.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedGate(EmbedTokens tokens, ICatalog catalog, DashboardService dashboards, SnapshotStore snapshots, TimeProvider time)
{
    /// <summary>Opens the embed of a token. Null where the token does not hold, or what it is bound to is not there any more.</summary>
    public async Task<OpenEmbed?> OpenAsync(string? token, CancellationToken cancellation) =>
        await tokens.OpenAsync(token, cancellation) is not { } grant ? null
            : grant.Claims.Snapshot is { } frozen ? await FrozenAsync(grant, frozen, cancellation) : await LiveAsync(grant, cancellation);

    /// <summary>The dashboard that claims are bound to; null where there is none, or where it lacks the panel or a variable that they name: another one must not be shown instead.</summary>
    public async Task<LiveEmbed?> FindAsync(EmbedClaims claims, CancellationToken cancellation)
    {
        if (catalog.Live is not { } live || live.Templates.FindSlug(claims.Dashboard) is not { } template)
        {
            return null;
        }
        var key = new BindingKey(new(new(claims.Tenant), claims.Environment), claims.Service, template.Name);
        if ((template.FrontMatter.Scope == TemplateScope.Service) != (claims.Service is not null)
            || DashboardService.Find(live, catalog.Services, key) is not { } binding
            || (await dashboards.RenderAsync(live, binding, cancellation)).Dashboard is not { } dashboard)
        {
            return null;
        }
        var variables = dashboard.Variables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return (claims.Panel is not null && dashboard.Panel(claims.Panel) is null) || claims.Variables?.Keys.All(variables.Contains) == false
            ? null : new LiveEmbed(live, key, dashboard);
    }

    private async Task<OpenEmbed?> LiveAsync(EmbedGrant grant, CancellationToken cancellation) =>
        await FindAsync(grant.Claims, cancellation) is { } found && EmbedLayout.Of(found.Dashboard, grant.Claims.Panel) is { } layout ? new OpenEmbed(grant, layout, found, null) : null;

    private async Task<OpenEmbed?> FrozenAsync(EmbedGrant grant, string id, CancellationToken cancellation) =>
        await snapshots.LayoutAsync(grant.Tenant, id, time.GetUtcNow(), cancellation) is var (json, taken) && JsonSerializer.Deserialize<EmbedLayout>(json, EmbedLayout.Json) is { } layout
            ? new OpenEmbed(grant, layout, null, taken) : null;
}
