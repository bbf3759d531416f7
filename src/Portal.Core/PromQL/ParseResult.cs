namespace Portal.Core.PromQL;

/// <summary>What came out of parsing: a tree, or why there is none.</summary>
/// <param name="Expression">The tree; null when there are errors.</param>
/// <param name="Errors">What is wrong, the most telling first; empty when there is a tree.</param>
public sealed record ParseResult(Expr? Expression, IReadOnlyList<PromQLError> Errors);

/// <summary>Something wrong with a query.</summary>
/// <param name="Span">Where.</param>
/// <param name="Message">What, in Prometheus' own words where it has any.</param>
public sealed record PromQLError(Span Span, string Message)
{
    /// <summary>The place of the error as 1-based line and column, counted in UTF-16 characters.</summary>
    /// <param name="query">The query that was parsed.</param>
    public (int Line, int Column) Locate(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var before = query.AsSpan(0, Math.Clamp(Span.Start, 0, query.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>The error with its place in front, as Prometheus writes it: <c>1:5: parse error: …</c></summary>
    /// <param name="query">The query that was parsed.</param>
    public string Format(string query)
    {
        var (line, column) = Locate(query);
        return $"{line}:{column}: parse error: {Message}";
    }
}
