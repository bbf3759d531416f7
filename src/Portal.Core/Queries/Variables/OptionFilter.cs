using System.Text.RegularExpressions;
using Portal.Core.Masking;
using Portal.Core.Dashboards;

namespace Portal.Core.Queries.Variables;

/// <summary>Makes options of a query's values: a variable's <c>regex</c> leaves some out and may take a part of each.</summary>
internal static class OptionFilter
{
    /// <summary>The most options of a variable.</summary>
    public const int MaxOptions = 10_000;

    /// <summary>Reads a regular expression, plain or as <c>/…/</c> with the flags <c>i</c>, <c>m</c>, <c>s</c>; null where it is none, or needs backtracking.</summary>
    public static Regex? Read(string pattern)
    {
        var options = RegexOptions.None;
        if (pattern.Length > 1 && pattern[0] == '/' && pattern.LastIndexOf('/') is > 0 and var end)
        {
            foreach (var flag in pattern.AsSpan(end + 1))
            {
                options |= flag switch { 'i' => RegexOptions.IgnoreCase, 'm' => RegexOptions.Multiline, 's' => RegexOptions.Singleline, _ => RegexOptions.None };
            }
            pattern = pattern[1..end];
        }
        try
        {
            return TextDetectors.Compile(pattern, options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The options of the values, each once, in their order. The groups <c>text</c> and <c>value</c>, or else the first group, are what is shown and used.</summary>
    /// <param name="values">What the backend has answered, and what the asker may see of it.</param>
    /// <param name="regex">The variable's regular expression, or null.</param>
    public static IReadOnlyList<OfferedOption> Options(IEnumerable<(string Used, string Shown)> values, Regex? regex)
    {
        var options = new List<OfferedOption>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, shown) in values)
        {
            if (Option(value, regex) is { } option && seen.Add(option.Value))
            {
                // Where the expression finds nothing in what is masked, nothing of it is shown.
                options.Add(new OfferedOption(option, shown == value ? option : Option(shown, regex) ?? new VariableOption(MaskText.Blank, MaskText.Blank)));
                if (options.Count == MaxOptions)
                {
                    break;
                }
            }
        }
        return options;
    }

    private static VariableOption? Option(string value, Regex? regex)
    {
        if (regex is null)
        {
            return new VariableOption(value, value);
        }
        Match match;
        try
        {
            match = regex.Match(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
        if (!match.Success)
        {
            return null;
        }
        var (text, used) = (Group(match, "text"), Group(match, "value"));
        if (text is not null || used is not null)
        {
            return new VariableOption(text ?? used!, used ?? text!);
        }
        if (match.Groups.Count == 1)
        {
            return new VariableOption(value, value);
        }
        var group = match.Groups.Values.Skip(1).FirstOrDefault(g => g.Success)?.Value;
        return group is null ? null : new VariableOption(group, group);
    }

    private static string? Group(Match match, string name) => match.Groups.TryGetValue(name, out var group) && group.Success ? group.Value : null;
}
