using System.Text;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary>Diagnostics for people: <c>file:line:column</c> in front, as compilers do, and a blank line between files.</summary>
internal static class DiagnosticText
{
    /// <summary>All of them, by place.</summary>
    public static string Format(IReadOnlyList<Diagnostic> diagnostics)
    {
        var text = new StringBuilder();
        foreach (var file in diagnostics.GroupBy(d => d.Location.File))
        {
            foreach (var diagnostic in file)
            {
                Append(text, diagnostic);
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>What there is to say beside the message, a line each: what was rendered, where else it shows, what to do.</summary>
    public static IEnumerable<string> Details(Diagnostic diagnostic)
    {
        if (diagnostic.RenderedLine is { } rendered)
        {
            yield return $"rendered line {diagnostic.RenderedLineNumber}: {Printable.Text(rendered.Trim())}";
        }
        if (diagnostic.Binding is { } binding)
        {
            yield return $"in: {Printable.Text(binding)}{(diagnostic.Occurrences > 1 ? $" and {diagnostic.Occurrences - 1} more" : "")}";
        }
        if (diagnostic.Detail is { } detail)
        {
            yield return $"the backend says: {Printable.Text(detail)}";
        }
        if (diagnostic.Remedy is { } remedy)
        {
            yield return $"remedy: {Printable.Text(remedy)}";
        }
    }

    private static void Append(StringBuilder text, Diagnostic diagnostic)
    {
        text.Append($"{Printable.Text(diagnostic.Location.ToString())}: {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Code}: {Printable.Text(diagnostic.Message)}\n");
        foreach (var detail in Details(diagnostic))
        {
            text.Append($"    {detail}\n");
        }
    }
}
