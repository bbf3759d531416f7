using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>The function <c>include</c>: renders a part, and lets the text remember which lines of the part wrote it.</summary>
internal sealed class IncludePart : IScriptCustomFunction
{
    public int RequiredParameterCount => 1;

    public int ParameterCount => 1;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => index == 0 ? new ScriptParameterInfo(typeof(string), "template_name") : new ScriptParameterInfo(typeof(object), "value");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        var name = context.ObjectToString(arguments[0]);
        var caller = callerContext ?? context.CurrentNode;
        var path = context.GetTemplatePathFromName(name, caller);
        return ((RenderContext)context).RenderPart(context.GetOrCreateTemplate(path!, caller), arguments, caller);
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));
}
