namespace Portal.Core.PromQL;

/// <summary>What a regular expression in RE2's syntax is worth.</summary>
/// <param name="Problem">Why it is not one, in Prometheus' words; null if it is.</param>
/// <param name="MatchesEmpty">Whether it matches the empty text.</param>
internal readonly record struct Re2Check(string? Problem, bool MatchesEmpty);

/// <summary>
/// Reads regular expressions in RE2's syntax, as Prometheus takes them, only as far as needed to say whether they are valid and whether they match the empty text.
/// The regular expressions of .NET differ in both.
/// </summary>
internal sealed partial class Re2Syntax
{
    private const int MaxDepth = 250;
    private const int MaxRepeat = 1000;

    private readonly string _pattern;
    private int _position;
    private int _depth;
    private string? _problem;

    private Re2Syntax(string pattern) => _pattern = pattern;

    /// <summary>Checks a regular expression that is anchored at both ends.</summary>
    public static Re2Check Check(string pattern)
    {
        var syntax = new Re2Syntax(pattern);
        var empty = syntax.Alternation();
        if (syntax._problem is null && syntax._position < pattern.Length)
        {
            syntax.Fail($"unexpected ): `{pattern}`");
        }
        return new Re2Check(syntax._problem, syntax._problem is null && empty);
    }

    private bool AtEnd => _problem is not null || _position >= _pattern.Length;

    private bool Fail(string problem)
    {
        _problem ??= problem;
        _position = _pattern.Length;
        return false;
    }

    private bool Alternation()
    {
        if (++_depth > MaxDepth)
        {
            return Fail("expression nests too deeply: `" + _pattern + "`");
        }
        var empty = false;
        do
        {
            empty |= Sequence();
        }
        while (Take('|'));
        _depth--;
        return empty;
    }

    private bool Take(char c)
    {
        if (AtEnd || _pattern[_position] != c)
        {
            return false;
        }
        _position++;
        return true;
    }

    private bool Sequence()
    {
        var empty = true;
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            var start = _position;
            if (IsRepetition(out _))
            {
                return Fail($"missing argument to repetition operator: `{_pattern[_position]}`");
            }
            var item = Item(out var repeatable);
            empty &= Repetitions(item, repeatable, start);
        }
        return empty;
    }

    private bool Repetitions(bool empty, bool repeatable, int start)
    {
        var previous = -1;
        while (!AtEnd && IsRepetition(out var length))
        {
            var at = _position;
            if (!repeatable)
            {
                return Fail($"missing argument to repetition operator: `{_pattern.Substring(at, length)}`");
            }
            if (previous >= 0)
            {
                return Fail($"invalid nested repetition operator: `{_pattern[previous..(at + length)]}`");
            }
            if (_pattern[at] == '{')
            {
                var (least, most) = Bounds(at, length);
                if (least > MaxRepeat || most > MaxRepeat || (most >= 0 && least > most))
                {
                    return Fail($"invalid repeat count: `{_pattern.Substring(at, length)}`");
                }
                empty |= least == 0;
            }
            else
            {
                empty |= _pattern[at] is '*' or '?';
            }
            previous = at;
            _position += length;
            Take('?');
        }
        return _position >= start && empty;
    }

    private bool IsRepetition(out int length)
    {
        length = 1;
        switch (_pattern[_position])
        {
            case '*' or '+' or '?': return true;
            case '{':
                var end = _position + 1;
                var digits = CountDigits(end);
                if (digits == 0)
                {
                    return false;
                }
                end += digits;
                if (end < _pattern.Length && _pattern[end] == ',')
                {
                    end++;
                    end += CountDigits(end);
                }
                length = end + 1 - _position;
                return end < _pattern.Length && _pattern[end] == '}';
            default: return false;
        }
    }

    private int CountDigits(int position)
    {
        var start = position;
        while (position < _pattern.Length && char.IsAsciiDigit(_pattern[position]))
        {
            position++;
        }
        return position - start;
    }

    // The most is -1 where there is no upper bound.
    private (int Least, int Most) Bounds(int at, int length)
    {
        var parts = _pattern.Substring(at + 1, length - 2).Split(',');
        var least = Number(parts[0]);
        return (least, parts.Length == 1 ? least : parts[1].Length == 0 ? -1 : Number(parts[1]));
    }

    private static int Number(string digits) => digits.Length <= 6 ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : int.MaxValue;

    /// <summary>Reads one item; true if it matches the empty text.</summary>
    private bool Item(out bool repeatable)
    {
        repeatable = true;
        var c = _pattern[_position];
        switch (c)
        {
            case '(': return Group(out repeatable);
            case '[': return Class();
            case '\\': return Escape(out repeatable);
            case '^' or '$':
                _position++;
                return true;
            default:
                _position += char.IsHighSurrogate(c) && _position + 1 < _pattern.Length ? 2 : 1;
                return false;
        }
    }

    private bool Group(out bool repeatable)
    {
        repeatable = true;
        var start = _position++;
        if (Take('?') && !GroupFlags(start, out repeatable))
        {
            return !repeatable;
        }
        var empty = Alternation();
        return Take(')') ? empty : Fail($"missing closing ): `{_pattern}`");
    }

    // False if the group ends with its flags, as (?i) does, or is no group.
    private bool GroupFlags(int start, out bool repeatable)
    {
        repeatable = true;
        var rest = _pattern.AsSpan(_position);
        if (rest.StartsWith("P<") || (rest.StartsWith("<") && !rest.StartsWith("<=") && !rest.StartsWith("<!")))
        {
            var from = _position + (rest[0] == 'P' ? 2 : 1);
            var end = _pattern.IndexOf('>', from);
            if (end < 0 || end == from || _pattern.AsSpan(from, end - from).ContainsAnyExcept(NameCharacters))
            {
                return Fail($"invalid named capture: `{_pattern[start..(end < 0 ? _pattern.Length : end + 1)]}`");
            }
            _position = end + 1;
            return true;
        }
        var negated = false;
        var flags = 0;
        while (!AtEnd)
        {
            var c = _pattern[_position++];
            switch (c)
            {
                case 'i' or 'm' or 's' or 'U':
                    flags++;
                    break;
                case '-' when !negated:
                    negated = true;
                    flags = 0;
                    break;
                case ':' when !negated || flags > 0: return true;
                case ')' when flags > 0:
                    repeatable = false;
                    return false;
                default: return Fail($"invalid or unsupported Perl syntax: `{_pattern[start.._position]}`");
            }
        }
        return Fail($"missing closing ): `{_pattern}`");
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
