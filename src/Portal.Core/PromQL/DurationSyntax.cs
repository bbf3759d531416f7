using System.Globalization;
using System.Text;

namespace Portal.Core.PromQL;

/// <summary>Durations such as <c>1h30m</c>: years (365 days), weeks, days, hours, minutes, seconds and milliseconds, each at most once, largest first.</summary>
internal static class DurationSyntax
{
    // The largest duration that a backend can hold, in seconds: 2^63 nanoseconds.
    private const double LargestSeconds = 9223372036.854775807;

    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 24 * 3600 * 1000), ("w", 7L * 24 * 3600 * 1000), ("d", 24L * 3600 * 1000), ("h", 3600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ];

    /// <summary>Whether so many seconds fit into a duration.</summary>
    public static bool IsInRange(double seconds) => Math.Abs(seconds) <= LargestSeconds;

    /// <summary>Rounds seconds to whole milliseconds.</summary>
    public static long ToMilliseconds(double seconds) => (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero);

    /// <summary>Finds the end of digits and units at the position; units are judged by <see cref="Parse"/>.</summary>
    public static int Scan(string text, int position, out bool valid)
    {
        valid = false;
        var parts = 0;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }
            if (position >= text.Length || text[position] is not ('s' or 'm' or 'h' or 'd' or 'w' or 'y') || (parts > 0 && text[position] == 'y'))
            {
                return position;
            }
            position++;
            parts++;
            if (position < text.Length && text[position] == 's')
            {
                position++;
            }
        }
        valid = parts > 0 && (position >= text.Length || !Lexer.IsWordCharacter(text[position]));
        return valid || position >= text.Length ? position : position + 1;
    }

    /// <summary>Reads a duration in seconds; null and a message if units are unknown, out of order, or the sum is too long.</summary>
    public static double? Parse(ReadOnlySpan<char> text, out string? problem)
    {
        problem = null;
        var rest = text;
        var lastUnit = -1;
        Int128 total = 0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                problem = $"not a valid duration string: {Quoting.Quote(text.ToString())}";
                return null;
            }
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var name = letters < 0 ? rest : rest[..letters];
            rest = rest[name.Length..];
            var unit = UnitIndex(name);
            if (unit < 0)
            {
                problem = $"unknown unit {Quoting.Quote(name.ToString())} in duration {Quoting.Quote(text.ToString())}";
                return null;
            }
            if (unit <= lastUnit)
            {
                problem = $"not a valid duration string: {Quoting.Quote(text.ToString())}";
                return null;
            }
            lastUnit = unit;
            total += (Int128)count * Units[unit].Milliseconds;
            if (!IsInRange((double)total / 1000))
            {
                problem = "duration out of range";
                return null;
            }
        }
        return (double)total / 1000;
    }

    /// <summary>Writes a duration that is not negative in its shortest form.</summary>
    public static void Append(StringBuilder output, long milliseconds)
    {
        if (milliseconds == 0)
        {
            output.Append("0s");
            return;
        }
        foreach (var (unit, length) in Units)
        {
            var wholeOnly = unit is "y" or "w";
            if (milliseconds < length || (wholeOnly && milliseconds % length != 0))
            {
                continue;
            }
            output.Append(milliseconds / length).Append(unit);
            milliseconds %= length;
        }
    }

    private static int UnitIndex(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Unit))
            {
                return i;
            }
        }
        return -1;
    }
}
