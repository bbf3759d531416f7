using System.Globalization;

namespace Portal.Core.PromQL;

/// <summary>The forms of numbers: decimal, octal with a leading zero, hexadecimal, exponents, underscores between digits.</summary>
internal static class NumberSyntax
{
    /// <summary>Finds the end of a number at the position, or 0 if what stands there is not a whole number.</summary>
    public static int Scan(string text, int position)
    {
        var end = position;
        if (IsHexPrefix(text, position))
        {
            end = SkipDigits(text, position + 2, hex: true);
            return end > position + 2 && text[end - 1] != '_' && !Continues(text, end) ? end : 0;
        }
        end = SkipDigits(text, end, hex: false);
        var digits = end > position;
        if (digits && text[end - 1] == '_')
        {
            return 0;
        }
        if (end < text.Length && text[end] == '.')
        {
            var fraction = end + 1;
            end = SkipDigits(text, fraction, hex: false);
            if (end > fraction && (text[fraction] == '_' || text[end - 1] == '_'))
            {
                return 0;
            }
            digits |= end > fraction;
        }
        if (!digits)
        {
            return 0;
        }
        if (end < text.Length && text[end] is ('e' or 'E'))
        {
            end++;
            if (end < text.Length && text[end] is ('+' or '-'))
            {
                end++;
            }
            var exponent = end;
            end = SkipDigits(text, end, hex: false);
            if (end == exponent || text[exponent] == '_' || text[end - 1] == '_')
            {
                return 0;
            }
        }
        return Continues(text, end) || (end < text.Length && text[end] == '.') ? 0 : end;
    }

    /// <summary>Finds how far something that looks like a number goes, for an error message.</summary>
    public static int ScanBroken(string text, int position)
    {
        var end = position;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '_' or '.' or 'e' or 'E' or 'x' or 'X'))
        {
            end++;
        }
        return end;
    }

    /// <summary>Reads a number that <see cref="Scan"/> found, or <c>Inf</c> or <c>NaN</c>; null if it is too large.</summary>
    public static double? Parse(ReadOnlySpan<char> text)
    {
        if (char.IsAsciiLetter(text[0]))
        {
            return text[0] is 'i' or 'I' ? double.PositiveInfinity : double.NaN;
        }
        Span<char> buffer = text.Length <= 128 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c != '_')
            {
                buffer[length++] = c;
            }
        }
        ReadOnlySpan<char> digits = buffer[..length];
        if (length > 1 && digits[0] == '0' && digits[1] is ('x' or 'X'))
        {
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : null;
        }
        if (length > 1 && digits[0] == '0' && !digits.ContainsAnyExceptInRange('0', '7') && Octal(digits) is { } octal)
        {
            return octal;
        }
        if (length <= 19 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }
        var value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(value) ? null : value;
    }

    private static double? Octal(ReadOnlySpan<char> digits)
    {
        digits = digits.TrimStart('0');
        if (digits.Length > 21)
        {
            return null;
        }
        long value = 0;
        foreach (var digit in digits)
        {
            value = (value * 8) + (digit - '0');
        }
        return value >= 0 ? value : null;
    }

    private static bool IsHexPrefix(string text, int position) =>
        position + 1 < text.Length && text[position] == '0' && text[position + 1] is ('x' or 'X');

    private static bool Continues(string text, int end) => end < text.Length && Lexer.IsWordCharacter(text[end]);

    private static int SkipDigits(string text, int position, bool hex)
    {
        while (position < text.Length
            && ((hex ? char.IsAsciiHexDigit(text[position]) : char.IsAsciiDigit(text[position]))
                || (text[position] == '_' && position + 1 < text.Length && text[position + 1] != '_')))
        {
            position++;
        }
        return position;
    }
}
