using Portal.Core.Diagnostics;
using Scriban;
using Scriban.Parsing;

namespace Portal.Core.Templates;

/// <summary>Parses Scriban text, with places in the file that it stands in.</summary>
internal static class TemplateParser
{
    private const int MaxMessages = 20;

    /// <summary>Parses the text from an offset on; null, with errors, where it cannot be used.</summary>
    /// <param name="file">The file, for places.</param>
    /// <param name="text">The whole text of the file.</param>
    /// <param name="offset">Where the Scriban part begins.</param>
    /// <param name="line">The line of that, from 0.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static Template? Parse(string file, string text, int offset, int line, ICollection<Diagnostic> diagnostics)
    {
        var template = Template.Parse(
            offset >= text.Length ? "" : text, file, new ParserOptions { ExpressionDepthLimit = 100 }, new LexerOptions { StartPosition = offset >= text.Length ? default : new TextPosition(offset, line, 0) });
        if (template.HasErrors)
        {
            foreach (var message in template.Messages.Where(m => m.Type == ParserMessageType.Error).Take(MaxMessages))
            {
                diagnostics.Add(new Diagnostic(DiagnosticCodes.TemplateSyntax, Severity.Error, RenderProblems.Plain(message.Message), RenderProblems.Location(message.Span, file))
                {
                    Remedy = Remedy(text, message.Span),
                });
            }
            return null;
        }
        var shadowed = ShadowedNames.Find(template.Page);
        foreach (var (name, span) in shadowed)
        {
            diagnostics.Add(RenderProblems.Shadowed(name, RenderProblems.Location(span, file)));
        }
        return shadowed.Count > 0 ? null : template;
    }

    private static string? Remedy(string text, SourceSpan span)
    {
        // Labels in LogQL's and Go's templates look like Scriban code: {{.pod}}.
        var from = Math.Clamp(span.Start.Offset - 4, 0, text.Length);
        var near = text.AsSpan(from, Math.Min(12, text.Length - from));
        return near.Contains("{{.", StringComparison.Ordinal) || near.Contains("{{ .", StringComparison.Ordinal)
            ? "Text that itself holds {{ }} stands between {%{ and }%}, such as {%{{{.pod}}}%}."
            : null;
    }
}
