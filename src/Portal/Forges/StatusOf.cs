using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Forges;

/// <summary>Makes statuses.</summary>
internal static class StatusOf
{
    /// <summary>The status of a commit with what was found in it.</summary>
    public static StatusReport Commit(RevisionId revision, CommitVerdict verdict, string summary, IReadOnlyList<Diagnostic> diagnostics, string? link) => new(revision.Value, verdict, ReportText.Shorten(summary, ReportText.MostSummary))
    {
        Link = link,
        Diagnostics = [.. ReportText.Worst(diagnostics, ReportText.MostAnnotations).Select(diagnostic => diagnostic with { Detail = null })],
        Details = ReportText.Bound($"{summary}\n\n{ReportText.Table(diagnostics)}", ReportText.MostComment),
    };
}
