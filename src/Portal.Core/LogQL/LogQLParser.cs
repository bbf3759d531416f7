using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>The outcome of reading a LogQL query: a tree, or errors, never both.</summary>
/// <param name="Expression">The tree; null when there are errors.</param>
/// <param name="Errors">What is wrong; empty when there is a tree.</param>
public sealed record LogQLParseResult(LogQLExpr? Expression, IReadOnlyList<PromQLError> Errors);

/// <summary>Reads LogQL, the language of Loki 3.x.</summary>
public static class LogQLParser
{
    /// <summary>The longest query, in UTF-16 characters; Loki's own limit is of the same size.</summary>
    public const int MaxLength = 131_072;

    /// <summary>Reads and checks a query. Never throws for what the text holds; size and nesting are bounded.</summary>
    /// <param name="query">The query.</param>
    public static LogQLParseResult Parse(string query) => Parse(query, MaxLength);

    internal static LogQLParseResult Parse(string query, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Length > maxLength
            ? new LogQLParseResult(null, [new PromQLError(new Span(0, query.Length), $"query is too long: {query.Length} characters, at most {maxLength} are allowed")])
            : new Parser(query).ParseQuery();
    }
}
