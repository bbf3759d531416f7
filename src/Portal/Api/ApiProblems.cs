using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Queries;
using Portal.History;
using Portal.Problems;

namespace Portal.Api;

/// <summary>The one place that words refusals of the API.</summary>
internal static class ApiProblems
{
    private const int MostReasons = 100;

    /// <summary>The same for what does not exist and for what the person may not know of.</summary>
    public static ProblemHttpResult NotFound() => Problem(StatusCodes.Status404NotFound, QueryProblems.NotFound, QueryProblems.NotFoundRemedy);

    /// <summary>The request is wrong.</summary>
    public static ProblemHttpResult BadRequest(string detail, string? remedy = null) => Problem(StatusCodes.Status400BadRequest, detail, remedy);

    /// <summary>The request is larger than what is read.</summary>
    public static ProblemHttpResult TooLarge(int limit) => Problem(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {limit / 1024} KiB.", null);

    /// <summary>The content is wrong.</summary>
    public static ProblemHttpResult Unprocessable(string detail, string remedy) => Problem(StatusCodes.Status422UnprocessableEntity, detail, remedy);

    /// <summary>A preview may not ask for data.</summary>
    public static ProblemHttpResult Silent(string why) => Problem(StatusCodes.Status403Forbidden, "This preview has no live data.", why);

    /// <summary>A past revision is not shown.</summary>
    public static ProblemHttpResult Refused(RevisionRefusal refusal)
    {
        var status = refusal.Kind switch
        {
            RevisionRefusalKind.Malformed => StatusCodes.Status400BadRequest,
            RevisionRefusalKind.Unknown => StatusCodes.Status404NotFound,
            RevisionRefusalKind.Refused => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        var problem = Problem(status, refusal.Message, null);
        if (refusal.Diagnostics.Count > 0)
        {
            problem.ProblemDetails.Extensions["diagnostics"] = refusal.Diagnostics.Take(MostReasons).Select(DiagnosticAnswer.From).ToList();
        }
        return problem;
    }

    /// <summary>The work was not done.</summary>
    public static ProblemHttpResult Busy() => Problem(StatusCodes.Status429TooManyRequests, "Another validation is running, or this one took more than a minute.", "Try again in a moment, or validate on your own machine with 'portal validate'.");

    /// <summary>No revision is live.</summary>
    public static ProblemHttpResult NotReady() => Problem(StatusCodes.Status503ServiceUnavailable, "No dashboards are live yet.", "See /catalog for the reason.");

    /// <summary>A failure at run time.</summary>
    public static ProblemHttpResult From(QueryError error, bool forEditor) => TypedResults.Problem(QueryProblems.Problem(error, forEditor));

    private static ProblemHttpResult Problem(int status, string detail, string? remedy)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        if (remedy is not null)
        {
            problem.Extensions["remedy"] = remedy;
        }
        return TypedResults.Problem(problem);
    }
}
