using Portal.Core.Dashboards;

namespace Portal.Core.Queries.Variables;

/// <summary>What is chosen of a variable, checked against what the model allows.</summary>
/// <param name="Selected">Values; <see cref="VariableChoice.All"/> for 'All'.</param>
/// <param name="Note">Why it is not what was asked for; null where it is.</param>
internal sealed record VariableChoice(IReadOnlyList<string> Selected, string? Note)
{
    /// <summary>The value of 'All'.</summary>
    public const string All = "$__all";

    /// <summary>The longest text that a viewer may type.</summary>
    public const int MaxTyped = 1000;

    private const int MaxSelected = 1000;

    /// <summary>Checks a choice.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="options">What can be chosen, with 'All' where it is offered.</param>
    /// <param name="asked">What the viewer has chosen; null for nothing.</param>
    public static VariableChoice Check(Variable variable, IReadOnlyList<VariableOption> options, IReadOnlyList<string>? asked)
    {
        if (variable.Kind == VariableKind.Text)
        {
            return Typed(variable, asked);
        }
        if (asked is null || asked.Count == 0)
        {
            return new VariableChoice(Default(variable, options), null);
        }
        if (variable.IncludeAll && asked.Contains(All))
        {
            return new VariableChoice([All], null);
        }
        var allowed = options.Select(option => option.Value).ToHashSet(StringComparer.Ordinal);
        var known = asked.Where(allowed.Contains).Distinct(StringComparer.Ordinal).Take(variable.Multi ? MaxSelected : 1).ToList();
        if (known.Count == 0)
        {
            return new VariableChoice(Default(variable, options), $"What was chosen for '{Name(variable)}' is not there; its default is shown.");
        }
        return new VariableChoice(known, known.Count == asked.Count ? null
            : variable.Multi ? $"Some of what was chosen for '{Name(variable)}' is not there."
            : asked.Count > 1 ? $"'{Name(variable)}' takes one value; the first is shown." : null);
    }

    private static VariableChoice Typed(Variable variable, IReadOnlyList<string>? asked)
    {
        var preset = variable.Default.Count > 0 ? variable.Default[0] : "";
        if (asked is not [var text, ..])
        {
            return new VariableChoice([preset], null);
        }
        return text.Length <= MaxTyped && IsWellFormed(text) ? new VariableChoice([text], null)
            : new VariableChoice([preset], $"The text for '{Name(variable)}' is longer than {MaxTyped} characters or is not text; its default is shown.");
    }

    private static List<string> Default(Variable variable, IReadOnlyList<VariableOption> options)
    {
        var allowed = options.Select(option => option.Value).ToHashSet(StringComparer.Ordinal);
        var preset = variable.Default.Where(allowed.Contains).Take(variable.Multi ? MaxSelected : 1).ToList();
        return preset.Contains(All) ? [All] : preset.Count > 0 ? preset : options.Count > 0 ? [options[0].Value] : [];
    }

    // Half a pair of UTF-16 is no text, and stands for a raw byte in our syntax tree.
    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar)
            {
                return false;
            }
        }
        return true;
    }

    private static string Name(Variable variable) => variable.Label ?? variable.Name;
}
