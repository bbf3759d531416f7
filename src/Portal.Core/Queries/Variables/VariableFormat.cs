using System.Text;

namespace Portal.Core.Queries.Variables;

/// <summary>How values are written into a text or a regular expression.</summary>
internal static class VariableFormat
{
    /// <summary>What to do where a format is refused.</summary>
    public const string Remedy = "Write ${name}, or one of the formats regex, pipe, csv, and for __from and __to date, date:iso, date:seconds.";

    /// <summary>Whether the format is known for that variable. Those that would leave a value unescaped are not.</summary>
    public static bool IsKnown(string name, string? format) => format is null or "regex" or "pipe" or "csv" || Macros.Date(name, "0", format) is not null;

    /// <summary>The values as plain text: several are joined by a comma, or by a bar with <c>pipe</c> and <c>regex</c>.</summary>
    public static string Text(string name, string? format, VariableValue value)
    {
        var values = value.Chosen.Select(option => format is null ? option.Value : Macros.Date(name, option.Value, format) ?? option.Value);
        return format is "pipe" or "regex" ? string.Join('|', values) : string.Join(',', values);
    }

    /// <summary>The values as alternatives of a regular expression, each escaped; what the author gave for 'All' stands as it is.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="format">Its format.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isWhole">Whether nothing else stands in the regular expression, so that no parentheses are needed.</param>
    public static string Regex(string name, string? format, VariableValue value, bool isWhole)
    {
        if (value.AllRegex is { } all)
        {
            return isWhole ? all : $"(?:{all})";
        }
        if (format is not (null or "regex" or "pipe"))
        {
            return Escape(Text(name, format, value));
        }
        var alternatives = string.Join('|', value.Chosen.Select(option => Escape(option.Value)));
        return isWhole || value.Chosen.Count == 1 ? alternatives : $"({alternatives})";
    }

    /// <summary>The values' characters for a class <c>[…]</c> of a regular expression.</summary>
    public static string Characters(VariableValue value) => string.Concat(value.Chosen.Select(option => Escape(option.Value).Replace("-", "\\-", StringComparison.Ordinal)));

    /// <summary>A text as a regular expression in RE2's syntax that matches nothing else.</summary>
    public static string Escape(string text)
    {
        var output = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\\' or '.' or '+' or '*' or '?' or '(' or ')' or '|' or '[' or ']' or '{' or '}' or '^' or '$')
            {
                output.Append('\\');
            }
            output.Append(c);
        }
        return output.ToString();
    }
}
