using System.Reflection;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Tenancy;

namespace Portal.Api;

/// <summary>Whose traces are asked for, in which range: out of the address, with the asker's rights.</summary>
internal sealed class TraceQuestion
{
    private readonly HttpContext _http;
    private readonly CatalogView _view;

    private TraceQuestion(HttpContext http, CatalogView view) => (_http, _view) = (http, view);

    /// <summary>Answers, where the asker may see the environment and it has traces.</summary>
    public async Task<IResult> AnswerAsync(Func<TraceSource, TraceQueries, TimeRange, Task<IResult>> answer)
    {
        var (services, query, time) = (_http.RequestServices, _http.Request.Query, _http.RequestServices.GetRequiredService<TimeProvider>());
        var scope = new Scope(new TenantId((string?)_http.GetRouteValue("tenant") ?? ""), (string?)_http.GetRouteValue("environment") ?? "");
        if (!_view.MaySee(scope) || _view.Snapshot is not { } snapshot || snapshot.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment) is null)
        {
            return ApiProblems.NotFound();
        }
        var (source, error) = TraceSource.Open(snapshot, scope, _view.Reader(scope), query["datasource"] is [{ Length: > 0 } named, ..] ? named : "jaeger");
        if (source is null)
        {
            return ApiProblems.From(error!, _view.MayTellIn(scope));
        }
        var longest = services.GetRequiredService<IOptions<QueryOptions>>().Value.LongestRange;
        var (range, wrong) = TimeRange.Read(Word(query["from"], "now-1h"), Word(query["to"], "now"), query["timeZone"], time.GetUtcNow(), longest);
        if (range is null)
        {
            return ApiProblems.From(wrong!, forEditor: false);
        }
        try
        {
            return await answer(source with { Services = _view.Services(scope), Fresh = query["fresh"] == "true" }, services.GetRequiredService<TraceQueries>(), range.Value);
        }
        catch (QueryException e)
        {
            return ApiProblems.From(e.Error, _view.MayTellIn(scope));
        }
    }

    /// <summary>Lets endpoints take the question.</summary>
    public static async ValueTask<TraceQuestion?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        await CatalogView.BindAsync(context, parameter) is { } view ? new TraceQuestion(context, view) : null;

    private static string Word(string? given, string otherwise) => string.IsNullOrWhiteSpace(given) ? otherwise : given;
}
