using Scriban;
using Scriban.Runtime;

namespace Portal.Core.Templates;

/// <summary>The functions that templates have. Shared by all renders, and read-only.</summary>
internal static class Sandbox
{
    // eval would run text as code past every check and recurses past the limits; the others would make renders differ, or tell of the machine.
    private static readonly (string Object, string Member)[] Removed = [("object", "eval"), ("object", "eval_template"), ("math", "random"), ("math", "uuid")];

    // What these make of harmless texts is harmless.
    private static readonly HashSet<string> Whole =
    [
        "append", "prepend", "upcase", "downcase", "capitalize", "capitalizewords", "strip", "lstrip", "rstrip", "size", "contains", "starts_with", "ends_with", "equals_ignore_case",
        "empty", "whitespace", "to_int", "to_long", "to_float", "to_double",
    ];

    /// <summary>The functions by name.</summary>
    public static ScriptObject Functions { get; } = Build();

    /// <summary>The names of all functions and their groups.</summary>
    public static IReadOnlySet<string> Names { get; } = Functions.Keys.ToHashSet();

    private static ScriptObject Build()
    {
        var functions = TemplateContext.GetDefaultBuiltinObject();
        functions.Remove("date");
        functions.Remove("include_join");
        foreach (var (name, member) in Removed)
        {
            ((ScriptObject)functions[name]!).Remove(member);
        }
        functions.SetValue("include", new IncludePart(), true);
        functions.SetValue("yaml", new YamlFilter(), true);
        foreach (var name in (string[])["string", "regex", "html"])
        {
            Watch((ScriptObject)functions[name]!);
        }
        foreach (var group in functions.Values.OfType<ScriptObject>())
        {
            group.IsReadOnly = true;
        }
        functions.IsReadOnly = true;
        return functions;
    }

    private static void Watch(ScriptObject group)
    {
        foreach (var (name, function) in group.ToList())
        {
            group.SetValue(name, new WatchedFunction((IScriptCustomFunction)function!, !Whole.Contains(name)), true);
        }
    }
}
