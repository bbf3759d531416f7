using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Linting;

/// <summary>A query of a dashboard, worked out as far as it can be.</summary>
/// <param name="Place">What it belongs to.</param>
/// <param name="Owner">The panel; one made up for an annotation or a variable.</param>
/// <param name="RefId">Which query of it.</param>
/// <param name="Mark">Where it is written in the rendered YAML.</param>
internal sealed record LintPlan(LintPlace Place, Panel Owner, string RefId, YamlMark Mark)
{
    /// <summary>The question; null where there is none.</summary>
    public LintQuestion? Question { get; init; }

    /// <summary>What is known without asking; null where there is a question.</summary>
    public LintAnswer? Answer { get; init; }

    /// <summary>The author's text, which tells whether it has changed where there is no question.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Works out the queries of dashboards: variables at their defaults, the dashboard's own range, few points. Editors read what is found.</summary>
internal sealed class LintPlans(VariableResolver resolver, LintQuestions questions, QueryOptions options)
{
    // A hundred points tell what a thousand would.
    private const int Width = 100;

    /// <summary>The queries of a dashboard. Where a service map asks for rates, the query is the portal's own and left out.</summary>
    /// <exception cref="QueryException">The dashboard's range is none.</exception>
    public async Task<IReadOnlyList<LintPlan>> OfAsync(CatalogSnapshot live, BindingKey key, Dashboard dashboard, DateTimeOffset now, CancellationToken cancellation)
    {
        var request = new PanelDataRequest { PanelId = "", Width = Width };
        var (context, error) = QueryContext.Open(live, key, dashboard, request, Role.Editor, now, options.LongestRange);
        if (context is null)
        {
            throw new QueryException(error!);
        }
        var resolved = await resolver.ResolveAsync(context, dashboard.Variables, request, cancellation);
        var variables = resolved.ToDictionary(resolution => resolution.Variable.Variable.Name, resolution => resolution.Value, StringComparer.Ordinal);
        return
        [
            .. resolved.Where(resolution => resolution.Variable.Error is not null).Select(resolution => Failed(resolution.Variable)),
            .. dashboard.Panels.SelectMany(panel => panel.Queries.Select(query => Of(context, LintPlace.Panel, panel, query, resolved, variables))),
            // As a table's: lines and numbers will do.
            .. dashboard.Annotations.Select(annotation => Of(context, LintPlace.Annotation, Made(annotation.Name), annotation.Query, resolved, variables)),
            .. dashboard.Panels.Where(panel => panel.Traces is not null).Select(panel => Of(context, panel, resolved, variables)),
        ];
    }

    /// <summary>What an expected failure of a query that was sent means.</summary>
    public static LintAnswer Failure(QueryError error) => new(error switch
    {
        { Cause: QueryErrorCause.Query, Kind: QueryErrorKind.BadData or QueryErrorKind.Execution } => LintState.Refused,
        { Cause: QueryErrorCause.Size } => LintState.TooMuch,
        { Kind: QueryErrorKind.Timeout } => LintState.TimedOut,
        _ => LintState.Unreachable,
    })
    { Error = error.Message, Detail = error.Detail };

    private static LintPlan Failed(ResolvedVariable resolved) =>
        new(LintPlace.Variable, Made(resolved.Variable.Name), "", resolved.Variable.Mark) { Answer = new LintAnswer(LintState.Unreachable) { Error = resolved.Error!.Message }, Text = resolved.Variable.Query ?? "" };

    private static Panel Made(string name) => new() { Id = name, Kind = PanelKind.Table, Grid = default };

    private LintPlan Of(QueryContext context, LintPlace place, Panel panel, PanelQuery query, IReadOnlyList<Resolution> resolved, IReadOnlyDictionary<string, VariableValue> variables)
    {
        var planned = QueryPlanner.Plan(context, panel.Kind, query, variables, variables);
        var plan = new LintPlan(place, panel, query.RefId, query.Mark) { Text = query.Expr };
        return planned.Scoped is { } scoped ? plan with { Question = questions.Of(context, planned, scoped) } : plan with { Answer = Unasked(VariableGraph.Names(query.Expr).Concat(VariableGraph.Names(query.Interval)), resolved, planned.Error!) };
    }

    private LintPlan Of(QueryContext context, Panel panel, IReadOnlyList<Resolution> resolved, IReadOnlyDictionary<string, VariableValue> variables)
    {
        var plan = new LintPlan(LintPlace.Panel, panel, "A", panel.Mark) { Text = string.Join('\n', panel.Traces!.Texts) };
        try
        {
            var (source, error) = TraceSource.Find(context.Scope, context.Environment, context.Masker, panel.Traces.Datasource);
            if (source is null)
            {
                throw new QueryException(error!);
            }
            source = source with { Services = context.Environment.Services.Names ?? [] };
            var access = TraceScoper.Access(context.Scope, context.Environment, source.Datasource).OrThrow();
            var search = SearchFiller.Fill(panel.Traces, variables);
            return panel.Kind switch
            {
                PanelKind.ServiceMap => plan with { Question = questions.Of(source, access, context.Range) },
                // One that is shown once somebody has chosen a trace.
                PanelKind.Trace when PanelTraces.IsUnchosen(search) => plan with { Answer = new LintAnswer(LintState.Unasked) { Error = "No trace is chosen." } },
                PanelKind.Trace => plan with { Question = questions.Of(source, access, context.Range, PanelTraces.Id(search)) },
                _ => plan with { Question = questions.Of(source, access, PanelTraces.Read(search, context)) },
            };
        }
        catch (QueryException e)
        {
            return plan with { Answer = Unasked(panel.Traces.Texts.SelectMany(VariableGraph.Names), resolved, e.Error) };
        }
    }

    // A variable without values is no mistake of the query that names it.
    private static LintAnswer Unasked(IEnumerable<string> names, IReadOnlyList<Resolution> resolved, QueryError error)
    {
        var named = names.ToHashSet(StringComparer.Ordinal);
        var needed = resolved.Where(resolution => named.Contains(resolution.Variable.Variable.Name)).ToList();
        return needed.FirstOrDefault(resolution => resolution.Variable.Error is not null) is { } failed ? new LintAnswer(LintState.Unreachable) { Error = failed.Variable.Error!.Message }
            : needed.Any(resolution => resolution.Value.Chosen.All(option => option.Value.Length == 0) && resolution.Value.AllRegex is null) ? new LintAnswer(LintState.Answered)
            : new LintAnswer(LintState.Unasked) { Error = error.Message, Detail = error.Detail };
    }
}
