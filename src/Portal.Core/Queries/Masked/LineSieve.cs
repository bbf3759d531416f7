using System.Text.RegularExpressions;
using Portal.Core.Masking;
using Portal.Core.Queries.Logs;

namespace Portal.Core.Queries.Masked;

/// <summary>
/// What a person whose role sees masked text looks for in lines: looked for here, in the masked text, and not by the store. So what is found tells nothing of what is hidden.
/// </summary>
internal sealed class LineSieve
{
    /// <summary>How many lines of a page are looked through.</summary>
    public const int Scanned = 5_000;

    private readonly Func<string, bool>? _with;
    private readonly Func<string, bool>? _without;
    private readonly IReadOnlyList<LineCondition> _conditions;

    private LineSieve(Func<string, bool>? with, Func<string, bool>? without, IReadOnlyList<LineCondition> conditions) => (_with, _without, _conditions) = (with, without, conditions);

    /// <summary>The window that is looked through to show what passes of another.</summary>
    public static LineWindow Widen(LineWindow window) => window with { Limit = Math.Max(window.Limit, Scanned) };

    /// <summary>Makes the sieve of a search; null where there is nothing to look for. An expression that cannot be used here is an error.</summary>
    /// <param name="search">The search.</param>
    /// <param name="conditions">Those of its conditions that the store is not asked for.</param>
    /// <param name="trace">The id of a trace that lines hold; null for none.</param>
    public static (LineSieve? Sieve, QueryError? Error) Of(LogSearch search, IReadOnlyList<LineCondition> conditions, string? trace)
    {
        try
        {
            var with = Filter(search.Text, search.Match);
            if (trace is not null)
            {
                var other = with;
                with = text => text.Contains(trace, StringComparison.OrdinalIgnoreCase) && other?.Invoke(text) != false;
            }
            var without = Filter(search.Without, search.Match);
            return with is null && without is null && conditions.Count == 0 ? (null, null) : (new LineSieve(with, without, conditions), null);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, new QueryError(QueryErrorKind.BadData, "The regular expression cannot be used on masked text.", "Make it simpler, or look for it as text."));
        }
    }

    /// <summary>The lines that pass; streams without any are left out. What comes after the deadline does not pass.</summary>
    public IReadOnlyList<LogStream> Pass(IReadOnlyList<LogStream> streams, AnswerDeadline deadline) =>
        [.. streams.Select(stream => stream with { Lines = [.. stream.Lines.Where(line => !deadline.IsOver() && Passes(stream.Labels, line))] }).Where(stream => stream.Lines.Count > 0)];

    private bool Passes(IReadOnlyDictionary<string, string> labels, LogLine line)
    {
        try
        {
            return _with?.Invoke(line.Text) != false && _without?.Invoke(line.Text) != true
                && _conditions.All(condition => string.Equals(line.Metadata.GetValueOrDefault(condition.Name) ?? labels.GetValueOrDefault(condition.Name, ""), condition.Value, StringComparison.Ordinal) != condition.Negated);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Func<string, bool>? Filter(string text, TextMatch match)
    {
        if (text.Length == 0)
        {
            return null;
        }
        switch (match)
        {
            case TextMatch.Exact:
                return line => line.Contains(text, StringComparison.Ordinal);
            case TextMatch.Text:
                return line => line.Contains(text, StringComparison.OrdinalIgnoreCase);
            default:
                // Loki names groups as RE2 does.
                var regex = TextDetectors.Compile(text.Replace("(?P<", "(?<", StringComparison.Ordinal));
                return regex.IsMatch;
        }
    }
}
