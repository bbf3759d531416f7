using Portal.Core.Diagnostics;
using PromQLType = Portal.Core.PromQL.ValueType;

namespace Portal.Core.Validation.Rules;

/// <summary>Queries are PromQL once their variables are filled in, and yield what a panel can show.</summary>
internal sealed class QuerySyntaxRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var (panel, query, expression, problem) in QueryTrials.Of(check))
        {
            if (problem is not null)
            {
                check.Report.Error(DiagnosticCodes.QuerySyntax, QueryTrials.Place(query.Mark, query.Expr, problem.Position), Message(problem.Error), problem.Error.Remedy);
            }
            else if (!query.Instant && expression!.Type is PromQLType.RangeVector or PromQLType.String)
            {
                check.Report.Error(
                    DiagnosticCodes.QuerySyntax, query.Mark, $"Query {query.RefId} of panel '{panel.Id}' yields a {(expression.Type == PromQLType.String ? "string" : "range vector")}, which has no points.",
                    "Put rate(), increase() or another function around the range.");
            }
        }
    }

    private static string Message(Queries.QueryError error) => error.Detail is null ? error.Message : $"{error.Message.TrimEnd('.')}: {error.Detail}";
}
