using Scriban.Parsing;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>Leaves a render with a reason of the portal's own. Ends as a diagnostic.</summary>
internal sealed class TemplateException(SourceSpan span, string code, string message, string? remedy = null) : ScriptRuntimeException(span, message)
{
    public string Code { get; } = code;

    public string? Remedy { get; } = remedy;
}
