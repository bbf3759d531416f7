using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Annotations;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>Asks for the events that a dashboard marks over its charts: planned, scoped and sent as a panel's queries are. The caller has asked <see cref="IAccess"/> before, and says in which role.</summary>
/// <param name="metrics">Where metrics are asked for.</param>
/// <param name="logs">Where logs are.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class AnnotationService(IMetricsBackend metrics, ILogsBackend logs, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    // The marks come in one answer, which waits for no slow one; a chart does not wait for them at all.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly MetricsQueries _metrics = new(metrics, new BackendQuestions(traffic, options));
    private readonly LogsQueries _logs = new(logs, new BackendQuestions(traffic, options));
    private readonly VariableResolver _resolver = new(new MetricsQueries(metrics, new BackendQuestions(traffic, options)), new LogsQueries(logs, new BackendQuestions(traffic, options)));

    /// <summary>The marks of a dashboard's annotations in a range. What fails, or is not answered within 10 s, tells why in its own place.</summary>
    /// <param name="snapshot">The snapshot that isolation and datasources are taken from.</param>
    /// <param name="binding">The dashboard's binding; decides isolation and datasources, together with <paramref name="snapshot"/>.</param>
    /// <param name="dashboard">The rendered dashboard.</param>
    /// <param name="request">What the viewer asks; its panel is of no matter.</param>
    /// <param name="names">The annotations that are wanted; null for those that are enabled.</param>
    /// <param name="role">The role that the answer is for: it decides what is masked, and whether the backends' own words may be told.</param>
    /// <param name="cancellation">Ends this caller's waiting.</param>
    /// <exception cref="QueryException">The environment or the range is none.</exception>
    public async Task<IReadOnlyList<AnnotationMarks>> GetAsync(
        CatalogSnapshot snapshot, BindingKey binding, Dashboard dashboard, PanelDataRequest request, IReadOnlyCollection<string>? names, Role role, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        ArgumentNullException.ThrowIfNull(request);
        var wanted = dashboard.Annotations.Where(annotation => names?.Contains(annotation.Name) ?? annotation.Enabled).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }
        var (context, error) = QueryContext.Open(snapshot, binding, dashboard, request, role, time.GetUtcNow(), options.LongestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var forEditor = snapshot.TellsQueries(context.Scope.Tenant, role);
        return await Task.WhenAll(wanted.Select(annotation => AskInTimeAsync(context, dashboard, request, annotation, forEditor, cancellation)));
    }

    private async Task<AnnotationMarks> AskInTimeAsync(QueryContext context, Dashboard dashboard, PanelDataRequest request, Annotation annotation, bool forEditor, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await AskAsync(context, dashboard, request, annotation, forEditor, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new AnnotationMarks(annotation, []) { Error = new QueryError(QueryErrorKind.Timeout, $"It was not answered within {Longest.TotalSeconds:0} s.", "The next refresh tries again.") };
        }
    }

    private async Task<AnnotationMarks> AskAsync(QueryContext context, Dashboard dashboard, PanelDataRequest request, Annotation annotation, bool forEditor, CancellationToken cancellation)
    {
        try
        {
            var needed = VariableGraph.Needed(dashboard.Variables, VariableGraph.NamedBy(annotation));
            var resolved = await _resolver.ResolveAsync(context, needed, request, cancellation);
            var variables = resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Value, StringComparer.Ordinal);
            var shown = context.Masker is null ? variables : resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Shown, StringComparer.Ordinal);
            // As a table's: lines and numbers will do.
            var planned = QueryPlanner.Plan(context, PanelKind.Table, annotation.Query, variables, shown);
            var reader = new MarkReader(annotation, shown);
            if (planned.Scoped is not { } scoped)
            {
                throw new QueryException(planned.Error!);
            }
            if (planned.Lines is not null)
            {
                var window = LineWindow.Of(context.Range, AnnotationMarks.Most + 1, "newest");
                var lines = (await _logs.LinesAsync(context, scoped, window, LinesAnswer.Lifetime, cancellation)).Answer;
                return reader.Of(lines.Streams, lines.Streams.Sum(stream => stream.Lines.Count) > AnnotationMarks.Most);
            }
            var answer = planned.IsLogQL
                ? await _logs.RangeAsync(context, scoped, planned.Query.RefId, planned.Plan, planned.Lifetime, cancellation)
                : await _metrics.RangeAsync(context, scoped, planned.Query.RefId, planned.Plan, planned.Lifetime, cancellation);
            var frames = answer.Answer.Frames;
            var marks = reader.Of(frames.Take(options.MaxSeries), planned.Plan);
            return marks with { Cut = marks.Cut || frames.Count > options.MaxSeries };
        }
        catch (QueryException e)
        {
            return new AnnotationMarks(annotation, []) { Error = forEditor ? e.Error : e.Error with { Detail = null } };
        }
    }
}
