using Portal.Core.Diagnostics;

namespace Portal.Core.Yaml;

/// <summary>Where diagnostics about a YAML text go, and which place in a file a place in the text stands for.</summary>
public class YamlContext(string file, ICollection<Diagnostic> diagnostics, int lineOffset = 0)
{
    /// <summary>Adds an error.</summary>
    public void Error(string code, YamlMark mark, string message, string? remedy = null) => Add(Severity.Error, code, mark, message, remedy);

    /// <summary>Adds a warning.</summary>
    public void Warning(string code, YamlMark mark, string message, string? remedy = null) => Add(Severity.Warning, code, mark, message, remedy);

    /// <summary>The place in a file that a place in the text stands for. Text that was rendered overrides it to name the template's line.</summary>
    public virtual SourceLocation Locate(YamlMark mark) => new(file, mark.Line + lineOffset, mark.Column);

    /// <summary>Adds what is known of the place to a diagnostic. Text that was rendered overrides it to add the rendered line.</summary>
    protected virtual Diagnostic Enrich(Diagnostic diagnostic, YamlMark mark) => diagnostic;

    private void Add(Severity severity, string code, YamlMark mark, string message, string? remedy) =>
        diagnostics.Add(Enrich(new Diagnostic(code, severity, message, Locate(mark)) { Remedy = remedy }, mark));
}
