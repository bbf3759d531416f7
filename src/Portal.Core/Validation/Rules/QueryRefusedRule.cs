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
        foreach (var trial in check.Trials)
        {
            var error = trial.Expression is { } promQL ? PromQLScoper.Scope(promQL, matchers).Error : trial.LogQL is { } logQL ? LogQLScoper.Scope(logQL, matchers).Error : null;
            if (error is not null)
            {
                check.Report.Error(DiagnosticCodes.QueryRefused, trial.Query.Mark, error.Message, error.Remedy);
            }
        }
    }
}
