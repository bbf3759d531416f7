using System.Text.RegularExpressions;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;

namespace Portal.Demo.Storage;

/// <summary>A label matcher that is ready to test many series.</summary>
internal sealed class CompiledMatcher
{
    private readonly string _value;
    private readonly MatchOperator _operator;
    private readonly Regex? _regex;
    private readonly HashSet<string>? _alternatives;

    public CompiledMatcher(LabelMatcher matcher)
    {
        Name = matcher.Name;
        _value = matcher.Value;
        _operator = matcher.Operator;
        if (_operator is MatchOperator.Regex or MatchOperator.NotRegex)
        {
            // Dashboards mostly send lists of literals; these need no automaton.
            if (_value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '|' or ':' or '/' or ' '))
            {
                _alternatives = [.. _value.Split('|')];
            }
            else
            {
                _regex = Patterns.Anchored(_value);
            }
        }
    }

    public string Name { get; }

    /// <summary>The one value that can match, or null when there are several.</summary>
    public string? Exact => _operator == MatchOperator.Equal ? _value : null;

    public bool MatchesEmpty => Matches("");

    public bool Matches(string value) => _operator switch
    {
        MatchOperator.Equal => value == _value,
        MatchOperator.NotEqual => value != _value,
        MatchOperator.Regex => IsMatch(value),
        _ => !IsMatch(value),
    };

    private bool IsMatch(string value) => _alternatives?.Contains(value) ?? _regex!.IsMatch(value);

    /// <summary>The matchers of a selector, with the metric name as one of them.</summary>
    public static CompiledMatcher[] Of(VectorSelector selector)
    {
        var matchers = new List<CompiledMatcher>();
        if (selector.MetricName is { } name)
        {
            matchers.Add(new(new(LabelSet.MetricName, MatchOperator.Equal, name)));
        }
        matchers.AddRange(selector.Matchers.Select(m => new CompiledMatcher(m)));
        return [.. matchers];
    }

    public static bool AllMatch(CompiledMatcher[] matchers, LabelSet labels)
    {
        foreach (var matcher in matchers)
        {
            if (!matcher.Matches(labels.Get(matcher.Name)))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>Regular expressions as PromQL reads them: anchored, linear in the text.</summary>
internal static class Patterns
{
    public static Regex Anchored(string pattern)
    {
        if (pattern.Length > 10_000)
        {
            throw new EvaluationException(EvaluationErrorKind.BadData, "regular expression is longer than 10000 characters");
        }
        try
        {
            return new Regex($@"\A(?s:{pattern.Replace("(?P<", "(?<", StringComparison.Ordinal)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new EvaluationException(EvaluationErrorKind.Execution, $"invalid regular expression {pattern}");
        }
    }
}
