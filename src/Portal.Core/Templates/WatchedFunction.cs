using System.Collections;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Portal.Core.Templates;

/// <summary>A function over texts. It sees values as they are, and what it makes of sealed ones is sealed as a whole.</summary>
/// <param name="inner">The function.</param>
/// <param name="cuts">Whether it can make other texts of harmless ones than these together, such as a part of one.</param>
internal sealed class WatchedFunction(IScriptCustomFunction inner, bool cuts) : IScriptCustomFunction
{
    public int RequiredParameterCount => inner.RequiredParameterCount;

    public int ParameterCount => inner.ParameterCount;

    public ScriptVarParamKind VarParamKind => inner.VarParamKind;

    public Type ReturnType => inner.ReturnType;

    public ScriptParameterInfo GetParameterInfo(int index) => inner.GetParameterInfo(index);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        var render = (RenderContext)context;
        render.Cuts |= cuts;
        if (!render.IsSealed)
        {
            return inner.Invoke(context, callerContext, arguments, blockStatement);
        }
        var opened = new ScriptArray(arguments.Select(Open));
        var result = inner.Invoke(context, callerContext, opened, blockStatement);
        return opened.Zip(arguments).All(pair => ReferenceEquals(pair.First, pair.Second)) ? result : Seal(result);
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));

    /// <summary>The value as it is; the same reference where nothing of it is sealed.</summary>
    internal static object? Open(object? value) => value switch
    {
        string text => SealedText.Open(text),
        ScriptArray list when list.Any(item => !ReferenceEquals(Open(item), item)) => new ScriptArray(list.Select(Open)),
        _ => value,
    };

    private static object? Seal(object? value) => value switch
    {
        string text => SealedText.Seal(text),
        char c => SealedText.Seal(c.ToString()),
        ScriptObject => value,
        IEnumerable list => new ScriptArray(list.Cast<object?>().Select(Seal)),
        _ => value,
    };
}
