using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portal.Demo.Evaluation;

namespace Portal.Demo.Api;

/// <summary>An answer of Loki's API: JSON, or an error as plain text.</summary>
internal sealed class LokiResult : IResult
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly int _status;
    private readonly string? _error;
    private readonly Action<Utf8JsonWriter>? _body;

    private LokiResult(int status, string? error, Action<Utf8JsonWriter>? body)
    {
        (_status, _error, _body) = (status, error, body);
    }

    /// <summary>An answer in the usual envelope of <c>status</c> and <c>data</c>.</summary>
    public static LokiResult Success(Action<Utf8JsonWriter> data) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "success");
        json.WritePropertyName("data");
        data(json);
        json.WriteEndObject();
    });

    public static LokiResult Json(Action<Utf8JsonWriter> body) => new(200, null, body);

    public static LokiResult Texts(IEnumerable<string> texts) => Success(json =>
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    });

    public static LokiResult Error(EvaluationException e) => new(
        e.Kind switch { EvaluationErrorKind.Unauthorized => 401, EvaluationErrorKind.NotFound => 404, EvaluationErrorKind.Timeout => 504, _ => 400 }, e.Message, null);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        if (_error is not null)
        {
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(_error + "\n", httpContext.RequestAborted);
            return;
        }
        response.ContentType = "application/json; charset=UTF-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Plain);
        _body!(json);
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
