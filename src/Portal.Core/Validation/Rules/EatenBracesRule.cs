using Portal.Core.Diagnostics;
using Portal.Core.LogQL;

namespace Portal.Core.Validation.Rules;

/// <summary>Templates inside of LogQL have something to fill in: Scriban takes <c>{{.x}}</c> for its own where it is not escaped.</summary>
internal sealed class EatenBracesRule : IDashboardRule
{
    /// <summary>How braces reach the query.</summary>
    public const string Remedy = "Braces of line_format and label_format stand between {%{ and }%}, else the template takes them for its own: line_format \"{%{{{.msg}}}%}\".";

    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var trial in check.Trials)
        {
            if (trial.LogQL is { } expression && Templates(expression).Any(template => !template.Contains("{{", StringComparison.Ordinal) && template.Trim().Length == 0))
            {
                check.Report.Warning(DiagnosticCodes.QuerySyntax, trial.Query.Mark, $"{trial.Name} formats with an empty template, which leaves nothing.", Remedy);
            }
        }
    }

    private static IEnumerable<string> Templates(LogQLExpr expression) => LogQLTree.Stages(expression).SelectMany(stage => stage switch
    {
        LineFormatStage format => [format.Template],
        LabelFormatStage format => format.Formats.Where(one => !one.IsRename).Select(one => one.Value),
        _ => Enumerable.Empty<string>(),
    });
}
