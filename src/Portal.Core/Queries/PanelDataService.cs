using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>
/// The single caller of planner, scoper and backends: pages, JSON, command line all come through here. The caller has asked <see cref="IAccess"/> before and says in which role:
/// it decides whether query texts may be in the answer, and what is masked.
/// </summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="traces">Where traces are asked for; null where there are none.</param>
public sealed class PanelDataService(IMetricsBackend metrics, ILogsBackend logs, QueryTraffic traffic, QueryOptions options, TimeProvider time, TraceQueries? traces = null)
{
    private readonly MetricsQueries _metrics = new(metrics, new BackendQuestions(traffic, options));
    private readonly LogsQueries _logs = new(logs, new BackendQuestions(traffic, options));
    private readonly VariableResolver _resolver = new(new MetricsQueries(metrics, new BackendQuestions(traffic, options)), new LogsQueries(logs, new BackendQuestions(traffic, options)));

    /// <summary>
    /// The data of one panel. Never throws for an expected failure: the answer's state tells.
    /// </summary>
    /// <param name="dashboard">The rendered dashboard that holds the panel.</param>
    /// <param name="binding">Its binding; decides isolation and datasources, together with <paramref name="snapshot"/>.</param>
    /// <param name="snapshot">The snapshot that isolation and datasources are taken from.</param>
    /// <param name="request">What the viewer asks.</param>
    /// <param name="reader">The role that the answer is for. An editor for whom nothing is masked is told query texts and the backends' own words.</param>
    /// <param name="cancellation">Ends this caller's waiting; others that wait for the same query go on.</param>
    public async Task<PanelData> GetAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        PanelQuestion question;
        var forEditor = snapshot.TellsQueries(binding.Scope.Tenant, reader);
        try
        {
            question = await PanelQuestion.OpenAsync(_resolver, time.GetUtcNow(), options.LongestRange, snapshot, binding, dashboard, request, reader, cancellation);
        }
        catch (QueryException e)
        {
            return Failed(request.PanelId, dashboard.Panel(request.PanelId)?.Title ?? "", e.Error, forEditor);
        }
        if (question.Panel.Traces is not null)
        {
            var found = await PanelTraces.GetAsync(traces, _metrics, question, binding, cancellation);
            return forEditor ? found : found.ForViewer();
        }
        var answers = await Task.WhenAll(question.Queries.Select(query => AskAsync(question, query, cancellation)));
        return PanelAnswer.Compose(question, answers, options.MaxSeries, forEditor, time) with { Links = PanelLinks.Of(question.Context.Environment, binding.Service) };
    }

    /// <summary>Resolves the dashboard's variables in order, chained ones after those they name; unknown choices fall back to the default with a note.</summary>
    /// <exception cref="QueryException">The environment or the range is none; a backend's failure is in the variable's error instead.</exception>
    public async Task<IReadOnlyList<ResolvedVariable>> ResolveVariablesAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, Role reader, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        var (context, error) = QueryContext.Open(snapshot, binding, dashboard, request, reader, time.GetUtcNow(), options.LongestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var resolved = await _resolver.ResolveAsync(context, dashboard.Variables, request, cancellation);
        return [.. resolved.Select(resolution => resolution.Variable)];
    }

    private async Task<QueryAnswer> AskAsync(PanelQuestion question, PlannedQuery planned, CancellationToken cancellation)
    {
        if (planned.Scoped is not { } scoped)
        {
            return new QueryAnswer(planned) { Error = planned.Error };
        }
        try
        {
            return planned.Lines is not null ? await new LinesAnswer(_logs, question).AskAsync(planned, scoped, cancellation)
                : planned.IsLogQL ? new QueryAnswer(planned) { Delivery = await LogMetricsAsync(question.Context, planned, scoped, cancellation) }
                : await MetricsAsync(question.Context, planned, scoped, cancellation);
        }
        catch (QueryException e)
        {
            return new QueryAnswer(planned) { Error = e.Error };
        }
    }

    private async Task<QueryAnswer> MetricsAsync(QueryContext context, PlannedQuery planned, ScopedQuery scoped, CancellationToken cancellation)
    {
        var exemplars = planned.Query is { Exemplars: true, Instant: false } ? ExemplarsAsync(context, planned, scoped, cancellation) : null;
        var refId = planned.Query.RefId;
        var delivery = planned.Query.Instant
            ? await _metrics.InstantAsync(context, scoped, refId, planned.InstantMs, planned.Lifetime, cancellation)
            : await _metrics.RangeAsync(context, scoped, refId, planned.Plan, planned.Lifetime, cancellation);
        var answer = new QueryAnswer(planned) { Delivery = delivery };
        return exemplars is null ? answer : await exemplars is (var found, null) ? answer with { Exemplars = found } : answer with { ExemplarsFailed = true };
    }

    private Task<Delivery<BackendAnswer>> LogMetricsAsync(QueryContext context, PlannedQuery planned, ScopedQuery scoped, CancellationToken cancellation) => planned.Query.Instant
        ? _logs.InstantAsync(context, scoped, planned.Query.RefId, planned.InstantMs, planned.Lifetime, cancellation)
        : _logs.RangeAsync(context, scoped, planned.Query.RefId, planned.Plan, planned.Lifetime, cancellation);

    // A panel without its exemplars is still the panel.
    private async Task<(IReadOnlyList<Exemplar> Found, QueryError? Error)> ExemplarsAsync(QueryContext context, PlannedQuery planned, ScopedQuery scoped, CancellationToken cancellation)
    {
        try
        {
            return (await _metrics.ExemplarsAsync(context, scoped, planned.Plan, planned.Lifetime, cancellation), null);
        }
        catch (QueryException e) when (e is not ForeignAnswerException)
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
