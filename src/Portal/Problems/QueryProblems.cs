using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Queries;

namespace Portal.Problems;

/// <summary>The one place that turns a <see cref="QueryError"/> into HTTP.</summary>
internal static class QueryProblems
{
    /// <summary>What is said of that which does not exist, or not for this person.</summary>
    public const string NotFound = "There is no such thing here.";

    /// <summary>What to do about it.</summary>
    public const string NotFoundRemedy = "Check the address, or ask for access.";

    /// <summary>The HTTP status of a kind of failure.</summary>
    public static int Status(QueryErrorKind kind) => kind switch
    {
        QueryErrorKind.BadData => StatusCodes.Status400BadRequest,
        // To whom something is forbidden it does not exist.
        QueryErrorKind.Forbidden or QueryErrorKind.NotFound => StatusCodes.Status404NotFound,
        QueryErrorKind.Execution => StatusCodes.Status422UnprocessableEntity,
        QueryErrorKind.Canceled => StatusCodes.Status499ClientClosedRequest,
        QueryErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        QueryErrorKind.Timeout => StatusCodes.Status504GatewayTimeout,
        QueryErrorKind.Internal => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The kind as it is written in JSON, such as <c>bad_data</c>.</summary>
    public static string Name(QueryErrorKind kind) => kind switch
    {
        QueryErrorKind.BadData => "bad_data",
        QueryErrorKind.NotFound => "not_found",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The answer to a failed request. Only editors are told the backend's own words, which may quote the query.</summary>
    public static ProblemDetails Problem(QueryError error, bool forEditor)
    {
        if (error.Kind == QueryErrorKind.Forbidden && !forEditor)
        {
            error = new QueryError(QueryErrorKind.NotFound, NotFound, NotFoundRemedy);
        }
        var problem = new ProblemDetails { Status = Status(error.Kind), Detail = error.Message };
        if (error.Remedy is not null)
        {
            problem.Extensions["remedy"] = error.Remedy;
        }
        problem.Extensions["kind"] = Name(error.Kind);
        if (forEditor && error.Detail is not null)
        {
            problem.Extensions["backend"] = error.Detail;
        }
        return problem;
    }
}

/// <summary>Answers expected failures that nobody has caught further down.</summary>
/// <param name="problems">Writes the answer.</param>
internal sealed class QueryExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not QueryException { Error: var error })
        {
            return false;
        }
        httpContext.Response.StatusCode = QueryProblems.Status(error.Kind);
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = QueryProblems.Problem(error, forEditor: false), Exception = exception });
    }
}

/// <summary>Errors as ProblemDetails.</summary>
internal static class ProblemsFeature
{
    /// <summary>Adds the answers to failed requests.</summary>
    public static IServiceCollection AddPortalProblems(this IServiceCollection services)
    {
        // A body that is too large, or ends too early, is the sender's fault wherever it is noticed.
        services.Configure<ExceptionHandlerOptions>(handler => handler.StatusCodeSelector = static exception =>
            exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError);
        return services.AddProblemDetails().AddExceptionHandler<QueryExceptionHandler>();
    }

    /// <summary>Turns exceptions into answers.</summary>
    public static WebApplication UsePortalProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        return app;
    }
}
