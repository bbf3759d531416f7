using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.Api;

/// <summary>Prometheus' HTTP API over a store that is chosen for each request.</summary>
internal sealed class PrometheusEndpoints(QueryRunner runner, Func<HttpContext, ISampleStore> storeOf)
{
    private static readonly string[] GetAndPost = ["GET", "POST"];

    /// <summary>A query endpoint: what it answers, given the store and the parameters.</summary>
    private delegate Task<IResult> Handler(ISampleStore store, RequestForm form, HttpContext context);

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/api/v1/query", QueryAsync);
        Map(routes, "/api/v1/query_range", QueryRangeAsync);
        Map(routes, "/api/v1/query_exemplars", (store, form, _) => Task.FromResult(SeriesEndpoints.Exemplars(store, form)));
        Map(routes, "/api/v1/series", (store, form, _) => Task.FromResult(SeriesEndpoints.Series(store, form)));
        Map(routes, "/api/v1/labels", (store, form, _) => Task.FromResult(SeriesEndpoints.LabelNames(store, form)));
        Map(routes, "/api/v1/label/{name}/values", (store, form, context) => Task.FromResult(SeriesEndpoints.LabelValues(store, form, (string)context.GetRouteValue("name")!)));
        Map(routes, "/api/v1/metadata", (store, form, _) => Task.FromResult(SeriesEndpoints.Metadata(store, form)));
        Map(routes, "/api/v1/status/buildinfo", (_, _, _) => Task.FromResult<IResult>(BuildInfo()));
        routes.MapGet("/-/healthy", () => "Demo telemetry is healthy.\n");
        routes.MapGet("/-/ready", () => "Demo telemetry is ready.\n");
    }

    private void Map(IEndpointRouteBuilder routes, string pattern, Handler handler) => routes.MapMethods(pattern, GetAndPost, async context =>
    {
        IResult result;
        try
        {
            var form = await RequestForm.ReadAsync(context.Request, context.RequestAborted);
            result = await handler(storeOf(context), form, context);
        }
        catch (EvaluationException e)
        {
            result = PrometheusResult.Error(e.Kind, e.Message);
        }
        catch (OverflowException)
        {
            result = PrometheusResult.Error(EvaluationErrorKind.BadData, "a time or duration is out of range");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        await result.ExecuteAsync(context);
    });

    private async Task<IResult> QueryAsync(ISampleStore store, RequestForm form, HttpContext context)
    {
        var time = form.Time("time", runner.NowMs);
        return Answer(await runner.InstantAsync(store, form.Required("query"), time, Timeout(form), context.RequestAborted), form);
    }

    private async Task<IResult> QueryRangeAsync(ISampleStore store, RequestForm form, HttpContext context)
    {
        var grid = new Grid(form.RequiredTime("start"), form.RequiredTime("end"), form.RequiredDuration("step"));
        return Answer(await runner.RangeAsync(store, form.Required("query"), grid, Timeout(form), context.RequestAborted), form);
    }

    private static long? Timeout(RequestForm form) => form.Get("timeout") is { } text ? RequestForm.ParseDuration("timeout", text) : null;

    private static PrometheusResult Answer(EvaluationResult result, RequestForm form)
    {
        var limit = form.Limit();
        var count = result.Value switch { VectorValue v => v.Series.Count, MatrixValue m => m.Series.Count, _ => 0 };
        IEnumerable<string> warnings = limit > 0 && count > limit ? [.. result.Annotations.Warnings, "results truncated due to limit"] : result.Annotations.Warnings;
        return PrometheusResult.Success(json => ResultWriter.Write(json, result, form.Get("stats") is not null, limit), warnings, result.Annotations.Infos);
    }

    private static PrometheusResult BuildInfo() => PrometheusResult.Success(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", "3.5.0");
        json.WriteString("revision", "demo");
        json.WriteString("branch", "demo");
        json.WriteString("buildUser", "");
        json.WriteString("buildDate", "");
        json.WriteString("goVersion", "");
        json.WriteEndObject();
    });
}
