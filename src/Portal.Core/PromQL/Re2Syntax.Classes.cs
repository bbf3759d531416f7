namespace Portal.Core.PromQL;

internal sealed partial class Re2Syntax
{
    private static readonly string[] PosixClasses =
        ["alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit"];

    /// <summary>Reads an escape outside of a class; true if it matches the empty text.</summary>
    private bool Escape(out bool repeatable)
    {
        repeatable = true;
        if (_position + 1 >= _pattern.Length)
        {
            return Fail("trailing backslash at end of expression: ``");
        }
        switch (_pattern[_position + 1])
        {
            case 'A' or 'z' or 'B':
                _position += 2;
                return true;
            case 'b':
                _position += 2;
                return false;
            case 'Q':
                var end = _pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
                var literal = (end < 0 ? _pattern.Length : end) - (_position + 2);
                _position = end < 0 ? _pattern.Length : end + 2;
                repeatable = literal > 0;
                return literal <= 0;
            case 'E':
                return Fail("invalid escape sequence: `\\E`");
            case 'd' or 'D' or 's' or 'S' or 'w' or 'W':
                _position += 2;
                return false;
            case 'p' or 'P':
                return UnicodeClass();
            default:
                EscapedCharacter();
                return false;
        }
    }

    private bool UnicodeClass()
    {
        var start = _position;
        _position += 2;
        if (AtEnd)
        {
            return Fail($"invalid character class range: `{_pattern[start..]}`");
        }
        if (_pattern[_position] != '{')
        {
            _position++;
            return false;
        }
        var end = _pattern.IndexOf('}', _position);
        if (end < 0 || end == _position + 1)
        {
            return Fail($"invalid character class range: `{_pattern[start..]}`");
        }
        _position = end + 1;
        return false;
    }

    /// <summary>Reads a backslash and the character it stands for; -1 if it is none.</summary>
    private int EscapedCharacter()
    {
        var start = _position++;
        if (AtEnd)
        {
            Fail("trailing backslash at end of expression: ``");
            return -1;
        }
        var c = _pattern[_position++];
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return HexCharacter(start);
            case '0' or (>= '1' and <= '7') when c == '0' || (_position < _pattern.Length && _pattern[_position] is >= '0' and <= '7'):
                var value = c - '0';
                for (var i = 1; i < 3 && _position < _pattern.Length && _pattern[_position] is >= '0' and <= '7'; i++)
                {
                    value = (value * 8) + (_pattern[_position++] - '0');
                }
                return value;
            default:
                if (c < 0x80 && !char.IsAsciiLetterOrDigit(c))
                {
                    return c;
                }
                Fail($"invalid escape sequence: `{_pattern[start.._position]}`");
                return -1;
        }
    }

    private int HexCharacter(int start)
    {
        var from = _position;
        if (Take('{'))
        {
            var end = _pattern.IndexOf('}', _position);
            if (end > _position && end - _position <= 8
                && int.TryParse(_pattern.AsSpan(_position, end - _position), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value) && value is >= 0 and <= 0x10FFFF)
            {
                _position = end + 1;
                return value;
            }
        }
        else if (from + 2 <= _pattern.Length && int.TryParse(_pattern.AsSpan(from, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
        {
            _position = from + 2;
            return value;
        }
        Fail($"invalid escape sequence: `{_pattern[start..Math.Min(_pattern.Length, from + 2)]}`");
        return -1;
    }

    /// <summary>Reads a class in brackets; a class never matches the empty text.</summary>
    private bool Class()
    {
        var start = _position++;
        Take('^');
        var first = true;
        while (!AtEnd && (first || _pattern[_position] != ']'))
        {
            first = false;
            if (IsNamedClass(out var problem))
            {
                if (problem is not null)
                {
                    return Fail(problem);
                }
                continue;
            }
            var from = _position;
            var low = ClassCharacter();
            if (_position + 1 < _pattern.Length && _pattern[_position] == '-' && _pattern[_position + 1] != ']')
            {
                _position++;
                var high = ClassCharacter();
                if (_problem is null && high < low)
                {
                    return Fail($"invalid character class range: `{_pattern[from.._position]}`");
                }
            }
        }
        return Take(']') ? false : Fail($"missing closing ]: `{_pattern[start..]}`");
    }

    private bool IsNamedClass(out string? problem)
    {
        problem = null;
        // No name is longer; a search through the whole pattern at each bracket would take time by its square.
        var rest = _pattern.AsSpan(_position, Math.Min(16, _pattern.Length - _position));
        if (rest.StartsWith("[:") && rest[2..].IndexOf(":]") is >= 0 and var length)
        {
            var end = length + 2;
            var name = rest[2..end];
            if (!PosixClasses.Contains(name.TrimStart('^').ToString()))
            {
                problem = $"invalid character class range: `{rest[..(end + 2)]}`";
            }
            _position += end + 2;
            return true;
        }
        if (rest.Length < 2 || rest[0] != '\\')
        {
            return false;
        }
        if (rest[1] is 'd' or 'D' or 's' or 'S' or 'w' or 'W')
        {
            _position += 2;
            return true;
        }
        return rest[1] is ('p' or 'P') && !UnicodeClass();
    }

    private int ClassCharacter()
    {
        if (AtEnd)
        {
            return -1;
        }
        var c = _pattern[_position];
        if (c == '\\')
        {
            return EscapedCharacter();
        }
        if (char.IsHighSurrogate(c) && _position + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[_position + 1]))
        {
            _position += 2;
            return char.ConvertToUtf32(c, _pattern[_position - 1]);
        }
        _position++;
        return c;
    }
}
