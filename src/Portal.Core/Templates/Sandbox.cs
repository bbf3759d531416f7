using Scriban;
using Scriban.Runtime;

namespace Portal.Core.Templates;

/// <summary>The functions that templates have. Shared by all renders, and read-only.</summary>
internal static class Sandbox
{
    // eval would run text as code past every check and recurses past the limits; the others would make renders differ, or tell of the machine.
    private static readonly (string Object, string Member)[] Removed = [("object", "eval"), ("object", "eval_template"), ("math", "random"), ("math", "uuid")];

    /// <summary>For what people see.</summary>
    public static ScriptObject Functions { get; } = Build(new YamlFilter());

    /// <summary>The names of all functions and their groups.</summary>
    public static IReadOnlySet<string> Names { get; } = Functions.Keys.ToHashSet();

    private static ScriptObject Build(YamlFilter yaml)
    {
        var functions = TemplateContext.GetDefaultBuiltinObject();
        functions.Remove("date");
        functions.Remove("include_join");
        foreach (var (name, member) in Removed)
        {
            ((ScriptObject)functions[name]!).Remove(member);
        }
        functions.SetValue("include", new IncludePart(), true);
        functions.SetValue("yaml", yaml, true);
        foreach (var group in functions.Values.OfType<ScriptObject>())
        {
            group.IsReadOnly = true;
        }
        functions.IsReadOnly = true;
        return functions;
    }
}
