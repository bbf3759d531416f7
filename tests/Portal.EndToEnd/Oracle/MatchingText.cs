using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.PromQL;

namespace Portal.EndToEnd.Oracle;

/// <summary>Finds a value of a label that satisfies matchers: the equal one's, one that a regular expression takes, or none at all where that will do.</summary>
internal static class MatchingText
{
    private static readonly string[] Others = ["", "x", "other", "200", "/path"];

    /// <summary>The value, empty for a label that is not there; null where none was found.</summary>
    public static string? For(IReadOnlyList<LabelMatcher> matchers)
    {
        var candidates = matchers.Where(matcher => matcher.Operator == MatchOperator.Equal).Select(matcher => matcher.Value)
            .Concat(matchers.Where(matcher => matcher.Operator == MatchOperator.Regex).Select(matcher => new Sampler(matcher.Value).Alternatives()))
            .Concat(Others);
        return candidates.FirstOrDefault(value => matchers.All(matcher => Holds(matcher, value)));
    }

    private static bool Holds(LabelMatcher matcher, string value) => matcher.Operator switch
    {
        MatchOperator.Equal => matcher.Value == value,
        MatchOperator.NotEqual => matcher.Value != value,
        MatchOperator.Regex => IsMatch(matcher.Value, value),
        _ => !IsMatch(matcher.Value, value),
    };

    private static bool IsMatch(string pattern, string value)
    {
        try
        {
            return Regex.IsMatch(value, $"^(?s:{pattern})$", RegexOptions.None, TimeSpan.FromMinutes(1));
        }
        catch (ArgumentException)
        {
            // RE2 knows forms that .NET does not; such a selector finds nothing.
            return false;
        }
    }

    /// <summary>Writes a text that a regular expression takes: of alternatives the first, of repetitions one.</summary>
    private sealed class Sampler(string pattern)
    {
        private int _at;

        public string Alternatives()
        {
            var first = Sequence();
            while (_at < pattern.Length && pattern[_at] == '|')
            {
                _at++;
                var other = Sequence();
                first = first.Length > 0 ? first : other;
            }
            return first;
        }

        private string Sequence()
        {
            var text = new StringBuilder();
            while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
            {
                text.Insert(text.Length, Atom(), Repetitions());
            }
            return text.ToString();
        }

        private string Atom()
        {
            var c = pattern[_at++];
            switch (c)
            {
                case '\\' when _at < pattern.Length:
                    return pattern[_at++] switch { 'd' => "5", 'w' => "a", 's' => " ", 'S' or 'D' => "x", 'b' => "", 'n' => "\n", var literal => literal.ToString() };
                case '(':
                    if (pattern[_at..].StartsWith('?'))
                    {
                        _at = pattern.IndexOfAny([':', '>', ')'], _at) is >= 0 and var end ? end + (pattern[end] == ')' ? 0 : 1) : pattern.Length;
                    }
                    var inner = Alternatives();
                    _at++;
                    return inner;
                case '[':
                    var negated = pattern[_at..].StartsWith('^');
                    var close = pattern.IndexOf(']', Math.Min(_at + (negated ? 2 : 1), pattern.Length));
                    var member = pattern[Math.Min(_at, pattern.Length - 1)];
                    var isDigit = pattern[_at..].StartsWith("\\d", StringComparison.Ordinal);
                    _at = close < 0 ? pattern.Length : close + 1;
                    return negated ? "x" : isDigit ? "5" : member.ToString();
                case '.':
                    return "x";
                default:
                    return c is '^' or '$' ? "" : c.ToString();
            }
        }

        private int Repetitions()
        {
            var count = 1;
            if (_at < pattern.Length && pattern[_at] is '*' or '+' or '?')
            {
                _at++;
            }
            else if (_at < pattern.Length && pattern[_at] == '{' && pattern.IndexOf('}', _at) is > 0 and var end)
            {
                count = int.TryParse(pattern[(_at + 1)..end].Split(',')[0], out var least) ? Math.Clamp(least, 1, 20) : 1;
                _at = end + 1;
            }
            if (_at < pattern.Length && pattern[_at] == '?')
            {
                _at++;
            }
            return count;
        }
    }
}
