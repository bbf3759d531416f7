using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Turns what Scriban complains of into diagnostics.</summary>
internal static class RenderProblems
{
    public const string ShadowedRemedy = "Choose another name.";

    /// <summary>The place of a span; Scriban counts from 0.</summary>
    public static SourceLocation Location(SourceSpan span, string file) => new(string.IsNullOrEmpty(span.FileName) ? file : span.FileName, span.Start.Line + 1, span.Start.Column + 1);

    /// <summary>A name that is given and would be taken.</summary>
    public static Diagnostic Shadowed(string name, SourceLocation location) => new(DiagnosticCodes.ShadowedName, Severity.Error, ShadowedMessage(name), location) { Remedy = ShadowedRemedy };

    public static string ShadowedMessage(string name) => $"'{name}' is given by the portal and cannot be defined anew.";

    /// <summary>The diagnostic of a render that failed.</summary>
    public static Diagnostic Of(ScriptRuntimeException problem, string file, TimeSpan longest)
    {
        // The innermost reason is the author's; Scriban wraps it once for each level.
        var inner = problem;
        while (inner.InnerException is ScriptRuntimeException deeper)
        {
            inner = deeper;
        }
        var location = Location(inner.Span, file);
        return inner switch
        {
            TemplateException own => new Diagnostic(own.Code, Severity.Error, own.OriginalMessage, location) { Remedy = own.Remedy },
            ScriptAbortException => Limit($"Rendering takes longer than {longest.TotalSeconds:0.#} s.", location, "Loop and recurse less."),
            { InnerException: RegexMatchTimeoutException } => Limit("A regular expression takes too long.", location, "Write it without nested repetitions."),
            { InnerException: InsufficientExecutionStackException } => Limit("Calls or expressions are nested too deeply.", location, "Nest less."),
            _ => Classify(inner, location),
        };
    }

    /// <summary>The first line of a message, as a sentence.</summary>
    public static string Plain(string message)
    {
        var line = message.Split('\n')[0].Trim().TrimEnd('.').Replace('`', '\'').Replace("<EOL>", "end of line", StringComparison.Ordinal);
        return line.Length == 0 ? "This cannot be evaluated." : $"{char.ToUpperInvariant(line[0])}{(line.Length > 300 ? line[1..300] + "…" : line[1..])}.";
    }

    private static Diagnostic Classify(ScriptRuntimeException problem, SourceLocation location)
    {
        var text = problem.OriginalMessage;
        if (text.Contains("iteration limit", StringComparison.Ordinal) || text.Contains("LoopLimit", StringComparison.Ordinal))
        {
            return Limit($"The loops of this render have more than {RenderContext.MaxIterations:N0} iterations together.", location, "Loop over less.");
        }
        if (text.Contains("recursive depth limit", StringComparison.Ordinal))
        {
            return Limit($"Calls and includes are nested deeper than {RenderContext.MaxCalls} levels.", location, "Does a function or part call itself without an end?");
        }
        if (text.Contains("LimitToString", StringComparison.Ordinal) || text.Contains("OutputLimit", StringComparison.Ordinal) || text.Contains("limit", StringComparison.Ordinal) && text.Contains("xceed", StringComparison.Ordinal))
        {
            return Limit($"A text or the output grows beyond {RenderContext.MaxCharacters:N0} characters.", location, "Build less at once.");
        }
        if (text.Contains("readonly", StringComparison.OrdinalIgnoreCase))
        {
            return new Diagnostic(DiagnosticCodes.TemplateRuntime, Severity.Error, "Inputs and functions cannot be changed.", location) { Remedy = "Keep the new value in a variable of your own." };
        }
        if (text.Contains("exceeds the maximum", StringComparison.Ordinal) || text.Contains("reference loops", StringComparison.Ordinal))
        {
            return Limit(Plain(text), location, "Build less at once.");
        }
        return new Diagnostic(DiagnosticCodes.TemplateRuntime, Severity.Error, Plain(text), location) { Remedy = Remedy(text) };
    }

    private static string? Remedy(string text) =>
        text.Contains("`service_name`", StringComparison.Ordinal) || text.Contains("`service`", StringComparison.Ordinal)
            ? "Only templates with 'scope: service' have a service."
            : text.Contains("was not found", StringComparison.Ordinal) ? "Check the spelling; docs/templates.md lists what a template sees." : null;

    private static Diagnostic Limit(string message, SourceLocation location, string remedy) => new(DiagnosticCodes.TemplateLimit, Severity.Error, message, location) { Remedy = remedy };
}
