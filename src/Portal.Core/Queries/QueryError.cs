namespace Portal.Core.Queries;

/// <summary>Kinds of expected failure at run time: Prometheus' closed set and <see cref="Forbidden"/>. In JSON as in Prometheus, <c>bad_data</c> and so on.</summary>
public enum QueryErrorKind
{
    /// <summary>The request or the query is wrong.</summary>
    BadData,
    /// <summary>It took too long.</summary>
    Timeout,
    /// <summary>The caller went away.</summary>
    Canceled,
    /// <summary>The backend could not evaluate the query.</summary>
    Execution,
    /// <summary>The backend cannot be reached or is overloaded.</summary>
    Unavailable,
    /// <summary>There is no such thing, or not for this person.</summary>
    NotFound,
    /// <summary>The backend failed.</summary>
    Internal,
    /// <summary>Not allowed.</summary>
    Forbidden,
}

/// <summary>What an expected failure lies in, as far as that is known.</summary>
public enum QueryErrorCause
{
    /// <summary>Anything: the way to the backend, the backend, what was asked.</summary>
    Unknown,
    /// <summary>The query: the backend says so in its API's own words.</summary>
    Query,
    /// <summary>The size of the answer: it was not read to its end.</summary>
    Size,
    /// <summary>The portal's own queue: the backend was not asked.</summary>
    Queue,
}

/// <summary>An expected failure. The message may be shown to anyone who may see the panel: no address, no secret, no query text.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Message">What happened.</param>
/// <param name="Remedy">What to do, or null.</param>
/// <param name="Detail">For editors only: the backend's own words, which may quote the query. Or null.</param>
public sealed record QueryError(QueryErrorKind Kind, string Message, string? Remedy = null, string? Detail = null)
{
    /// <summary>What it lies in.</summary>
    public QueryErrorCause Cause { get; init; }
}

/// <summary>Carries a <see cref="QueryError"/> up to the place that maps it to a panel's state or to ProblemDetails.</summary>
public class QueryException(QueryError error, Exception? inner = null) : Exception(error.Message, inner)
{
    /// <summary>What failed.</summary>
    public QueryError Error { get; } = error;
}
