using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Polly.CircuitBreaker;
using Portal.Core.Queries;
using Portal.Outgoing;

namespace Portal.Backends;

/// <summary>The one place that says what went wrong between the portal and a backend. Messages hold no address, no secret and no query.</summary>
internal static class BackendFailures
{
    private const string AskOperator = "Try again; if it stays, let a platform engineer look at the backend.";

    /// <summary>What an exception means; null where it is a bug.</summary>
    /// <param name="exception">What was thrown while asking.</param>
    /// <param name="timedOut">Whether the datasource's time was up.</param>
    /// <param name="timeout">The datasource's time.</param>
    public static QueryError? Explain(Exception exception, bool timedOut, TimeSpan timeout) => exception switch
    {
        QueryException query => query.Error,
        HttpRequestException { InnerException: QueryException query } => query.Error,
        HttpRequestException { InnerException: RefusedAddressException } => new QueryError(
            QueryErrorKind.Unavailable, "The backend's name leads to an address that the portal does not call.", "Let a platform engineer check the name; the server's log says where it leads."),
        _ when timedOut => TooSlow(timeout),
        OperationCanceledException => Unreachable(),
        BrokenCircuitException => new QueryError(QueryErrorKind.Unavailable, "The backend has failed several times in a row and is left alone for a moment.", AskOperator),
        HttpRequestException { InnerException: AuthenticationException } or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
            new QueryError(QueryErrorKind.Unavailable, "The backend's certificate is not trusted, or it does not accept the portal's.", "Check the datasource's 'tls': ca, clientCertificate, serverName."),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new QueryError(QueryErrorKind.Unavailable, "The backend's name is not known.", "Check the datasource's 'url'."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Unreachable(),
        HttpRequestException or IOException => new QueryError(QueryErrorKind.Unavailable, "The connection to the backend broke off.", AskOperator),
        JsonException or InvalidDataException => NotUnderstood(),
        _ => null,
    };

    /// <summary>What an HTTP status means that came without Prometheus' own error; null for success.</summary>
    public static QueryError? Explain(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => new QueryError(QueryErrorKind.Unavailable, "The backend answers with a redirect, which is not followed.", "Give the final address in the datasource's 'url'."),
        401 or 403 => new QueryError(QueryErrorKind.Forbidden, "The backend does not accept the portal's credentials.", "Check the datasource's 'auth' and 'headers', and the secrets that they name."),
        404 => new QueryError(QueryErrorKind.NotFound, "The backend's address has no such API.", "Check the path of the datasource's 'url'."),
        408 or 504 => new QueryError(QueryErrorKind.Timeout, "The backend did not answer in time.", "Choose a shorter range, or simplify the query."),
        413 or 414 or 431 => new QueryError(QueryErrorKind.BadData, "The query is too long for the backend.", "Choose fewer values, or shorten the query."),
        422 => new QueryError(QueryErrorKind.Execution, "The backend could not evaluate the query."),
        429 => new QueryError(QueryErrorKind.Unavailable, "The backend is asked too often.", "Wait a moment, or refresh less often."),
        < 500 => new QueryError(QueryErrorKind.BadData, "The backend does not accept the request."),
        502 or 503 => new QueryError(QueryErrorKind.Unavailable, "The backend is not available.", AskOperator),
        _ => new QueryError(QueryErrorKind.Internal, "The backend failed.", AskOperator),
    };

    /// <summary>The answer is not what the API sends.</summary>
    public static QueryError NotUnderstood() =>
        new(QueryErrorKind.Internal, "The backend's answer is not what its API should send.", "Check that the datasource's 'url' is the API's address and not that of a page or a login.");

    /// <summary>The answer has more bytes than are read.</summary>
    public static QueryError TooLarge(int maxBytes) => new(QueryErrorKind.Execution, $"The backend's answer is larger than {maxBytes / 1024:N0} KiB.", "Narrow the query, or aggregate it.") { Cause = QueryErrorCause.Size };

    private static QueryError TooSlow(TimeSpan timeout) =>
        new(QueryErrorKind.Timeout, $"The backend did not answer within {timeout.TotalSeconds:0.#} s.", "Choose a shorter range, simplify the query, or raise the datasource's 'timeout'.");

    private static QueryError Unreachable() => new(QueryErrorKind.Unavailable, "The backend cannot be reached.", AskOperator);
}
