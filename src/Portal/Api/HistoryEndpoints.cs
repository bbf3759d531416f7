using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.History;

namespace Portal.Api;

/// <summary>Who changed a dashboard when and how.</summary>
internal static class HistoryEndpoints
{
    private const string Moment = "5";

    /// <summary>Maps the history of a dashboard, and what is live.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/live", Live).WithName("GetLive").WithTags("Dashboards").WithSummary("Which revision is live since when, and whether and why it is held: what the banner tells everybody.");
        api.MapGet("/dashboards/{tenant}/{environment}/{dashboard}/history", GetAsync).WithName("GetHistory").WithTags("Dashboards")
            .WithSummary("The commits that changed a dashboard, the newest first, with what each changed as far as the asker may see. 'next' is the 'before' of what is older.");
    }

    private static Results<Ok<LiveRevisionAnswer>, ProblemHttpResult> Live(CatalogView view, ICatalog catalog) =>
        view.Snapshot is not { } live ? ApiProblems.NotReady()
        : TypedResults.Ok(new LiveRevisionAnswer(live.Revision.Value, catalog.LiveSince?.At, catalog.LiveSince is { Pinned: true } held ? new HeldAnswer(held.Person, held.PinReason!) : null));

    private static async Task<Results<Ok<HistoryAnswer>, ProblemHttpResult>> GetAsync(
        string tenant, string environment, string dashboard, ContentView view, DashboardService dashboards, HistoryBook book, HttpResponse response, CancellationToken cancellation,
        string? service = null, string? before = null, int limit = 20)
    {
        if (limit is < 1 or > HistoryBook.MostEntries || before?.Length > 40)
        {
            return ApiProblems.BadRequest($"The limit is 1 to {HistoryBook.MostEntries}, 'before' a 'next' of an earlier answer.");
        }
        if (view.Preview is not null)
        {
            return ApiProblems.BadRequest("A preview has no history of its own.", "Leave 'preview' out.");
        }
        var (found, refusal) = await OpenDashboard.FindAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        if (found is null)
        {
            return refusal!;
        }
        var page = await book.PageAsync(view, found.Binding.Key, before is null ? null : new RevisionId(before), limit, cancellation);
        if (page.Refusal is not { } refused)
        {
            return TypedResults.Ok(HistoryAnswer.From(page));
        }
        if (refused.Kind == RevisionRefusalKind.Busy)
        {
            response.Headers.RetryAfter = Moment;
        }
        return ApiProblems.Refused(refused);
    }
}

/// <summary>What is live.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Since">When it went live; null where that is not known.</param>
/// <param name="Held">Why it stays whatever is pushed; null where it does not.</param>
internal sealed record LiveRevisionAnswer(string Revision, DateTimeOffset? Since, HeldAnswer? Held);

/// <summary>That an earlier revision is held.</summary>
/// <param name="By">Who has decided it.</param>
/// <param name="Reason">Why.</param>
internal sealed record HeldAnswer(string? By, string Reason);

/// <summary>A part of a dashboard's history.</summary>
/// <param name="Entries">The commits, the newest first.</param>
/// <param name="Next">What <c>before</c> asks what is older with; null where there is nothing older.</param>
/// <param name="Problem">Why there is no history; null where there is.</param>
/// <param name="Cut">Whether there may be older commits that are not looked at, because the past is too long or took too long.</param>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEntryAnswer> Entries, string? Next, string? Problem, bool Cut)
{
    /// <summary>The part as the API tells it.</summary>
    public static HistoryAnswer From(HistoryPage page) => new(
        [.. page.Entries.Select(e => new HistoryEntryAnswer(
            e.Commit.Revision.Value, e.Commit.Time, e.Commit.Author, e.Commit.Message, e.LiveAt, DifferenceAnswer.Name(e.Difference.Status),
            DifferenceAnswer.Changes(e.Difference.Changes), e.Difference.More, DifferenceAnswer.Changes(e.Tenant), e.Files))],
        page.Next?.Value, page.Problem, page.Cut);
}

/// <summary>A commit that changed a dashboard.</summary>
/// <param name="Revision">Its SHA.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Author">Who wrote it, by name.</param>
/// <param name="Message">First line of its message.</param>
/// <param name="LiveAt">When it went live first; null where that is not known.</param>
/// <param name="Status">What has become of the dashboard, as in a preview.</param>
/// <param name="Changes">How it differs.</param>
/// <param name="More">How many further changes there are.</param>
/// <param name="Tenant">What differs in the tenant's file; for those who may edit the tenant.</param>
/// <param name="Files">The files that it is made of and that differ; for editors of the whole.</param>
internal sealed record HistoryEntryAnswer(
    string Revision, DateTimeOffset Time, string Author, string Message, DateTimeOffset? LiveAt, string Status, IReadOnlyList<ChangeAnswer> Changes, int More, IReadOnlyList<ChangeAnswer> Tenant,
    IReadOnlyList<string> Files);
