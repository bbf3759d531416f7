using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries;

/// <summary>
/// The single caller of planner, scoper and backends: pages, JSON, command line all come through here. The caller has asked <see cref="Tenancy.IAccess"/> before and says
/// with <c>forEditor</c> whether query texts may be in the answer.
/// </summary>
/// <param name="backend">Where metrics are asked for.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class PanelDataService(IMetricsBackend backend, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private readonly MetricsQueries _queries = new(backend, traffic, options);
    private readonly VariableResolver _resolver = new(new MetricsQueries(backend, traffic, options));

    /// <summary>
    /// The data of one panel. Never throws for an expected failure: the answer's state tells.
    /// </summary>
    /// <param name="dashboard">The rendered dashboard that holds the panel.</param>
    /// <param name="binding">Its binding; decides isolation and datasources, together with <paramref name="snapshot"/>.</param>
    /// <param name="snapshot">The snapshot that isolation and datasources are taken from.</param>
    /// <param name="request">What the viewer asks.</param>
    /// <param name="forEditor">Whether query texts and backend details may be in the answer.</param>
    /// <param name="cancellation">Ends this caller's waiting; others that wait for the same query go on.</param>
    public async Task<PanelData> GetAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, bool forEditor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        if (dashboard.Panel(request.PanelId) is not { } panel)
        {
            return Failed(request.PanelId, "", new QueryError(QueryErrorKind.NotFound, "There is no such panel."), forEditor);
        }
        var (context, error) = QueryContext.Open(snapshot, binding, dashboard, request, time.GetUtcNow(), options.LongestRange);
        if (context is null)
        {
            return Failed(panel.Id, panel.Title, error!, forEditor);
        }
        var needed = VariableGraph.Needed(dashboard.Variables, VariableGraph.NamedBy(panel));
        var resolved = await _resolver.ResolveAsync(context, needed, request.Variables, cancellation);
        var variables = resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Value, StringComparer.Ordinal);
        var planned = panel.Queries.Select(query => QueryPlanner.Plan(context, query, variables)).ToList();
        var answers = await Task.WhenAll(planned.Select(query => AskAsync(context, query, cancellation)));
        var notes = resolved.Where(resolution => resolution.Variable.Note is not null).Select(resolution => new Notice(Severity.Info, resolution.Variable.Note!));
        return PanelAnswer.Compose(panel, context, variables, answers, [.. notes], options.MaxSeries, forEditor);
    }

    /// <summary>Resolves the dashboard's variables in order, chained ones after those they name; unknown choices fall back to the default with a note.</summary>
    /// <exception cref="QueryException">The environment or the range is none; a backend's failure is in the variable's error instead.</exception>
    public async Task<IReadOnlyList<ResolvedVariable>> ResolveVariablesAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        var (context, error) = QueryContext.Open(snapshot, binding, dashboard, request, time.GetUtcNow(), options.LongestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var resolved = await _resolver.ResolveAsync(context, dashboard.Variables, request.Variables, cancellation);
        return [.. resolved.Select(resolution => resolution.Variable)];
    }

    private async Task<QueryAnswer> AskAsync(QueryContext context, PlannedQuery planned, CancellationToken cancellation)
    {
        if (planned.Scoped is not { } scoped)
        {
            return new QueryAnswer(planned) { Error = planned.Error };
        }
        try
        {
            var exemplars = planned.Query is { Exemplars: true, Instant: false } ? ExemplarsAsync(context, planned, scoped, cancellation) : null;
            var refId = planned.Query.RefId;
            var delivery = planned.Query.Instant
                ? await _queries.InstantAsync(context, scoped, refId, planned.InstantMs, planned.Lifetime, cancellation)
                : await _queries.RangeAsync(context, scoped, refId, planned.Plan, planned.Lifetime, cancellation);
            var answer = new QueryAnswer(planned) { Delivery = delivery };
            return exemplars is null ? answer : await exemplars is (var found, null) ? answer with { Exemplars = found } : answer with { ExemplarsFailed = true };
        }
        catch (QueryException e)
        {
            return new QueryAnswer(planned) { Error = e.Error };
        }
    }

    // A panel without its exemplars is still the panel.
    private async Task<(IReadOnlyList<Exemplar> Found, QueryError? Error)> ExemplarsAsync(QueryContext context, PlannedQuery planned, ScopedQuery scoped, CancellationToken cancellation)
    {
        try
        {
            return (await _queries.ExemplarsAsync(context, scoped, planned.Plan, planned.Lifetime, cancellation), null);
        }
        catch (QueryException e)
        {
            return ([], e.Error);
        }
    }

    private static PanelData Failed(string panelId, string title, QueryError error, bool forEditor) => new()
    {
        PanelId = panelId,
        Title = title,
        State = PanelState.Error,
        Errors = [new PanelQueryError("", forEditor ? error : error with { Detail = null })],
    };
}
