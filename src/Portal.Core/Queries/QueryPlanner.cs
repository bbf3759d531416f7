using Portal.Core.Dashboards;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries;

/// <summary>A query ready to be sent.</summary>
/// <param name="Query">The author's.</param>
/// <param name="Variables">What its variables stand for.</param>
/// <param name="Plan">Its points.</param>
/// <param name="InstantMs">The time of an instant query.</param>
/// <param name="Lifetime">How long its answer holds: a step.</param>
internal sealed record PlannedQuery(PanelQuery Query, IReadOnlyDictionary<string, VariableValue> Variables, StepPlan Plan, long InstantMs, TimeSpan Lifetime)
{
    /// <summary>The query with its variables filled in; null where that failed.</summary>
    public string? Expr { get; init; }

    /// <summary>The query in its tenant's scope; null where there is an error.</summary>
    public ScopedQuery? Scoped { get; init; }

    /// <summary>The metrics that it names, in the order of the text; none for a log store's, and none of those that it finds by a pattern.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The log lines that it asks for, as a tree; null for a query that yields numbers.</summary>
    public LogPipeline? Lines { get; init; }

    /// <summary>What is looked for in the lines here, because its reader's role sees them masked; null for nothing.</summary>
    public LineSieve? Sieve { get; init; }

    /// <summary>Variables as its reader may see them.</summary>
    public IReadOnlyDictionary<string, VariableValue> Shown { get; init; } = Variables;

    /// <summary>Whether it goes to a log store.</summary>
    public bool IsLogQL { get; init; }

    /// <summary>Why it cannot be sent, or null.</summary>
    public QueryError? Error { get; init; }
}

/// <summary>Makes of an author's query one that can be sent: points, variables, scope.</summary>
internal static class QueryPlanner
{
    /// <summary>Plans a query of a panel. What is wrong with it is in the result.</summary>
    public static PlannedQuery Plan(
        QueryContext context, PanelKind kind, PanelQuery query, IReadOnlyDictionary<string, VariableValue> variables, IReadOnlyDictionary<string, VariableValue> shown)
    {
        var (datasource, error) = context.MetricsOrLogs(query.Datasource);
        var smallest = datasource?.ScrapeInterval ?? TimeSpan.FromSeconds(15);
        if (error is null && query.Interval is not null)
        {
            (smallest, error) = Interval(query.Interval, variables, smallest);
        }
        var plan = StepPlan.For(context.Range, context.Width, smallest);
        var filled = context.WithMacros(variables, plan.StepMs, smallest);
        var smallestMs = Math.Max(1, (long)smallest.TotalMilliseconds);
        var planned = new PlannedQuery(query, filled, plan, StepPlan.Floor(context.Range.ToMs, smallestMs), TimeSpan.FromMilliseconds(query.Instant ? smallestMs : plan.StepMs))
        {
            Shown = ReferenceEquals(shown, variables) ? filled : context.WithMacros(shown, plan.StepMs, smallest),
        };
        planned = error is not null ? planned with { Error = error }
            : datasource!.Kind == DatasourceKind.Loki ? PlanLogQL(context, datasource, kind, planned with { IsLogQL = true })
            : kind == PanelKind.Logs ? planned with { Error = Wrong("A panel of logs shows lines of a log store.", "Give the query 'datasource: loki', or choose another type of panel.") }
            : PlanPromQL(context, datasource, planned);
        // What is wrong may quote what a variable stands for.
        return context.Masker is { } masker && planned.Error is { } quoting ? planned with { Error = MaskedAnswers.Mask(masker, quoting) } : planned;
    }

    private static PlannedQuery PlanPromQL(QueryContext context, Datasource datasource, PlannedQuery planned)
    {
        var (expression, problem) = Interpolation.Fill(planned.Query.Expr, planned.Variables);
        if (expression is null)
        {
            return planned with { Error = problem!.Error };
        }
        if (!planned.Query.Instant && expression.Type is PromQL.ValueType.RangeVector or PromQL.ValueType.String)
        {
            return planned with { Error = Wrong("A query over a range must yield a scalar or an instant vector.", "Put rate(), increase() or another function around the range, or make it an instant query.") };
        }
        var text = PromQLPrinter.Print(expression);
        var result = QueryScoper.PromQL(context.Scope, context.Environment, datasource, text);
        return planned with { Expr = text, Scoped = result.Query, Error = result.Error, Metrics = result.Query is null ? [] : MetricNames(expression) };
    }

    private static IReadOnlyList<string> MetricNames(Expr expression) =>
    [
        .. PromQLTree.Selectors(expression)
            .Select(selector => selector.MetricName ?? selector.Matchers.FirstOrDefault(matcher => matcher is { Name: "__name__", Operator: MatchOperator.Equal })?.Value)
            .Where(name => !string.IsNullOrEmpty(name)).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    private static PlannedQuery PlanLogQL(QueryContext context, Datasource datasource, PanelKind kind, PlannedQuery planned)
    {
        if (planned.Query.Search is { } search)
        {
            var (lines, sieve, error) = LogSearchQuery.Of(search, context.Environment, datasource, context.Masker);
            return lines is null ? planned with { Error = error } : Scoped(context, datasource, planned with { Sieve = sieve }, lines);
        }
        var (expression, problem) = Interpolation.FillLogQL(planned.Query.Expr, planned.Variables);
        if (expression is null)
        {
            return planned with { Error = problem!.Error };
        }
        if (LogLines.Misplaced(expression, kind) is { } misplaced)
        {
            return planned with { Error = misplaced };
        }
        return Scoped(context, datasource, planned, expression);
    }

    private static PlannedQuery Scoped(QueryContext context, Datasource datasource, PlannedQuery planned, LogQLExpr expression)
    {
        var result = QueryScoper.LogQL(context.Scope, context.Environment, datasource, expression);
        return planned with { Expr = LogQLPrinter.Print(expression), Lines = expression as LogPipeline, Scoped = result.Query, Error = result.Error };
    }

    private static (TimeSpan Interval, QueryError? Error) Interval(string text, IReadOnlyDictionary<string, VariableValue> variables, TimeSpan otherwise)
    {
        var filled = VariableText.Fill(text, variables).Trim();
        return ValueSyntax.Number(filled) is { IsDuration: true, Value: >= 0.001 and <= 366 * 86_400 and var seconds }
            ? (TimeSpan.FromMilliseconds(Math.Round(seconds * 1000)), null)
            : (otherwise, Wrong("The query's interval is not a duration between 1ms and 366d.", "Write it as 30s or 5m."));
    }

    private static QueryError Wrong(string message, string remedy) => new(QueryErrorKind.BadData, message, remedy);
}
