using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>A panel's question worked out: range, variables and queries that can be sent.</summary>
/// <param name="Panel">The panel.</param>
/// <param name="Context">Range and environment.</param>
/// <param name="Variables">What the variables stand for.</param>
/// <param name="Resolved">The variables that the panel needs.</param>
/// <param name="Queries">Its queries; what is wrong with one is in it.</param>
internal sealed record PanelQuestion(
    Panel Panel, QueryContext Context, IReadOnlyDictionary<string, VariableValue> Variables, IReadOnlyList<Resolution> Resolved, IReadOnlyList<PlannedQuery> Queries)
{
    /// <summary>Variables as the asker may see them, for titles and legends.</summary>
    public required IReadOnlyDictionary<string, VariableValue> Shown { get; init; }

    /// <summary>Works a request out.</summary>
    /// <exception cref="QueryException">There is no such panel, or the range is none.</exception>
    public static async Task<PanelQuestion> OpenAsync(
        VariableResolver resolver, DateTimeOffset now, TimeSpan longestRange, CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        var panel = dashboard.Panel(request.PanelId) ?? throw new QueryException(new QueryError(QueryErrorKind.NotFound, "There is no such panel."));
        var (context, error) = QueryContext.Open(snapshot, binding, dashboard, request, reader, now, longestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var needed = VariableGraph.Needed(dashboard.Variables, VariableGraph.NamedBy(panel));
        var resolved = await resolver.ResolveAsync(context, needed, request, cancellation);
        var variables = resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Value, StringComparer.Ordinal);
        var shown = context.Masker is null ? variables : resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Shown, StringComparer.Ordinal);
        return new PanelQuestion(panel, context, variables, resolved, [.. panel.Queries.Select(query => QueryPlanner.Plan(context, panel.Kind, query, variables, shown))])
        {
            Shown = shown,
        };
    }
}
