namespace Portal.Core.PromQL;

/// <summary>Reads PromQL, the language of Prometheus 3.x.</summary>
public static class PromQLParser
{
    /// <summary>
    /// Reads and type-checks a query. Never throws for what the text holds: whatever is wrong is an error in the result, and size and nesting are bounded by the options.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="options">The dialect; null for everything on.</param>
    public static ParseResult Parse(string query, PromQLOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= PromQLOptions.Default;
        if (query.Length > options.MaxLength)
        {
            return new ParseResult(null, [new PromQLError(new Span(0, query.Length), $"query is too long: {query.Length} characters, at most {options.MaxLength} are allowed")]);
        }
        return new Parser(query, options).ParseQuery();
    }
}
