using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portal.Demo.Evaluation;
using Portal.Demo.Traces;

namespace Portal.Demo.Api;

/// <summary>Jaeger's HTTP API, its own and <c>/api/v3</c>, over a store that is chosen for each request.</summary>
internal sealed class JaegerEndpoints(QueryRunner runner, Func<HttpContext, TraceStore> storeOf)
{
    private delegate Action<Utf8JsonWriter> Handler(TraceStore store, RequestForm form, HttpContext context, CancellationToken cancellation);

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/api/services", (store, _, _, _) => Data(Services(store), static (json, name) => json.WriteStringValue(name)));
        Map(routes, "/api/services/{service}/operations", (store, _, context, _) =>
            Data([.. TraceSearches.Operations(store, Route(context, "service")).Select(o => o.Name).Distinct().Order(StringComparer.Ordinal)], static (json, name) => json.WriteStringValue(name)));
        Map(routes, "/api/operations", (store, form, _, _) => Data(Operations(store, form, "spanKind"), WriteOperation));
        Map(routes, "/api/traces", (store, form, _, cancellation) => Data(TraceSearches.Search(store, TraceQueryReader.Own(form, store.NowNs), cancellation), JaegerWriter.Write));
        Map(routes, "/api/traces/{id}", (store, _, context, _) => Data([Find(store, context)], JaegerWriter.Write));
        Map(routes, "/api/dependencies", Dependencies);
        Map(routes, "/api/v3/services", (store, _, _, _) => List("services", Services(store), static (json, name) => json.WriteStringValue(name)));
        Map(routes, "/api/v3/operations", (store, form, _, _) => List("operations", Operations(store, form, "span_kind"), WriteOperation));
        Map(routes, "/api/v3/traces", (store, form, _, cancellation) =>
        {
            var found = TraceSearches.Search(store, TraceQueryReader.Version3(form, store.NowNs), cancellation);
            return found.Count > 0 ? json => OtlpWriter.Write(json, found) : throw NotFound("No traces found");
        });
        Map(routes, "/api/v3/traces/{id}", (store, _, context, _) =>
        {
            var trace = Find(store, context);
            return json => OtlpWriter.Write(json, [trace]);
        });
        Map(routes, "/api/v3/dependencies", (store, form, _, cancellation) =>
        {
            var end = TraceQueryReader.Time(form, "endTime") ?? store.NowNs;
            var start = TraceQueryReader.Time(form, "startTime") ?? end - 86_400_000_000_000;
            return List("dependencies", [.. TraceSearches.Dependencies(store, start, end, cancellation)], WriteDependency);
        });
    }

    private void Map(IEndpointRouteBuilder routes, string pattern, Handler handler) => routes.MapGet(pattern, async context =>
    {
        var response = context.Response;
        Action<Utf8JsonWriter> body;
        try
        {
            var form = new RequestForm(context.Request.Query, null);
            var store = storeOf(context);
            body = await runner.RunAsync(token => handler(store, form, context, token), null, context.RequestAborted);
        }
        catch (Exception e) when (e is EvaluationException or OverflowException)
        {
            response.StatusCode = e is EvaluationException known
                ? known.Kind switch { EvaluationErrorKind.Unauthorized => 401, EvaluationErrorKind.NotFound => 404, EvaluationErrorKind.Timeout => 504, _ => 400 }
                : 400;
            body = Error(pattern, response.StatusCode, e is EvaluationException ? e.Message : "a time or duration is out of range");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, LokiResult.Plain);
        body(json);
        await json.FlushAsync(context.RequestAborted);
    });

    private static Action<Utf8JsonWriter> Dependencies(TraceStore store, RequestForm form, HttpContext context, CancellationToken cancellation)
    {
        var end = long.TryParse(form.Required("endTs"), out var endMs) ? checked(endMs * 1_000_000) : throw TraceQueryReader.Bad("unable to parse param 'endTs'");
        var lookback = form.Get("lookback") is not { } text ? 86_400_000 : long.TryParse(text, out var number) && number >= 0 ? number : throw TraceQueryReader.Bad("unable to parse param 'lookback'");
        return Data([.. TraceSearches.Dependencies(store, end - checked(lookback * 1_000_000), end, cancellation)], WriteDependency);
    }

    private static List<string> Services(TraceStore store) => [.. store.Held.SelectMany(w => w.Services).Select(s => s.Spec.Name).Distinct().Order(StringComparer.Ordinal)];

    private static List<(string Name, string Kind)> Operations(TraceStore store, RequestForm form, string kindName)
    {
        var kind = form.Get(kindName);
        return [.. TraceSearches.Operations(store, form.Get("service") ?? throw TraceQueryReader.Bad("parameter 'service' is required")).Where(o => kind is null || o.Kind == kind)];
    }

    private static DemoTrace Find(TraceStore store, HttpContext context) => store.Find(Route(context, "id")) ?? throw NotFound("trace not found");

    private static EvaluationException NotFound(string message) => new(EvaluationErrorKind.NotFound, message);

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static Action<Utf8JsonWriter> Data<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) => json =>
    {
        json.WriteStartObject();
        WriteList(json, "data", items, write);
        json.WriteNumber("total", items.Count);
        json.WriteNumber("limit", 0);
        json.WriteNumber("offset", 0);
        json.WriteNull("errors");
        json.WriteEndObject();
    };

    private static Action<Utf8JsonWriter> List<T>(string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) => json =>
    {
        json.WriteStartObject();
        WriteList(json, name, items, write);
        json.WriteEndObject();
    };

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }
        json.WriteEndArray();
    }

    private static void WriteOperation(Utf8JsonWriter json, (string Name, string Kind) operation)
    {
        json.WriteStartObject();
        json.WriteString("name", operation.Name);
        json.WriteString("spanKind", operation.Kind);
        json.WriteEndObject();
    }

    private static void WriteDependency(Utf8JsonWriter json, (string Caller, string Callee, long Calls) dependency)
    {
        json.WriteStartObject();
        json.WriteString("parent", dependency.Caller);
        json.WriteString("child", dependency.Callee);
        json.WriteNumber("callCount", dependency.Calls);
        json.WriteEndObject();
    }

    private static Action<Utf8JsonWriter> Error(string pattern, int status, string message) => json =>
    {
        json.WriteStartObject();
        if (pattern.StartsWith("/api/v3/", StringComparison.Ordinal))
        {
            json.WriteStartObject("error");
            json.WriteNumber("httpCode", status);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("data");
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteNumber("code", status);
            json.WriteString("msg", message);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    };
}
