using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;

namespace Portal.Demo.Api;

/// <summary>Loki's HTTP API over a store that is chosen for each request.</summary>
internal sealed class LokiEndpoints(QueryRunner runner, TimeProvider time, EvaluationOptions options, Func<HttpContext, LogStore> storeOf, CancellationToken stopping)
{
    private static readonly string[] GetAndPost = ["GET", "POST"];

    private delegate LokiResult Handler(LogStore store, LokiForm form, HttpContext context, CancellationToken cancellation);

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "query", Query);
        Map(routes, "query_range", QueryRange);
        Map(routes, "labels", (store, form, _, _) => LokiResult.Texts(Selected(store, form).SelectMany(Names).Distinct().Order(StringComparer.Ordinal)));
        Map(routes, "label/{name}/values", (store, form, context, _) => LabelValues(store, form, (string)context.GetRouteValue("name")!));
        Map(routes, "series", (store, form, _, _) => Series(store, form));
        Map(routes, "index/stats", (store, form, _, _) => LokiVolumes.Stats(store, Pipeline(form), form));
        Map(routes, "index/volume", (store, form, _, _) => LokiVolumes.Volume(store, Pipeline(form), form));
        Map(routes, "index/volume_range", (store, form, _, _) => LokiVolumes.VolumeRange(store, Pipeline(form), form));
        Map(routes, "detected_fields", DetectedFields);
        routes.MapGet("/loki/api/v1/tail", context => new LokiTail(time, stopping).RunAsync(context, storeOf));
    }

    private void Map(IEndpointRouteBuilder routes, string name, Handler handler) => routes.MapMethods("/loki/api/v1/" + name, GetAndPost, async context =>
    {
        LokiResult result;
        try
        {
            var form = await RequestForm.ReadAsync(context.Request, context.RequestAborted);
            var store = storeOf(context);
            result = await runner.RunAsync(token => handler(store, new(form, store.NowNs), context, token), null, context.RequestAborted);
        }
        catch (EvaluationException e)
        {
            result = LokiResult.Error(e);
        }
        catch (OverflowException)
        {
            result = LokiResult.Error(LokiForm.Bad("a time or duration is out of range"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        await result.ExecuteAsync(context);
    });

    private LokiResult Query(LogStore store, LokiForm form, HttpContext context, CancellationToken cancellation)
    {
        var query = form.Query();
        if (query is LogPipeline)
        {
            throw LokiForm.Bad("log queries are not supported as an instant query type, please change your query to a range query type");
        }
        var at = form.Time / 1_000_000;
        return Metric(store, query, form, new(at, at, 0), false, cancellation);
    }

    private LokiResult QueryRange(LogStore store, LokiForm form, HttpContext context, CancellationToken cancellation)
    {
        if (form.Query() is not LogPipeline pipeline)
        {
            return Metric(store, form.Query(), form, form.Steps(), true, cancellation);
        }
        if (form.End < form.Start)
        {
            throw LokiForm.Bad("end timestamp must not be before or equal to start time");
        }
        var categorized = context.Request.Headers[LineStreams.FlagsHeader].ToString().Contains(LineStreams.Categorize, StringComparison.Ordinal);
        var lines = LogQueryRunner.Lines(store, pipeline, form.Start, form.End, form.Forward, form.Lines, cancellation);
        return LokiResult.Success(json =>
        {
            json.WriteStartObject();
            json.WriteString("resultType", "streams");
            if (categorized)
            {
                json.WriteStartArray("encodingFlags");
                json.WriteStringValue(LineStreams.Categorize);
                json.WriteEndArray();
            }
            json.WritePropertyName("result");
            LineStreams.Write(json, lines, categorized);
            json.WriteEndObject();
        });
    }

    private LokiResult Metric(LogStore store, LogQLExpr query, LokiForm form, Grid grid, bool isRange, CancellationToken cancellation)
    {
        var result = LogQueryRunner.Metric(store, query, form.Get("query")!, grid, isRange, options, cancellation);
        return LokiResult.Success(json => ResultWriter.Write(json, result, statistics: false, limit: 0));
    }

    private static LokiResult LabelValues(LogStore store, LokiForm form, string name) =>
        LokiResult.Texts(Selected(store, form).Select(s => s.Labels.Get(name)).Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal));

    private static LokiResult Series(LogStore store, LokiForm form)
    {
        var selectors = form.All("match[]").Concat(form.All("match")).ToList();
        var sources = (selectors.Count == 0 ? store.Sources : selectors.SelectMany(text => Select(store, LogQueryRunner.Parse(text)))).Distinct().ToList();
        return LokiResult.Success(json =>
        {
            json.WriteStartArray();
            foreach (var source in sources)
            {
                ResultWriter.WriteLabels(json, source.Labels);
            }
            json.WriteEndArray();
        });
    }

    private static LokiResult DetectedFields(LogStore store, LokiForm form, HttpContext context, CancellationToken cancellation)
    {
        var lines = form.Get("line_limit") is { } text && int.TryParse(text, out var number) && number > 0 ? number : 100;
        var fields = LogSurvey.Fields(store, Pipeline(form), form.Start, form.End, lines, cancellation);
        return LokiResult.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("fields");
            foreach (var field in fields)
            {
                json.WriteStartObject();
                json.WriteString("label", field.Name);
                json.WriteString("type", field.Type);
                json.WriteNumber("cardinality", field.Cardinality);
                json.WriteStartArray("parsers");
                foreach (var parser in field.Parsers)
                {
                    json.WriteStringValue(parser);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("limit", 1_000);
            json.WriteEndObject();
        });
    }

    private static LogPipeline Pipeline(LokiForm form) => form.Query() as LogPipeline ?? throw LokiForm.Bad("only log selector is supported");

    /// <summary>The streams of the optional <c>query</c> of the label endpoints.</summary>
    private static IReadOnlyList<LogSource> Selected(LogStore store, LokiForm form) => form.Get("query") is null ? store.Sources : Select(store, form.Query());

    private static IReadOnlyList<LogSource> Select(LogStore store, LogQLExpr query) => query is LogPipeline { Stages.Count: 0 } pipeline
        ? new LogPipelineReader(store, pipeline).Sources
        : throw LokiForm.Bad("only label matchers are supported");

    private static IEnumerable<string> Names(LogSource source) => source.Labels.Pairs.ToArray().Select(l => l.Key);
}
