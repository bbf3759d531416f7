using System.Globalization;
using System.Text;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>The filter <c>yaml</c>: writes a value so that YAML reads it back as it is, texts in double quotes.</summary>
internal sealed class YamlFilter : IScriptCustomFunction
{
    public int RequiredParameterCount => 1;

    public int ParameterCount => 1;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    public Type ReturnType => typeof(string);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "value");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) => Write(context, arguments[0]);

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Write(context, arguments[0]));

    private static string Write(TemplateContext context, object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        ScriptArray list => $"[{string.Join(", ", list.Select(item => item is ScriptArray or ScriptObject ? throw Nested(context) : Write(context, item)))}]",
        ScriptObject => throw Nested(context),
        string text => Quote(context, text),
        IFormattable number and (int or long or double or float or decimal) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quote(context, context.ObjectToString(value) ?? ""),
    };

    private static string Quote(TemplateContext context, string text)
    {
        var opened = ((RenderContext)context).IsSealed ? SealedText.Open(text) : text;
        var escaped = Escape(opened);
        return ReferenceEquals(opened, text) ? $"\"{escaped}\"" : $"\"{SealedText.SealEscaped(escaped)}\"";
    }

    /// <summary>The text with the escapes of a scalar in double quotes.</summary>
    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.AsSpan().ContainsAny('"', '\\'))
        {
            return text;
        }
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    private static TemplateException Nested(TemplateContext context) =>
        new(context.CurrentSpan, Diagnostics.DiagnosticCodes.TemplateRuntime, "The filter 'yaml' writes single values and lists of them only.", "Write the mapping out, with 'yaml' for its values.");
}
