namespace Portal.Core.PromQL;

internal sealed partial class Lexer
{
    private Token NextNumber()
    {
        var end = NumberSyntax.Scan(input, _position);
        if (end > 0)
        {
            return Emit(TokenKind.Number, end - _start);
        }
        end = DurationSyntax.Scan(input, _position, out var valid);
        if (valid)
        {
            return Emit(TokenKind.Duration, end - _start);
        }
        end = Math.Max(end, NumberSyntax.ScanBroken(input, _position));
        return Fail($"bad number or duration syntax: {Quoting.Quote(input[_start..end])}");
    }

    private Token NextString(char quote)
    {
        var position = _start + 1;
        while (true)
        {
            if (position >= input.Length)
            {
                return Fail(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            }
            var c = input[position];
            if (c == quote)
            {
                return Emit(TokenKind.String, position + 1 - _start);
            }
            if (c == '\uFFFD' || (char.IsSurrogate(c) && !IsPair(position)))
            {
                return Fail("invalid UTF-8 rune");
            }
            if (quote != '`' && c == '\n')
            {
                return Fail("unterminated quoted string");
            }
            if (quote != '`' && c == '\\')
            {
                if (SkipEscape(ref position, quote) is { } problem)
                {
                    return Fail(problem);
                }
                continue;
            }
            position += char.IsSurrogate(c) ? 2 : 1;
        }
    }

    private bool IsPair(int position) => position + 1 < input.Length && char.IsSurrogatePair(input[position], input[position + 1]);

    private string? SkipEscape(ref int position, char quote)
    {
        position++;
        if (position >= input.Length)
        {
            return "escape sequence not terminated";
        }
        var c = input[position];
        if (c == quote || c is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\')
        {
            position++;
            return null;
        }
        var (digits, numberBase) = c switch
        {
            >= '0' and <= '7' => (3, 8),
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            _ => (0, 0),
        };
        if (digits == 0)
        {
            return $"unknown escape sequence {Quoting.DescribeCodePoint(input, position)}";
        }
        if (numberBase == 16)
        {
            position++;
        }
        long value = 0;
        for (var i = 0; i < digits; i++, position++)
        {
            if (position >= input.Length)
            {
                return "escape sequence not terminated";
            }
            var digit = char.IsAsciiHexDigit(input[position]) ? Convert.ToInt32(input[position].ToString(), 16) : 16;
            if (digit >= numberBase)
            {
                return $"illegal character {Quoting.DescribeCodePoint(input, position)} in escape sequence";
            }
            value = (value * numberBase) + digit;
        }
        var largest = digits is 4 or 8 ? 0x10FFFF : 255;
        return value > largest || value is >= 0xD800 and < 0xE000 ? "escape sequence is an invalid Unicode code point" : null;
    }
}
