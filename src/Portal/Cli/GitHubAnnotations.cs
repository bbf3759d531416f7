using System.Text;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary>Diagnostics as workflow commands of GitHub Actions, which shows them on the lines of a pull request.</summary>
internal static class GitHubAnnotations
{
    /// <summary>A command a line, and the outcome.</summary>
    public static string Format(Report report)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in report.Diagnostics)
        {
            Append(text, report.Prefix, diagnostic);
        }
        return text.Append(report.Summary).Append('\n').ToString();
    }

    private static void Append(StringBuilder text, string prefix, Diagnostic diagnostic)
    {
        var properties = new List<string>();
        var location = diagnostic.Location;
        if (location.File != ".")
        {
            properties.Add($"file={Property(prefix + location.File)}");
            if (location.Line > 0)
            {
                properties.Add($"line={location.Line}");
            }
            if (location is { Line: > 0, Column: > 0 })
            {
                properties.Add($"col={location.Column}");
            }
        }
        properties.Add($"title={Property(diagnostic.Code)}");
        var command = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
        text.Append($"::{command} {string.Join(',', properties)}::{Data(string.Join('\n', DiagnosticText.Details(diagnostic).Prepend(Printable.Text(diagnostic.Message))))}\n");
    }

    // The runner turns these back, in properties and in data.
    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
