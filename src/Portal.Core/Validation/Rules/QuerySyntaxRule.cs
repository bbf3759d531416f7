using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using PromQLType = Portal.Core.PromQL.ValueType;

namespace Portal.Core.Validation.Rules;

/// <summary>Queries are PromQL or LogQL once their variables are filled in, and yield what a panel can show.</summary>
internal sealed class QuerySyntaxRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var trial in check.Trials)
        {
            var (panel, query, problem) = trial;
            if (problem is not null)
            {
                check.Report.Error(DiagnosticCodes.QuerySyntax, QueryTrials.Place(query.Mark, query.Expr, problem.Position), Message(problem.Error), problem.Error.Remedy);
            }
            else if (trial.LogQL is { } logQL)
            {
                if (LogLines.Misplaced(logQL, panel.Kind) is { } misplaced)
                {
                    check.Report.Error(DiagnosticCodes.QuerySyntax, query.Mark, $"{trial.Name}: {misplaced.Message}", misplaced.Remedy);
                }
            }
            else if (panel.Kind == PanelKind.Logs)
            {
                check.Report.Error(DiagnosticCodes.QuerySyntax, query.Mark, $"{trial.Name} goes to a store of metrics, and a panel of logs shows lines.", "Give the query 'datasource: loki', or choose another type of panel.");
            }
            else if (!query.Instant && trial.Expression!.Type is PromQLType.RangeVector or PromQLType.String)
            {
                check.Report.Error(
                    DiagnosticCodes.QuerySyntax, query.Mark, $"{trial.Name} yields a {(trial.Expression.Type == PromQLType.String ? "string" : "range vector")}, which has no points.",
                    "Put rate(), increase() or another function around the range.");
            }
        }
    }

    private static string Message(QueryError error) => error.Detail is null ? error.Message : $"{error.Message.TrimEnd('.')}: {error.Detail}";
}
