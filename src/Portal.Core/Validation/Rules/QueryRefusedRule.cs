using Portal.Core.Diagnostics;
using Portal.Core.Queries;

namespace Portal.Core.Validation.Rules;

/// <summary>Queries can be kept to one tenant.</summary>
internal sealed class QueryRefusedRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        var matchers = QueryScoper.Matchers(check.Environment);
        foreach (var trial in QueryTrials.Of(check))
        {
            if (trial.Expression is { } expression && PromQLScoper.Scope(expression, matchers).Error is { } error)
            {
                check.Report.Error(DiagnosticCodes.QueryRefused, trial.Query.Mark, error.Message, error.Remedy);
            }
        }
    }
}
