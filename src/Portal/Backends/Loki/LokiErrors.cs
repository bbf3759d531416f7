using System.Net;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Loki's errors in the portal's words. Loki tells them as plain text, as Prometheus' JSON, or as JSON with a message, and what went wrong by status or by words.</summary>
internal static class LokiErrors
{
    private const int Canceled = 499;

    /// <summary>What a failed answer means.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body, as text.</param>
    /// <param name="request">What was asked.</param>
    public static QueryError Explain(HttpStatusCode status, string body, BackendRequest request)
    {
        var words = Words(body).Trim();
        var error = ByWords(words) ?? ByStatus(status);
        // Without words it is not Loki that speaks, but something on the way to it.
        error = status == HttpStatusCode.BadRequest && words.Length > 0 && error is { Kind: QueryErrorKind.BadData, Cause: QueryErrorCause.Unknown } ? error with { Cause = QueryErrorCause.Query } : error;
        return words.Length > 0 ? error with { Detail = request.Redactor.Clean(words, request.Query.Datasource.Url) } : error;
    }

    /// <summary>The most lines that the backend gives at once, where that is what it says; else null.</summary>
    public static int? MostLines(QueryError error)
    {
        // max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 1000)
        if (error.Detail is not { } words || !words.Contains("max entries limit", StringComparison.OrdinalIgnoreCase) && !words.Contains("max_entries_limit", StringComparison.Ordinal))
        {
            return null;
        }
        var bound = words.LastIndexOf('>');
        var digits = bound < 0 ? "" : string.Concat(words[(bound + 1)..].TrimStart().TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, out var most) && most > 0 ? most : null;
    }

    private static QueryError? ByWords(string words)
    {
        bool Says(string text) => words.Contains(text, StringComparison.OrdinalIgnoreCase);

        return Says("too many outstanding requests") ? new QueryError(QueryErrorKind.Unavailable, "The backend is asked too often.", "Wait a moment, or refresh less often.")
            : Says("maximum number of series") || Says("maximum of series") ? new QueryError(QueryErrorKind.Execution, "The query yields more series than the backend allows.", "Aggregate it by fewer labels, or choose fewer values.") { Cause = QueryErrorCause.Size }
            : Says("query time range exceeds") || Says("the query would read too many bytes") ? new QueryError(QueryErrorKind.BadData, "The query reads more than the backend allows.", "Choose a shorter range, or narrow the query.") { Cause = QueryErrorCause.Query }
            : Says("deadline exceeded") || Says("timed out") ? new QueryError(QueryErrorKind.Timeout, "The query took too long.", "Choose a shorter range, or narrow the query.")
            : Says("context canceled") ? GivenUp()
            : Says("empty ring") ? BackendFailures.Explain(HttpStatusCode.ServiceUnavailable)
            : Says("no org id") ? BackendFailures.Explain(HttpStatusCode.Unauthorized)
            : null;
    }

    private static QueryError ByStatus(HttpStatusCode status) => status switch
    {
        (HttpStatusCode)Canceled => GivenUp(),
        HttpStatusCode.BadRequest => new QueryError(QueryErrorKind.BadData, "The backend does not accept the query.", "Check the panel's query."),
        _ => BackendFailures.Explain(status) ?? BackendFailures.Explain(HttpStatusCode.InternalServerError)!,
    };

    private static QueryError GivenUp() => new(QueryErrorKind.Canceled, "The backend has given the query up.", "Try again.");

    private static string Words(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{"))
        {
            // A page of a proxy tells nobody anything.
            return body.AsSpan().TrimStart().StartsWith("<") ? "" : body;
        }
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (var name in (ReadOnlySpan<string>)["error", "message", "errorMessage"])
            {
                if (json.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                {
                    return text.GetString()!;
                }
            }
            return "";
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
