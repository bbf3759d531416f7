using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Api;

/// <summary>The state of the content, for editors.</summary>
internal static class CatalogEndpoints
{
    private const int ContentLimit = 1024 * 1024;
    private const int MostFiles = 2000;

    /// <summary>Maps <c>/catalog</c> and <c>/validate</c>.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/catalog", State).WithName("GetCatalog").WithTags("Catalog").WithSummary("What is live, what was refused, and why.");
        api.MapPost("/validate", ValidateAsync).WithName("Validate").WithTags("Catalog").TakesJson<ValidationQuestion>(ContentLimit)
            .WithSummary("Validates posted content, up to 1 MiB; without a body, tells what the newest revision's validation found.");
    }

    private static Results<Ok<CatalogAnswer>, ProblemHttpResult> State(CatalogView view, ICatalog catalog)
    {
        if (!view.MayEdit)
        {
            return ApiProblems.NotFound();
        }
        var live = view.Snapshot is not { } s ? null
            : new LiveAnswer(s.Revision.Value, s.Time, s.Tenants.Count, s.Templates.Dashboards.Count, s.Bindings, Answers(s.Diagnostics));
        var refused = catalog.Refused is not { } r ? null : new RefusedAnswer(r.Revision.Value, r.Time, Answers(r.Diagnostics));
        return TypedResults.Ok(new CatalogAnswer(live, refused, Answers(catalog.Notices)));
    }

    private static async Task<Results<Ok<ValidationAnswer>, ProblemHttpResult>> ValidateAsync(
        CatalogView view, ICatalog catalog, ContentCheck check, HttpRequest request, CancellationToken cancellation)
    {
        if (!view.MayEdit)
        {
            return ApiProblems.NotFound();
        }
        var (question, refusal) = await ApiBody.ReadAsync<ValidationQuestion>(request, ContentLimit, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }
        if (question is null)
        {
            return catalog.Refused is { } refused
                ? TypedResults.Ok(new ValidationAnswer(refused.Revision.Value, false, 0, Answers(refused.Diagnostics)))
                : view.Snapshot is { } live
                    ? TypedResults.Ok(new ValidationAnswer(live.Revision.Value, true, live.Bindings, Answers(live.Diagnostics)))
                    : ApiProblems.NotReady();
        }
        if (question.Files.Count > MostFiles || question.Files.Any(f => f.Value is null || !IsContentPath(f.Key)))
        {
            return ApiProblems.BadRequest($"At most {MostFiles} files are validated, with paths that begin with 'templates/' or 'tenants/', and lint.yaml.");
        }
        if (await check.RunAsync(question.Files, cancellation) is not { } result)
        {
            return ApiProblems.Busy();
        }
        return TypedResults.Ok(new ValidationAnswer(null, result.Snapshot is not null, result.Bindings, Answers(result.Diagnostics)));
    }

    private static bool IsContentPath(string path) =>
        path == LintPolicy.File
        || (path.StartsWith("templates/", StringComparison.Ordinal) || path.StartsWith("tenants/", StringComparison.Ordinal))
        && path.Length <= 255
        && path.Split('/').All(part => part is not ("" or "." or "..") && !part.Contains('\\'));

    private static List<DiagnosticAnswer> Answers(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Select(DiagnosticAnswer.From)];
}
