using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Says which values are tokens of PromQL or LogQL.</summary>
internal static class ValueSyntax
{
    private const int MaxNameLength = 200;

    /// <summary>The number that a value is, in seconds where it is a duration; null where it is neither. A sign may stand before a number.</summary>
    public static (double Value, bool IsDuration)? Number(string value)
    {
        if (value.Length is 0 or > 64)
        {
            return null;
        }
        var unsigned = value[0] is '-' or '+' ? value[1..] : value;
        var sign = value[0] == '-' ? -1 : 1;
        if (NumberSyntax.Scan(unsigned, 0) is var end && end > 0 && end == unsigned.Length)
        {
            return NumberSyntax.Parse(unsigned) is { } number ? (sign * number, false) : null;
        }
        return DurationSyntax.Scan(unsigned, 0, out var valid) == unsigned.Length && valid && DurationSyntax.Parse(unsigned, out _) is { } seconds ? (sign * seconds, true) : null;
    }

    /// <summary>Whether a value is a number, a duration or a size.</summary>
    public static bool IsQuantity(string value) => Number(value) is not null || Quantity.TryBytes(value, out _);

    /// <summary>Whether a value is a name that LogQL can write: no keyword, ASCII letters, digits and '_', or, with <paramref name="part"/>, a piece of one.</summary>
    public static bool IsLogQLName(string value, bool part) =>
        value.Length is > 0 and <= MaxNameLength && (part || !char.IsAsciiDigit(value[0])) && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && (part || !Words.Keywords.Contains(value.ToLowerInvariant()));

    /// <summary>Whether a value is a metric's or a label's name, or, with <paramref name="part"/>, a piece of one.</summary>
    public static bool IsName(string value, bool part) =>
        value.Length is > 0 and <= MaxNameLength && (part ? value.All(c => PromQL.Lexer.IsWordCharacter(c) || c == ':') : char.IsAsciiLetter(value[0]) || value[0] is '_' or ':')
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '.' or '-' or '/');
}
