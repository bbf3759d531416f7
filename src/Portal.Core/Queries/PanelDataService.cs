using Portal.Core.Catalog;

namespace Portal.Core.Queries;

/// <summary>
/// The single caller of planner, scoper and backends: pages, JSON, command line all come through here. The caller has asked <see cref="Tenancy.IAccess"/> before and says
/// with <c>forEditor</c> whether query texts may be in the answer.
/// </summary>
public sealed class PanelDataService
{
    /// <summary>
    /// The data of one panel. Never throws for an expected failure: the answer's state tells.
    /// </summary>
    /// <param name="dashboard">The rendered dashboard that holds the panel.</param>
    /// <param name="binding">Its binding; decides isolation and datasources, together with <paramref name="snapshot"/>.</param>
    /// <param name="snapshot">The snapshot that isolation and datasources are taken from.</param>
    /// <param name="request">What the viewer asks.</param>
    /// <param name="forEditor">Whether query texts and backend details may be in the answer.</param>
    /// <param name="cancellation">Ends this caller's waiting; others that wait for the same query go on.</param>
    public Task<PanelData> GetAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboards.Dashboard dashboard, PanelDataRequest request, bool forEditor, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>Resolves the dashboard's variables in order, chained ones after those they name; unknown choices fall back to the default with a note.</summary>
    public Task<IReadOnlyList<ResolvedVariable>> ResolveVariablesAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboards.Dashboard dashboard, PanelDataRequest request, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
