using System.Text;
using Portal.Core.Linting;
using Portal.Forges;

namespace Portal.Linting;

/// <summary>What trying queries has found, as Markdown. What comes from authors and backends stands in code spans.</summary>
internal static class LintMarkdown
{
    private const int MostHints = 10;

    /// <summary>The summary, the findings, what was not tried, and the queries that read most.</summary>
    public static string Of(LintReport report)
    {
        var text = new StringBuilder($"#### Queries on the live backends\n\n{report.Summary}\n");
        if (ReportText.Table(report.Diagnostics) is { Length: > 0 } table)
        {
            text.Append('\n').Append(table);
        }
        foreach (var hint in report.Diagnostics.Where(d => d.Severity == Core.Diagnostics.Severity.Info).Take(MostHints))
        {
            text.Append($"\n- {ReportText.Cell(hint.Message)}");
        }
        text.Append(report.Diagnostics.Any(d => d.Severity == Core.Diagnostics.Severity.Info) ? "\n" : "");
        var dearest = LintText.Dearest(report);
        if (dearest.Count > 0)
        {
            text.Append("\n| Query | Dashboards | Samples before | now |\n|---|---|---|---|\n");
            foreach (var query in dearest)
            {
                text.Append($"| {ReportText.Cell(query.Query)} | {query.Dashboards} | {query.Before} | {query.Now} |\n");
            }
        }
        return text.ToString();
    }
}
