using System.Net;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Jaeger;

/// <summary>One exchange with Jaeger: sends, reads JSON as a whole, and turns its errors into the portal's.</summary>
internal sealed class JaegerExchange(BackendClient client)
{
    // Deep enough for attributes that are lists of lists.
    private static readonly JsonReaderOptions Reading = new() { AllowMultipleValues = true, MaxDepth = 64 };

    /// <summary>Asks by GET.</summary>
    /// <returns>The JSON values of the answer, of which streams have several; null where the store says that it does not have what was asked for.</returns>
    public async Task<IReadOnlyList<JsonElement>?> GetAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        using var message = request.Make(HttpMethod.Get, path, parameters);
        using var response = await client.SendAsync(message, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            var failed = new JaegerError();
            var known = await BackendClient.TryReadErrorAsync(response, failed, cancellation) && failed.Message is not null;
            // A 404 without the API's own words tells of a wrong address.
            return known && response.StatusCode == HttpStatusCode.NotFound ? null : throw new QueryException(Explain(failed.Message, response.StatusCode, request));
        }
        var values = Parse(await client.ReadWholeAsync(response, cancellation));
        foreach (var value in values)
        {
            if (JaegerError.In(value) is { } words)
            {
                throw new QueryException(Explain(words, HttpStatusCode.InternalServerError, request));
            }
        }
        return values;
    }

    private static List<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        var values = new List<JsonElement>();
        var reader = new Utf8JsonReader(body.Span, Reading);
        while (reader.Read())
        {
            var value = JsonElement.ParseValue(ref reader);
            values.Add(value.ValueKind == JsonValueKind.Object ? value : throw new JsonException("The answer is not an object."));
        }
        return values.Count > 0 ? values : throw new JsonException("The answer is empty.");
    }

    private static QueryError Explain(string? words, HttpStatusCode status, BackendRequest request)
    {
        var error = BackendFailures.Explain(status) ?? BackendFailures.Explain(HttpStatusCode.InternalServerError)!;
        return words is { Length: > 0 } ? error with { Detail = request.Redactor.Clean(words, request.Query.Datasource.Url) } : error;
    }
}
