using System.Text.RegularExpressions;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;

namespace Portal.Demo.LogQueries;

/// <summary>Filters on a line's text.</summary>
internal static class LineFilters
{
    public static LineStage Compile(LineFilter filter)
    {
        var tests = filter.Alternatives.Select(a => Test(filter.Match, a)).ToArray();
        // A negated filter holds where none of its texts is found.
        var negated = filter.Match is LineMatch.NotContains or LineMatch.NotRegex or LineMatch.NotPattern;
        return line => Array.Exists(tests, test => test(line.Text)) != negated;
    }

    /// <summary>A regular expression that may match anywhere, linear in the text.</summary>
    public static Regex Unanchored(string pattern)
    {
        try
        {
            return new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw EvaluationException.Unsupported($"the regular expression {pattern}");
        }
    }

    private static Predicate<string> Test(LineMatch match, LineFilterText text)
    {
        if (text.IsIp)
        {
            return IpRange.Parse(text.Value).IsIn;
        }
        switch (match)
        {
            case LineMatch.Contains or LineMatch.NotContains:
                return line => line.Contains(text.Value, StringComparison.Ordinal);
            case LineMatch.Regex or LineMatch.NotRegex:
                return Unanchored(text.Value).IsMatch;
            default:
                return LinePattern.Parse(text.Value).Matches;
        }
    }
}
