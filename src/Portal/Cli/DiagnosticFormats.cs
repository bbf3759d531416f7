using System.Text;
using System.Text.Json;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary>The forms in which <c>portal validate</c> prints diagnostics.</summary>
internal static class DiagnosticFormats
{
    /// <summary>The names that <c>--format</c> takes.</summary>
    public static readonly string[] Names = ["text", "json", "sarif", "github"];

    /// <summary>Writes all diagnostics in the given form.</summary>
    public static async Task WriteAsync(TextWriter output, string format, IReadOnlyList<Diagnostic> diagnostics, int bindings, CancellationToken cancellation)
    {
        var text = format switch
        {
            "json" => Json(writer => WriteJson(writer, diagnostics, bindings)),
            "sarif" => Json(writer => WriteSarif(writer, diagnostics)),
            "github" => string.Concat(diagnostics.Select(GitHub)),
            _ => Text(diagnostics, bindings),
        };
        await output.WriteAsync(text.AsMemory(), cancellation);
    }

    private static string Text(IReadOnlyList<Diagnostic> diagnostics, int bindings)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            text.Append($"{diagnostic.Location}: {Word(diagnostic.Severity)} {diagnostic.Code}: {diagnostic.Message}\n");
            if (diagnostic.RenderedLine is { } rendered)
            {
                text.Append($"    rendered line {diagnostic.RenderedLineNumber}: {rendered.Trim()}\n");
            }
            if (diagnostic.Binding is { } binding)
            {
                var others = diagnostic.Occurrences > 1 ? $" and {diagnostic.Occurrences - 1} more" : "";
                text.Append($"    in {binding}{others}\n");
            }
            if (diagnostic.Remedy is { } remedy)
            {
                text.Append($"    remedy: {remedy}\n");
            }
        }
        var errors = diagnostics.Count(d => d.Severity == Severity.Error);
        var warnings = diagnostics.Count(d => d.Severity == Severity.Warning);
        text.Append($"{bindings} bindings, {errors} errors, {warnings} warnings\n");
        return text.ToString();
    }

    private static void WriteJson(Utf8JsonWriter writer, IReadOnlyList<Diagnostic> diagnostics, int bindings)
    {
        writer.WriteStartObject();
        writer.WriteNumber("bindings", bindings);
        writer.WriteBoolean("valid", !diagnostics.HasErrors());
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            writer.WriteStartObject();
            writer.WriteString("code", diagnostic.Code);
            writer.WriteString("severity", Word(diagnostic.Severity));
            writer.WriteString("message", diagnostic.Message);
            writer.WriteString("file", diagnostic.Location.File);
            writer.WriteNumber("line", diagnostic.Location.Line);
            writer.WriteNumber("column", diagnostic.Location.Column);
            writer.WriteString("remedy", diagnostic.Remedy);
            writer.WriteString("renderedLine", diagnostic.RenderedLine);
            writer.WriteString("binding", diagnostic.Binding);
            writer.WriteNumber("occurrences", diagnostic.Occurrences);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // SARIF 2.1.0, sections 3.13 (log) to 3.27 (result).
    private static void WriteSarif(Utf8JsonWriter writer, IReadOnlyList<Diagnostic> diagnostics)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "portal");
        writer.WriteStartArray("rules");
        foreach (var code in diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("id", code);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("results");
        foreach (var diagnostic in diagnostics)
        {
            WriteSarifResult(writer, diagnostic);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSarifResult(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", diagnostic.Code);
        writer.WriteString("level", diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        writer.WriteStartObject("message");
        writer.WriteString("text", Sentence(diagnostic));
        writer.WriteEndObject();
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', diagnostic.Location.File.Split('/').Select(Uri.EscapeDataString)));
        writer.WriteEndObject();
        if (diagnostic.Location.Line > 0)
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("startLine", diagnostic.Location.Line);
            if (diagnostic.Location.Column > 0)
            {
                writer.WriteNumber("startColumn", diagnostic.Location.Column);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The workflow commands of GitHub Actions; properties and data are escaped as its runner unescapes them.
    private static string GitHub(Diagnostic diagnostic)
    {
        var command = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
        var properties = new StringBuilder($"file={Property(diagnostic.Location.File)}");
        if (diagnostic.Location.Line > 0)
        {
            properties.Append($",line={diagnostic.Location.Line}");
        }
        if (diagnostic.Location.Column > 0)
        {
            properties.Append($",col={diagnostic.Location.Column}");
        }
        properties.Append($",title={Property(diagnostic.Code)}");
        return $"::{command} {properties}::{Data(Sentence(diagnostic))}\n";

        static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");
        static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
    }

    private static string Sentence(Diagnostic diagnostic) =>
        diagnostic.Message
        + (diagnostic.RenderedLine is { } line ? $" Rendered as: {line.Trim()}" : "")
        + (diagnostic.Binding is { } binding ? $" In {binding}{(diagnostic.Occurrences > 1 ? $" and {diagnostic.Occurrences - 1} more" : "")}." : "")
        + (diagnostic.Remedy is { } remedy ? $" Remedy: {remedy}" : "");

    private static string Word(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
