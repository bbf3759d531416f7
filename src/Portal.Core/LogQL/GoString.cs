namespace Portal.Core.LogQL;

/// <summary>What a quoted text may hold: escapes as in Go, and whole characters only.</summary>
internal static class GoString
{
    /// <summary>What is wrong with the literal between two quotes, or null.</summary>
    public static string? Problem(string input, int open, int close)
    {
        var raw = input[open] == '`';
        for (var i = open + 1; i < close; i++)
        {
            var c = input[i];
            if (c == '\uFFFD' || (char.IsSurrogate(c) && !(i + 1 < close && char.IsSurrogatePair(c, input[i + 1]))))
            {
                return "invalid UTF-8 in a string";
            }
            if (char.IsSurrogate(c))
            {
                i++;
            }
            else if (c == '\\' && !raw)
            {
                if (EscapeLength(input, i + 1, close) is not (> 0 and var length))
                {
                    return $"invalid escape in a string: {input[i..Math.Min(i + 2, close)]}";
                }
                i += length;
            }
        }
        return null;
    }

    private static int EscapeLength(string input, int start, int close)
    {
        if (start >= close)
        {
            return 0;
        }
        switch (input[start])
        {
            case 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\' or '"': return 1;
            case >= '0' and <= '7': return Digits(input, start, 3, 8, close) is >= 0 and <= 255 ? 3 : 0;
            case 'x': return Digits(input, start + 1, 2, 16, close) >= 0 ? 3 : 0;
            case 'u': return IsCodePoint(Digits(input, start + 1, 4, 16, close)) ? 5 : 0;
            case 'U': return IsCodePoint(Digits(input, start + 1, 8, 16, close)) ? 9 : 0;
            default: return 0;
        }
    }

    private static bool IsCodePoint(long value) => value is >= 0 and <= 0x10FFFF and not (>= 0xD800 and < 0xE000);

    private static long Digits(string input, int start, int count, int numberBase, int close)
    {
        if (start + count > close)
        {
            return -1;
        }
        long value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = char.IsAsciiHexDigit(input[i]) ? Convert.ToInt32(input[i].ToString(), 16) : 16;
            if (digit >= numberBase)
            {
                return -1;
            }
            value = (value * numberBase) + digit;
        }
        return value;
    }
}
