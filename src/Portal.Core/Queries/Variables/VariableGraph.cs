using Portal.Core.Dashboards;

namespace Portal.Core.Queries.Variables;

/// <summary>Which variables a dashboard's variables and panels name.</summary>
internal static class VariableGraph
{
    /// <summary>The names in a variable's query and regular expression.</summary>
    public static IEnumerable<string> NamedBy(Variable variable) =>
        variable.Kind == VariableKind.Query ? Names(variable.Query).Concat(Names(variable.Regex)) : [];

    /// <summary>The names in what a panel asks and shows.</summary>
    public static IEnumerable<string> NamedBy(Panel panel) =>
        Names(panel.Title).Concat((panel.Traces?.Texts ?? []).SelectMany(Names)).Concat(panel.Queries.SelectMany(query => Names(query.Expr).Concat(Names(query.Legend)).Concat(Names(query.Interval))));

    /// <summary>The names in what an annotation asks and shows.</summary>
    public static IEnumerable<string> NamedBy(Annotation annotation) => Names(annotation.Query.Expr).Concat(Names(annotation.Title)).Concat(Names(annotation.Text));

    /// <summary>The variables that these names need, themselves included, in the dashboard's order.</summary>
    public static IReadOnlyList<Variable> Needed(IReadOnlyList<Variable> variables, IEnumerable<string> names)
    {
        var needed = new HashSet<string>(names, StringComparer.Ordinal);
        // A variable names earlier ones only, so one pass from the end finds all.
        for (var i = variables.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(variables[i].Name))
            {
                needed.UnionWith(NamedBy(variables[i]));
            }
        }
        return [.. variables.Where(variable => needed.Contains(variable.Name))];
    }

    /// <summary>The names in a text.</summary>
    public static IEnumerable<string> Names(string? text) => text is null ? [] : VariableReference.In(text).Select(reference => reference.Name);
}
