using System.Net;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>Prometheus' closed set of errors in the portal's words.</summary>
internal static class PrometheusErrors
{
    /// <summary>What a failed answer means: by its kind of error, or else by its status.</summary>
    public static QueryError Explain(PrometheusAnswer answer, HttpStatusCode status, BackendRequest request)
    {
        var error = ByType(answer.ErrorType) ?? BackendFailures.Explain(status) ?? BackendFailures.Explain(HttpStatusCode.InternalServerError)!;
        return answer.Error is { Length: > 0 } words ? error with { Detail = request.Redactor.Clean(words, request.Query.Datasource.Url) } : error;
    }

    private static QueryError? ByType(string? type) => type switch
    {
        "bad_data" => new QueryError(QueryErrorKind.BadData, "The backend does not accept the query.", "Check the panel's query.") { Cause = QueryErrorCause.Query },
        "timeout" => new QueryError(QueryErrorKind.Timeout, "The query took too long.", "Choose a shorter range, or simplify the query."),
        "canceled" => new QueryError(QueryErrorKind.Canceled, "The backend has given the query up.", "Try again."),
        "execution" => new QueryError(QueryErrorKind.Execution, "The backend could not evaluate the query.", "Check the panel's query, or choose a shorter range.") { Cause = QueryErrorCause.Query },
        "unavailable" => new QueryError(QueryErrorKind.Unavailable, "The backend is not available.", "Try again in a moment."),
        "not_found" => new QueryError(QueryErrorKind.NotFound, "The backend does not have what was asked for."),
        "internal" => new QueryError(QueryErrorKind.Internal, "The backend failed.", "Try again; if it stays, let a platform engineer look at the backend."),
        _ => null,
    };
}
