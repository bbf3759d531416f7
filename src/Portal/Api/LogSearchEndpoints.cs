using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Tenancy;
using Portal.Limits;

namespace Portal.Api;

/// <summary>
/// Lines of an environment that fit a search, and what the search can go on with. A search is told by the words of <see cref="LogSearchWords"/> in the address; the query is made here.
/// Another tenant's environment answers as an unknown one does.
/// </summary>
internal static class LogSearchEndpoints
{
    /// <summary>Maps lines, tail, and what there is to choose from.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var logs = api.MapGroup("/logs/{tenant}/{environment}").WithTags("Logs");
        logs.MapPost("/data", async Task<Results<PanelDataResult, ProblemHttpResult>> (string tenant, string environment, CatalogView view, PanelDataService data, HttpRequest request, CancellationToken cancellation) =>
                Open(view, tenant, environment, request) is var (asked, refusal) && asked is null ? refusal! : await asked.DataAsync(data, request, cancellation))
            .WithName("SearchLogs").TakesJson<DataQuestion>().WithSummary("The lines of a search and how many there are over time, as the data of a panel of logs.");
        logs.MapPost("/lines", async Task<Results<PanelLinesResult, ProblemHttpResult>> (string tenant, string environment, CatalogView view, PanelLogsService lines, HttpRequest request, CancellationToken cancellation) =>
                Open(view, tenant, environment, request) is var (asked, refusal) && asked is null ? refusal! : await asked.LinesAsync(lines, request, cancellation))
            .WithName("GetLogLines").TakesJson<LinesQuestion>().WithSummary("Further lines of a search: the page at a cursor, or the lines of a stream around one line.");
        logs.MapGet("/tail", Tail).WithName("TailLogs").Produces(StatusCodes.Status200OK, contentType: "text/event-stream").WithMetadata(BoundedAs.Open)
            .WithSummary("Lines of a search as they arrive, as server-sent events: 'lines' with streams, then 'end' or 'failed'.");
        logs.MapGet("/services", (string tenant, string environment, [AsParameters] RangeWords range, CatalogView view, LogSearchService search, CancellationToken cancellation) =>
                AnswerAsync(view, tenant, environment, range, (snapshot, scope, question, reader) => search.ServicesAsync(snapshot, scope, question, reader, cancellation)))
            .WithName("ListLogServices").WithSummary("The services that have lines, by their bytes.");
        logs.MapGet("/names", (string tenant, string environment, [AsParameters] RangeWords range, CatalogView view, LogSearchService search, HttpRequest request, CancellationToken cancellation) =>
                AnswerAsync(view, tenant, environment, range, (snapshot, scope, question, reader) => search.SurveyAsync(snapshot, scope, Words(request), question, reader, cancellation)))
            .WithName("ListLogNames").WithSummary("The labels of a search's streams, the fields in a sample of its lines, and how much its streams hold.");
        logs.MapGet("/values", (string tenant, string environment, string? part, string? name, [AsParameters] RangeWords range, CatalogView view, LogSearchService search, HttpRequest request, CancellationToken cancellation) =>
                AnswerAsync(view, tenant, environment, range, (snapshot, scope, question, reader) => search.ValuesAsync(snapshot, scope, Words(request), LogSearchWords.One<LinePart>(part) ?? LinePart.Label, name ?? "", question, reader, cancellation)))
            .WithName("ListLogValues").WithSummary("The most frequent values of a name, and how many lines have each. 'part' is label, meta or field.");
    }

    private static Results<TailResult, ProblemHttpResult> Tail(string tenant, string environment, CatalogView view, PanelLogsService lines, HttpRequest request) =>
        Open(view, tenant, environment, request) is var (asked, refusal) && asked is null ? refusal!
            : asked.Tail(lines, new DataQuestion(), now => now.LogsOf(asked.Binding.Scope) is not null);

    private static (AskedPanel? Asked, ProblemHttpResult? Refusal) Open(CatalogView view, string tenant, string environment, HttpRequest request)
    {
        var scope = new Scope(new TenantId(tenant), environment);
        if (view.LogsOf(scope) is not { } found)
        {
            return (null, ApiProblems.NotFound());
        }
        var search = Words(request);
        var (dashboard, error) = search.Open(found);
        return dashboard is null ? (null, ApiProblems.From(error!, view.MayTellIn(scope)))
            : (new AskedPanel(view.Snapshot!, new BindingKey(scope, search.Service, ""), dashboard, LogSearch.PanelId, view.Reader(scope)), null);
    }

    private static async Task<IResult> AnswerAsync<T>(CatalogView view, string tenant, string environment, RangeWords range, Func<CatalogSnapshot, Scope, PanelDataRequest, Role, Task<T>> ask)
    {
        var scope = new Scope(new TenantId(tenant), environment);
        if (view.LogsOf(scope) is null)
        {
            return ApiProblems.NotFound();
        }
        var question = new DataQuestion { From = range.From, To = range.To, TimeZone = range.TimeZone };
        if (question.Fault() is { } fault)
        {
            return ApiProblems.BadRequest(fault);
        }
        try
        {
            return Results.Ok(await ask(view.Snapshot!, scope, question.For(LogSearch.PanelId), view.Reader(scope)));
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, view.MayTellIn(scope));
        }
    }

    private static LogSearch Words(HttpRequest request) => LogSearchWords.Parse(request.QueryString.Value);

    /// <summary>The range, in the address.</summary>
    internal sealed record RangeWords(string? From, string? To, string? TimeZone);
}
