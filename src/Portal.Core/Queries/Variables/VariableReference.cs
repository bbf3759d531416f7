using System.Text.RegularExpressions;

namespace Portal.Core.Queries.Variables;

/// <summary>A place in a text that names a variable: <c>$name</c>, <c>${name}</c> or <c>${name:format}</c>. <c>$1</c> is none.</summary>
/// <param name="Name">The variable's name; those of the portal begin with two underscores.</param>
/// <param name="Format">What stands behind the colon; null for none.</param>
/// <param name="Start">Where it begins, from 0.</param>
/// <param name="End">One past its last character.</param>
internal readonly partial record struct VariableReference(string Name, string? Format, int Start, int End)
{
    /// <summary>The references of a text, in order.</summary>
    public static IEnumerable<VariableReference> In(string text) => text.Contains('$') ? Form().Matches(text).Select(From) : [];

    /// <summary>The reference that begins right there, or null.</summary>
    public static VariableReference? At(string text, int position) =>
        Form().Match(text, position) is { Success: true } match && match.Index == position ? From(match) : null;

    private static VariableReference From(Match match)
    {
        var name = match.Groups[1].Success ? match.Groups[1] : match.Groups[2];
        return new VariableReference(name.Value, match.Groups[3].Success ? match.Groups[3].Value : null, match.Index, match.Index + match.Length);
    }

    [GeneratedRegex(@"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?::([^{}]*))?\})")]
    private static partial Regex Form();
}
