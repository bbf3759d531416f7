using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Validation.Rules;

/// <summary>Regular expressions of line filters are such that Loki takes: it looks at them only when it runs them.</summary>
internal sealed class LineFilterRegexRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var trial in check.Trials)
        {
            if (trial.LogQL is { } expression && Problem(expression) is { } problem)
            {
                check.Report.Warning(DiagnosticCodes.QuerySyntax, trial.Query.Mark, $"{trial.Name} filters lines by what is no regular expression: {problem}.", "Write it as RE2 does, without look-arounds and back references.");
            }
        }
    }

    private static string? Problem(LogQLExpr expression) => LogQLTree.Stages(expression).OfType<LineFilter>()
        .Where(filter => filter.Match is LineMatch.Regex or LineMatch.NotRegex)
        .SelectMany(filter => filter.Alternatives).Where(text => !text.IsIp).Select(text => Re2Syntax.Check(text.Value).Problem).FirstOrDefault(problem => problem is not null);
}
