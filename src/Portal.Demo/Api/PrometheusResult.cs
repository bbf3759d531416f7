using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Demo.Evaluation;

namespace Portal.Demo.Api;

/// <summary>An answer in the envelope of Prometheus' API: <c>status</c> and <c>data</c>, or the error form.</summary>
internal sealed class PrometheusResult : IResult
{
    private readonly int _status;
    private readonly Action<Utf8JsonWriter> _body;

    private PrometheusResult(int status, Action<Utf8JsonWriter> body)
    {
        _status = status;
        _body = body;
    }

    public static PrometheusResult Success(Action<Utf8JsonWriter> data, IEnumerable<string>? warnings = null, IEnumerable<string>? infos = null) => new(200, json =>
    {
        json.WriteString("status", "success");
        json.WritePropertyName("data");
        data(json);
        WriteTexts(json, "warnings", warnings);
        WriteTexts(json, "infos", infos);
    });

    public static PrometheusResult Error(EvaluationErrorKind kind, string message)
    {
        var (status, type) = kind switch
        {
            EvaluationErrorKind.BadData => (400, "bad_data"),
            EvaluationErrorKind.Timeout => (503, "timeout"),
            EvaluationErrorKind.NotFound => (404, "not_found"),
            EvaluationErrorKind.Unauthorized => (401, "unauthorized"),
            _ => (422, "execution"),
        };
        return new(status, json =>
        {
            json.WriteString("status", "error");
            json.WriteString("errorType", type);
            json.WriteString("error", message);
        });
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        httpContext.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        _body(json);
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string>? texts)
    {
        if (texts is null || !texts.Any())
        {
            return;
        }
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }
}
