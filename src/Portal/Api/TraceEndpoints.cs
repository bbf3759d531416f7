using Microsoft.AspNetCore.Mvc;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Api;

/// <summary>Traces of an environment. Another tenant's trace answers as an unknown one does.</summary>
internal static class TraceEndpoints
{
    private const int LongestText = 1000;
    private const int MostTags = 50;

    /// <summary>Maps search, names, traces and spans.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        var traces = api.MapGroup("/traces/{tenant}/{environment}").WithTags("Traces");
        traces.MapGet("", (TraceQuestion question, [AsParameters] SearchWords words, CancellationToken cancellation) => question.AnswerAsync((source, queries, range) => SearchAsync(source, queries, words, range, cancellation)))
            .WithName("SearchTraces").WithSummary("Traces that fit, the newest first. 'tag' is name=value and may come several times; durations are such as 250ms.");
        traces.MapGet("/services", (TraceQuestion question, CancellationToken cancellation) => question.AnswerAsync(async (source, queries, range) => Results.Ok(await queries.ServicesAsync(source, range, cancellation))))
            .WithName("ListTraceServices").WithSummary("The services that traces tell of.");
        traces.MapGet("/operations", (TraceQuestion question, string? service, CancellationToken cancellation) => question.AnswerAsync(async (source, queries, range) => Results.Ok(await queries.OperationsAsync(source, service ?? "", range, cancellation))))
            .WithName("ListTraceOperations").WithSummary("The operations of a service.");
        traces.MapGet("/dependencies", (TraceQuestion question, CancellationToken cancellation) => question.AnswerAsync(async (source, queries, range) => Results.Ok(await queries.DependenciesAsync(source, range, cancellation))))
            .WithName("ListTraceDependencies").WithSummary("Which service calls which, and how often.");
        traces.MapGet("/{trace}", (TraceQuestion question, string trace, CancellationToken cancellation) => question.AnswerAsync((source, queries, _) =>
            OpenAsync(source, queries, trace, found => new TraceResult(json => TraceJson.Write(json, found)), cancellation)))
            .WithName("GetTrace").WithSummary("A trace as columns, in the order of a waterfall. Times are nanoseconds from its begin; flags: 1 failed, 2 parent missing, 4 remarks, 8 not waited for.");
        traces.MapGet("/{trace}/spans/{span}", (TraceQuestion question, string trace, string span, CancellationToken cancellation) => question.AnswerAsync((source, queries, _) =>
            OpenAsync(source, queries, trace, found => SpanId.TryParse(span, out var id) && SpanAnswer.From(found, id) is { } answer ? Results.Ok(answer) : ApiProblems.NotFound(), cancellation)))
            .WithName("GetSpan").WithSummary("All that is known of a span.");
        traces.MapGet("/{trace}/search", (TraceQuestion question, string trace, string? text, CancellationToken cancellation) => question.AnswerAsync((source, queries, _) =>
            OpenAsync(source, queries, trace, found => text?.Length > LongestText ? ApiProblems.BadRequest("The text is too long.") : Results.Ok(TraceText.Find(TraceTree.Of(found.Spans), text ?? "")), cancellation)))
            .WithName("SearchTrace").WithSummary("The places of the spans that hold a text in service, operation, tags or events.");
    }

    private static async Task<IResult> SearchAsync(TraceSource source, TraceQueries queries, SearchWords words, TimeRange range, CancellationToken cancellation)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in (words.Tag ?? []).Take(MostTags))
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return ApiProblems.BadRequest("A tag is not name=value.");
            }
            tags[tag[..equals]] = tag[(equals + 1)..];
        }
        var (search, error) = TraceSearchReader.Read(
            new PanelSearch
            {
                Service = words.Service ?? "", Operation = words.Operation, Tags = tags, MinDuration = words.MinDuration, MaxDuration = words.MaxDuration, Limit = words.Limit ?? PanelSearch.DefaultLimit,
            },
            range);
        if (search is null)
        {
            return ApiProblems.From(error!, forEditor: false);
        }
        var answer = await queries.SearchAsync(source, search, cancellation);
        return new TraceResult(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("fromMs", range.FromMs);
            json.WriteNumber("toMs", range.ToMs);
            json.WritePropertyName("traces");
            TraceJson.Write(json, answer.Value);
            json.WriteStartArray("notices");
            foreach (var notice in answer.Notices)
            {
                json.WriteStartObject();
                json.WriteString("severity", notice.Severity.ToString().ToLowerInvariant());
                json.WriteString("text", notice.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> OpenAsync(TraceSource source, TraceQueries queries, string trace, Func<Trace, IResult> answer, CancellationToken cancellation) =>
        TraceId.TryParse(trace, out var id) && await queries.TraceAsync(source, id, cancellation) is { } found ? answer(found) : ApiProblems.NotFound();

    /// <summary>What is looked for, in the address.</summary>
    internal sealed record SearchWords(string? Service, string? Operation, [FromQuery(Name = "tag")] string[]? Tag, string? MinDuration, string? MaxDuration, int? Limit);
}
