using System.Buffers;

namespace Portal.Core.Masking;

/// <summary>Finds cards' and phones' numbers.</summary>
internal static class NumberDetectors
{
    private const int MostGroups = 7;
    private static readonly SearchValues<char> Between = SearchValues.Create(" +-.()/");

    /// <summary>Numbers of 13 to 19 digits, in one or in groups, that begin as cards' do and whose last digit fits (Luhn).</summary>
    public static void Cards(DigitGroups groups, MaskEffect effect, List<MaskSpan> spans)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            if (groups.BeginsAt(groups.Start(first)) && CardEnd(groups, first) is { } last)
            {
                spans.Add(new MaskSpan(groups.Start(first), groups.End(last), effect));
                first = last;
            }
        }
    }

    /// <summary>Numbers with a country's code, mobile and other numbers of China, and those of North America in their usual forms.</summary>
    public static void Phones(string text, DigitGroups groups, MaskEffect effect, List<MaskSpan> spans)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            if (Phone(text, groups, first) is var (start, last))
            {
                spans.Add(new MaskSpan(start, groups.End(last), effect));
                first = last;
            }
        }
    }

    private static int? CardEnd(DigitGroups groups, int first)
    {
        int? found = null;
        var length = 0;
        for (var last = first; last < groups.Count && last < first + MostGroups; last++)
        {
            // Cards' digits stand in fours, or as 4, 6 and 5 or 4.
            if (last > first && (groups.Length(first) != 4 || groups.Length(last) > 6 || !Continues(groups, first, last)))
            {
                break;
            }
            length += groups.Length(last);
            if (length > 19)
            {
                break;
            }
            if (length >= 13 && groups.EndsAt(groups.End(last)) && IsCard(groups.Digits(first, last)))
            {
                found = last;
            }
        }
        return found;
    }

    // Spaces and hyphens may take turns; dots and slashes are more often something else, such as decimals beside each other.
    private static bool Continues(DigitGroups groups, int first, int last) =>
        (groups.Between(first), groups.Between(last - 1)) is (' ' or '-', ' ' or '-') or ('.', '.') or ('/', '/');

    private static bool IsCard(string digits) =>
        (digits[0] is >= '3' and <= '6' || (digits.Length == 16 && string.CompareOrdinal(digits[..4], "2221") >= 0 && string.CompareOrdinal(digits[..4], "2720") <= 0)) && Luhn(digits);

    /// <summary>Whether the last digit is the one that Luhn's formula makes of the others.</summary>
    public static bool Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }
        return sum % 10 == 0;
    }

    private static (int Start, int Last)? Phone(string text, DigitGroups groups, int first)
    {
        var start = groups.Start(first);
        var before = start > 0 && text[start - 1] == '(' ? start - 1 : start;
        if (before > 0 && text[before - 1] == '+' && text[start] is >= '1' and <= '9' && InternationalEnd(groups, first) is { } end)
        {
            return (before - 1, end);
        }
        if (!groups.BeginsAt(start))
        {
            return null;
        }
        var last = Domestic(groups, first);
        return last is { } found && groups.EndsAt(groups.End(found)) ? (found > first && groups.After(first)[0] == ')' ? before : start, found) : null;
    }

    private static int? InternationalEnd(DigitGroups groups, int first)
    {
        int? found = null;
        var length = 0;
        for (var last = first; last < groups.Count && last < first + MostGroups; last++)
        {
            if (last > first && (groups.After(last - 1).Length > 3 || groups.After(last - 1).ContainsAnyExcept(Between)))
            {
                break;
            }
            length += groups.Length(last);
            if (length > 15)
            {
                break;
            }
            if (length >= 8 && groups.EndsAt(groups.End(last)))
            {
                found = last;
            }
        }
        return found;
    }

    private static int? Domestic(DigitGroups groups, int first)
    {
        var digits = groups.Length(first) <= 15 ? groups.Digits(first, first) : "";
        var mobile = digits.Length switch
        {
            11 => digits,
            13 when digits.StartsWith("86", StringComparison.Ordinal) => digits[2..],
            15 when digits.StartsWith("0086", StringComparison.Ordinal) => digits[4..],
            _ => "",
        };
        if (IsMobile(mobile))
        {
            return first;
        }
        foreach (var between in " -./")
        {
            if (groups.Are(first, between, 3, 4, 4) && IsMobile(groups.Digits(first, first + 2)))
            {
                return first + 2;
            }
            // Numbers apart by spaces or slashes alone are more often something else, such as sizes and times.
            if (between is ' ' or '/')
            {
                continue;
            }
            if ((groups.Are(first, between, 3, 3, 4) || IsInBrackets(groups, first, between)) && IsAmerican(groups.Digits(first, first + 2)))
            {
                return first + 2;
            }
            if (digits is ['0', ..] && (groups.Are(first, between, 3, 8) || groups.Are(first, between, 4, 7) || groups.Are(first, between, 4, 8)))
            {
                return first + 1;
            }
        }
        return null;
    }

    // (555) 210-4477
    private static bool IsInBrackets(DigitGroups groups, int first, char between) =>
        first + 2 < groups.Count && groups.Length(first) == 3 && groups.After(first) is [')', .. { Length: <= 2 } rest] && !rest.ContainsAnyExcept(" -") && groups.Are(first + 1, between, 3, 4);

    private static bool IsMobile(string digits) => digits is ['1', >= '3' and <= '9', ..];

    private static bool IsAmerican(string digits) => digits is [>= '2', _, _, >= '2', ..];
}
