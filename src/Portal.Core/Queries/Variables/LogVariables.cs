using Portal.Core.LogQL;
using Portal.Core.Masking;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Variables;

/// <summary>Asks a log store for the options of a variable.</summary>
internal static class LogVariables
{
    /// <summary>The options of a variable's query.</summary>
    /// <exception cref="QueryException">The query is none of a log store's, or the store failed.</exception>
    public static async Task<IEnumerable<(string Used, string Shown)>> AskAsync(
        LogsQueries queries, QueryContext context, Masker? masker, Datasource datasource, VariableQuery query, IReadOnlyDictionary<string, VariableValue> values, TimeRange range,
        CancellationToken cancellation)
    {
        switch (query.Kind)
        {
            case VariableQueryKind.LabelValues:
                var label = VariableResolver.Label(query.Label!, values);
                return VariableResolver.Pairs(
                    masker, label, await queries.LabelValuesAsync(context, query.Expr is null ? All(context, datasource) : Streams(context, datasource, query.Expr, values), label, range, cancellation));
            case VariableQueryKind.LabelNames:
                return VariableResolver.Pairs(masker, "", await queries.LabelNamesAsync(context, All(context, datasource), range, cancellation));
            case VariableQueryKind.QueryResult:
                var scoped = Scoped(context, datasource, Fill(query.Expr!, values));
                var answer = await queries.InstantAsync(context, scoped, "", range.ToMs - VariableResolver.StepMs, TimeSpan.FromMilliseconds(VariableResolver.StepMs), cancellation);
                return VariableResolver.Rows(masker, answer.Answer);
            default:
                throw VariableResolver.Wrong("A log store has no metrics.", "Use label_values({selector}, label), label_values(label), label_names() or query_result(expr).");
        }
    }

    private static ScopedQuery All(QueryContext context, Datasource datasource) => QueryScoper.Streams(context.Scope, context.Environment, datasource, null).OrThrow();

    private static ScopedQuery Streams(QueryContext context, Datasource datasource, string selector, IReadOnlyDictionary<string, VariableValue> values) =>
        Fill(selector, values) is LogPipeline { Stages.Count: 0 } streams ? Scoped(context, datasource, streams)
            : throw VariableResolver.Wrong("label_values() takes a stream selector.", "Give matchers in braces only, such as label_values({app=\"api\"}, level).");

    private static ScopedQuery Scoped(QueryContext context, Datasource datasource, LogQLExpr expression) => QueryScoper.LogQL(context.Scope, context.Environment, datasource, expression).OrThrow();

    private static LogQLExpr Fill(string text, IReadOnlyDictionary<string, VariableValue> values)
    {
        var (expression, problem) = Interpolation.FillLogQL(text, values);
        return expression ?? throw new QueryException(problem!.Error);
    }
}
