using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Previews;

namespace Portal.Api;

/// <summary>Previews: which are open, what they change, and letting one ask for data. Dashboards of a preview are asked for as those that are live, with <c>?preview=</c> and its id.</summary>
internal static class PreviewEndpoints
{
    /// <summary>Maps the list, the overview, opening, approving and closing.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var previews = api.MapGroup("/previews").WithTags("Previews");
        previews.MapGet("", ListAsync).WithName("ListPreviews").WithSummary("The previews in which something is different for the asker.");
        previews.MapPost("", OpenAsync).WithName("OpenPreview").TakesJson<PreviewQuestion>().WithSummary("Opens a preview of a branch, tag or commit, or of a pull request such as #12. For editors.");
        previews.MapGet("/{id}", GetAsync).WithName("GetPreview").WithSummary("How a preview differs from what is live, as far as the asker may see.");
        previews.MapPost("/{id}/lint", LintAsync).WithName("LintPreview").WithSummary("What a preview asks anew, tried on the live backends. For editors.");
        previews.MapPost("/{id}/approve", ApproveAsync).WithName("ApprovePreview").TakesJson<ApprovalQuestion>().WithSummary("Lets one commit from outside of the repository ask for data. For editors.");
        previews.MapDelete("/{id}", CloseAsync).WithName("ClosePreview").WithSummary("Closes a preview. For editors.");
    }

    private static async Task<Ok<List<PreviewAnswer>>> ListAsync(PreviewBook book, ClaimsPrincipal person, CancellationToken cancellation) =>
        TypedResults.Ok((await book.ListAsync(person, cancellation)).Select(PreviewAnswer.From).ToList());

    private static async Task<Results<Ok<PreviewAnswer>, ProblemHttpResult>> OpenAsync(PreviewBook book, CatalogView asker, HttpRequest request, CancellationToken cancellation)
    {
        if (!asker.MayEdit)
        {
            return ApiProblems.NotFound();
        }
        var (question, wrong) = await ApiBody.ReadAsync<PreviewQuestion>(request, ApiBody.QuestionLimit, cancellation);
        if (question is null)
        {
            return wrong ?? ApiProblems.BadRequest("There is no revision.");
        }
        var (opened, problem) = await book.OpenAsync(asker.Person, question.Revision, cancellation);
        return opened is null ? ApiProblems.BadRequest(problem!) : TypedResults.Ok(PreviewAnswer.From(opened));
    }

    private static async Task<Results<Ok<DifferenceAnswer>, ProblemHttpResult>> GetAsync(string id, PreviewBook book, ClaimsPrincipal person, CancellationToken cancellation)
    {
        try
        {
            return await book.FindAsync(person, id, cancellation) is { } opened ? TypedResults.Ok(DifferenceAnswer.From(opened.Difference)) : ApiProblems.NotFound();
        }
        catch (PreviewFailure e)
        {
            return ApiProblems.Unprocessable("The preview cannot be shown.", e.Message);
        }
    }

    private static async Task<Results<Ok<LintReportAnswer>, ProblemHttpResult>> LintAsync(string id, PreviewBook book, PreviewLint lint, CatalogView asker, CancellationToken cancellation)
    {
        try
        {
            return !asker.MayEdit || await book.FindAsync(asker.Person, id, cancellation) is not { } opened ? ApiProblems.NotFound()
                : await lint.GetAsync(opened.Preview, opened.Loaded, cancellation) is { } report ? TypedResults.Ok(LintReportAnswer.From(report))
                : ApiProblems.Silent(opened.NeedsApproval ? "Nothing is tried until somebody who may edit approves this very commit." : "Nothing is live yet.");
        }
        catch (PreviewFailure e)
        {
            return ApiProblems.Unprocessable("The preview cannot be shown.", e.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ApproveAsync(string id, PreviewBook book, CatalogView asker, HttpRequest request, CancellationToken cancellation)
    {
        if (!asker.MayEdit)
        {
            return ApiProblems.NotFound();
        }
        var (question, wrong) = await ApiBody.ReadAsync<ApprovalQuestion>(request, ApiBody.QuestionLimit, cancellation);
        if (question is null)
        {
            return wrong ?? ApiProblems.BadRequest("There is no head.");
        }
        return await book.ApproveAsync(asker.Person, id, new RevisionId(question.Head), cancellation)
            ? TypedResults.NoContent()
            : ApiProblems.BadRequest("The preview does not show that commit.", "Look at what it shows now, and approve that.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(string id, PreviewBook book, ClaimsPrincipal person, CancellationToken cancellation) =>
        await book.CloseAsync(person, id, cancellation) ? TypedResults.NoContent() : ApiProblems.NotFound();
}

/// <summary>What shall be previewed.</summary>
internal sealed record PreviewQuestion
{
    /// <summary>A branch, tag or commit, or <c>#12</c> for a pull request.</summary>
    public required string Revision { get; init; }
}

/// <summary>What is approved.</summary>
internal sealed record ApprovalQuestion
{
    /// <summary>The commit, all 40 digits.</summary>
    public required string Head { get; init; }
}

/// <summary>A preview.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind"><c>pull</c>, <c>branch</c> or <c>commit</c>.</param>
/// <param name="Number">The number of the pull request; 0 for none.</param>
/// <param name="Title">What people read.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Branch">The branch that it comes from.</param>
/// <param name="Head">The commit that is shown.</param>
/// <param name="Failure">Why there is nothing to show; null where there is.</param>
/// <param name="UpdatedAt">When it was opened, pushed to or looked at last.</param>
/// <param name="Url">Its page.</param>
internal sealed record PreviewAnswer(string Id, string Kind, int Number, string Title, string Author, string Branch, string? Head, string? Failure, DateTimeOffset UpdatedAt, string Url)
{
    /// <summary>The preview as the API tells it.</summary>
    public static PreviewAnswer From(Preview p) => new(
        p.Id, p.Kind.ToString().ToLowerInvariant(), p.Number, p.Title, p.Author, p.Branch, p.Head?.Value, p.Failure, p.UpdatedAt, PortalUrls.Preview(p.Id));
}
