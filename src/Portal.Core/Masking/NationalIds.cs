using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Portal.Core.Masking;

/// <summary>Finds national identity numbers whose form, and where they have one whose check digit, tells them from other numbers.</summary>
internal static class NationalIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string Between = "[ ./-]{0,3}";
    private static readonly int[] ChineseWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly Regex British = TextDetectors.Compile(@"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]" + Between + "[0-9]{2}" + Between + "[0-9]{2}" + Between + "[0-9]{2}" + Between + @"[A-D]\b");
    private static readonly Regex Spanish = TextDetectors.Compile(@"\b(?:[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}|[XYZ]" + Between + "[0-9]{7})" + Between + @"[A-Z]\b");

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
        spans.AddMatches(British, text, effect);
        spans.AddMatches(Spanish, text, effect, fits: IsSpanish);
    }

    private static int? End(string text, DigitGroups groups, int first)
    {
        switch (groups.Length(first))
        {
            case 17 or 18: return Chinese(text, groups, first, first);
            case 15: return Fitting(groups, first, first, IsFrench);
        }
        foreach (var between in " -./")
        {
            if (groups.Are(first, between, 6, 8, 4) || groups.Are(first, between, 6, 8, 3))
            {
                return Chinese(text, groups, first, first + 2);
            }
            if (groups.Are(first, between, 1, 2, 2, 2, 3, 3, 2))
            {
                return Fitting(groups, first, first + 6, IsFrench);
            }
            // It has no check digit, and numbers apart by spaces or slashes alone are more often something else.
            if (between is '-' or '.' && groups.Are(first, between, 3, 2, 4))
            {
                return Fitting(groups, first, first + 2, IsAmerican);
            }
            if (groups.Are(first, between, 3, 3, 3) && (groups.Are(first + 2, '-', 3, 2) || groups.Are(first + 2, between, 3, 2)))
            {
                return Fitting(groups, first, first + 3, IsBrazilian);
            }
        }
        return null;
    }

    private static int? Fitting(DigitGroups groups, int first, int last, Func<string, bool> fits) =>
        groups.EndsAt(groups.End(last)) && fits(groups.Digits(first, last)) ? groups.End(last) : null;

    // The last of its 18 may be an X.
    private static int? Chinese(string text, DigitGroups groups, int first, int last)
    {
        var (id, end) = (groups.Digits(first, last), groups.End(last));
        if (id.Length == 17 && end < text.Length && text[end] is 'X' or 'x')
        {
            (id, end) = (id + "X", end + 1);
        }
        return id.Length == 18 && groups.EndsAt(end) && IsChinese(id) ? end : null;
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
        var signs = string.Concat(id.Where(char.IsAsciiLetterOrDigit));
        var number = signs[0] is >= 'X' and <= 'Z' ? (char)('0' + (signs[0] - 'X')) + signs[1..8] : signs[..8];
        return SpanishLetters[int.Parse(number, CultureInfo.InvariantCulture) % 23] == signs[^1];
    }
}
