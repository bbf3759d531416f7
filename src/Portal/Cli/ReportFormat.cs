using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Api;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary>What a validation found.</summary>
/// <param name="Revision">What was validated.</param>
/// <param name="Prefix">Where the content is within its repository: empty, or folders with a <c>/</c> at the end.</param>
/// <param name="Bindings">How many dashboards were rendered.</param>
/// <param name="Diagnostics">All that was found, by place.</param>
internal sealed record Report(RevisionId Revision, string Prefix, int Bindings, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The outcome in one sentence.</summary>
    public string Summary => $"{(Diagnostics.HasErrors() ? "Refused" : "Accepted")}: {Count(Severity.Error, "error")}, {Count(Severity.Warning, "warning")}; {Bindings} dashboard{(Bindings == 1 ? "" : "s")} checked.";

    private string Count(Severity severity, string noun) =>
        Diagnostics.Count(d => d.Severity == severity) is var count && count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

/// <summary>The forms in which <c>portal validate</c> prints a report.</summary>
internal static class ReportFormat
{
    /// <summary>JSON to be read by people too.</summary>
    internal static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Their names; the first is the default.</summary>
    public static IReadOnlyList<string> Names { get; } = ["text", "json", "sarif", "github"];

    /// <summary>Writes a report in the form of that name.</summary>
    public static Task WriteAsync(TextWriter output, string format, Report report) => output.WriteAsync(format switch
    {
        "json" => JsonSerializer.Serialize(Answer(report), Indented) + "\n",
        "sarif" => SarifLog.Create(report).ToJsonString(Indented) + "\n",
        "github" => GitHubAnnotations.Format(report),
        _ => DiagnosticText.Format(report.Diagnostics) + report.Summary + "\n",
    });

    // The same form as the API's.
    private static ValidationAnswer Answer(Report report) =>
        new(report.Revision.Value, !report.Diagnostics.HasErrors(), report.Bindings, [.. report.Diagnostics.Select(DiagnosticAnswer.From)]);
}
