using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Queries.Annotations;
using Portal.Core.Queries.Time;
using Portal.History;

namespace Portal.Api;

/// <summary>What is marked over a dashboard's charts: its annotations, and revisions that went live.</summary>
internal static class AnnotationEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/dashboards/{tenant}/{environment}/{dashboard}/annotations", GetAsync).WithName("GetAnnotations").WithTags("Dashboards").TakesJson<AnnotationsQuestion>()
            .WithSummary("The marks of a dashboard in a range: revisions that went live and changed it, and the events of its annotations. Queries stay on the server.");

    private static async Task<Results<Ok<AnnotationsAnswer>, ProblemHttpResult>> GetAsync(
        string tenant, string environment, string dashboard, ContentView view, DashboardService dashboards, AnnotationService annotations, HistoryBook history,
        IOptions<QueryOptions> options, IOptions<HistoryOptions> looking, TimeProvider time, HttpRequest request, CancellationToken cancellation, string? service = null)
    {
        var (found, refusal) = await OpenDashboard.FindForDataAsync(view, dashboards, tenant, environment, dashboard, service, cancellation);
        if (found is null)
        {
            return refusal!;
        }
        var (question, wrong) = await AskedPanel.ReadAsync<AnnotationsQuestion>(request, cancellation);
        if (question is null)
        {
            return wrong!;
        }
        if (question.Annotations?.Count > 50)
        {
            return ApiProblems.BadRequest("There are more than 50 annotations.");
        }
        var (key, shown) = (found.Binding.Key, found.Dashboard);
        var (range, error) = TimeRange.Read(question.From ?? shown.Time.From, question.To ?? shown.Time.To, question.TimeZone ?? shown.Timezone, time.GetUtcNow(), options.Value.LongestRange);
        if (range is not { } known)
        {
            return ApiProblems.From(error!, found.ForEditor);
        }
        try
        {
            // Both begin at once.
            var revisions = view.Preview is null && question.Annotations?.Contains(Annotation.Revisions) != false ? RevisionsAsync(history, key, known, looking.Value, time, request.HttpContext.RequestServices, cancellation) : null;
            var declared = await annotations.GetAsync(found.Snapshot, key, shown, question.For(""), question.Annotations, found.Reader, cancellation);
            IReadOnlyList<AnnotationAnswer> own = revisions is null ? [] : [await revisions];
            return TypedResults.Ok(new AnnotationsAnswer([.. own, .. declared.Select(AnnotationAnswer.From)]));
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, found.ForEditor);
        }
    }

    // Revisions that cannot be read take the dashboard's own annotations from nobody, and these wait for them no longer than the longest search takes.
    private static async Task<AnnotationAnswer> RevisionsAsync(
        HistoryBook history, BindingKey key, TimeRange range, HistoryOptions looking, TimeProvider time, IServiceProvider services, CancellationToken cancellation)
    {
        try
        {
            var (marks, cut) = await history.MarksAsync(key, DateTimeOffset.FromUnixTimeMilliseconds(range.FromMs), DateTimeOffset.FromUnixTimeMilliseconds(range.ToMs), cancellation)
                .WaitAsync(looking.LongestSearch, time, cancellation);
            return Of([.. marks.Reverse().Select(mark => new MarkAnswer(mark.Change.At.ToUnixTimeMilliseconds(), null, Title(mark), mark.Commit?.Author ?? "", PortalUrls.History(key)))], cut, null);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            HistoryLog.Unread(services, e);
            return Of([], false, "The revisions cannot be read now; the next refresh tries again.");
        }

        static AnnotationAnswer Of(IReadOnlyList<MarkAnswer> marks, bool cut, string? error) => new(Annotation.Revisions, "Revisions", "blue", marks, cut, error);
    }

    private static string Title(LiveMark mark) =>
        $"{(mark.Commit?.Revision ?? mark.Change.Revision).Short} {mark.Commit?.Message ?? (mark.Change.PinReason is { } reason ? $"held: {reason}" : "went live")}";
}

/// <summary>Which marks are wanted, for which range and choices.</summary>
internal sealed record AnnotationsQuestion : DataQuestion
{
    /// <summary>Names of annotations, and <c>revisions</c>; null for revisions and those that are enabled.</summary>
    public IReadOnlyList<string>? Annotations { get; init; }
}

/// <summary>The marks of a dashboard.</summary>
/// <param name="Annotations">By annotation, in the dashboard's order.</param>
internal sealed record AnnotationsAnswer(IReadOnlyList<AnnotationAnswer> Annotations);

/// <summary>The marks of an annotation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">What people read.</param>
/// <param name="Color">A colour's name, or <c>#rrggbb</c>.</param>
/// <param name="Marks">The marks, the oldest first.</param>
/// <param name="Cut">Whether there were more, of which these are the newest.</param>
/// <param name="Error">Why there are none; null where that is not so.</param>
internal sealed record AnnotationAnswer(string Name, string Label, string Color, IReadOnlyList<MarkAnswer> Marks, bool Cut, string? Error)
{
    /// <summary>The marks as the API tells them.</summary>
    public static AnnotationAnswer From(AnnotationMarks marks) => new(
        marks.Annotation.Name, marks.Annotation.Label ?? marks.Annotation.Name, marks.Annotation.Color, [.. marks.Marks.Select(mark => new MarkAnswer(mark.TimeMs, mark.EndMs, mark.Title, mark.Text, null))],
        marks.Cut, marks.Error is { } error ? string.Join(' ', new[] { error.Message, error.Remedy }.OfType<string>()) : null);
}

/// <summary>An event.</summary>
/// <param name="TimeMs">When, or when it began, milliseconds since 1970.</param>
/// <param name="EndMs">When it ended; null for a moment.</param>
/// <param name="Title">What it is.</param>
/// <param name="Text">More of it.</param>
/// <param name="Href">A page of the portal that tells more; null for none.</param>
internal sealed record MarkAnswer(long TimeMs, long? EndMs, string Title, string Text, string? Href);
