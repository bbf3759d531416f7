using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Portal.Core.Masking;

/// <summary>Finds national identity numbers whose form, and where they have one whose check digit, tells them from other numbers.</summary>
internal static class NationalIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static readonly int[] ChineseWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly Regex British = TextDetectors.Compile(@"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b");
    private static readonly Regex Spanish = TextDetectors.Compile(@"\b(?:[0-9]{8}|[XYZ][0-9]{7})-?[A-Z]\b");

    /// <summary>China's resident identity number, the social security number of the United States, Britain's national insurance number, Spain's DNI and NIE, France's NIR, Brazil's CPF.</summary>
    public static void Find(string text, DigitGroups groups, MaskEffect effect, List<MaskSpan> spans)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            if (groups.BeginsAt(groups.Start(first)) && End(text, groups, first) is { } end)
            {
                spans.Add(new MaskSpan(groups.Start(first), end, effect));
            }
        }
        foreach (var match in British.EnumerateMatches(text))
        {
            spans.Add(new MaskSpan(match.Index, match.Index + match.Length, effect));
        }
        foreach (var match in Spanish.EnumerateMatches(text))
        {
            if (IsSpanish(text.Substring(match.Index, match.Length)))
            {
                spans.Add(new MaskSpan(match.Index, match.Index + match.Length, effect));
            }
        }
    }

    private static int? End(string text, DigitGroups groups, int first)
    {
        var (end, length) = (groups.End(first), groups.Length(first));
        if (length == 17 && end < text.Length && text[end] is 'X' or 'x' && groups.EndsAt(end + 1) && IsChinese(groups.Digits(first, first) + "X"))
        {
            return end + 1;
        }
        if (length == 18 && groups.EndsAt(end) && IsChinese(groups.Digits(first, first)))
        {
            return end;
        }
        if (length == 15 && groups.EndsAt(end) && IsFrench(groups.Digits(first, first)))
        {
            return end;
        }
        if (groups.Are(first, ' ', 1, 2, 2, 2, 3, 3, 2) && groups.EndsAt(groups.End(first + 6)) && IsFrench(groups.Digits(first, first + 6)))
        {
            return groups.End(first + 6);
        }
        if (groups.Are(first, '-', 3, 2, 4) && groups.EndsAt(groups.End(first + 2)) && IsAmerican(groups.Digits(first, first + 2)))
        {
            return groups.End(first + 2);
        }
        return groups.Are(first, '.', 3, 3, 3) && groups.Are(first + 2, '-', 3, 2) && groups.EndsAt(groups.End(first + 3)) && IsBrazilian(groups.Digits(first, first + 3)) ? groups.End(first + 3) : null;
    }

    private static bool IsChinese(string id)
    {
        if (!DateOnly.TryParseExact(id.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) || born.Year < 1850)
        {
            return false;
        }
        var sum = 0;
        for (var i = 0; i < ChineseWeights.Length; i++)
        {
            sum += ChineseWeights[i] * (id[i] - '0');
        }
        return "10X98765432"[sum % 11] == id[^1];
    }

    private static bool IsFrench(string id) => id[0] is '1' or '2' && BigInteger.Parse(id[..13], CultureInfo.InvariantCulture) % 97 is var rest && 97 - (int)rest == int.Parse(id[13..], CultureInfo.InvariantCulture);

    private static bool IsAmerican(string id) => id[..3] is not ("000" or "666") && id[0] != '9' && id[3..5] != "00" && id[5..] != "0000";

    private static bool IsBrazilian(string id) => id.Distinct().Count() > 1 && Check(id, 9) && Check(id, 10);

    private static bool Check(string id, int at)
    {
        var sum = 0;
        for (var i = 0; i < at; i++)
        {
            sum += (at + 1 - i) * (id[i] - '0');
        }
        return sum * 10 % 11 % 10 == id[at] - '0';
    }

    private static bool IsSpanish(string id)
    {
        var number = (id[0] is >= 'X' and <= 'Z' ? (char)('0' + (id[0] - 'X')) + id[1..8] : id[..8]);
        return SpanishLetters[int.Parse(number, CultureInfo.InvariantCulture) % 23] == id[^1];
    }
}
