using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Limits;

namespace Portal.Api;

/// <summary>Reads JSON bodies: bounded, and with members that nobody knows refused.</summary>
internal static class ApiBody
{
    /// <summary>How many bytes of a question are read.</summary>
    public const int QuestionLimit = 64 * 1024;

    private const string AnyType = "*/*";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 8,
    };

    /// <summary>Describes the body, which may be left out. What is not JSON comes here too, to be told so: else no endpoint would fit, and the answer be that there is none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="limit">The largest size in bytes.</param>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder endpoint, int limit = QuestionLimit) where T : notnull =>
        // The server lets a little more through, so that whoever sends too much is told how much would do.
        endpoint.Accepts<T>(isOptional: true, "application/json", AnyType).WithMetadata(new RequestSizeLimitAttribute(limit + LimitsFeature.MostBytes));

    /// <summary>Leaves in the description what is meant to be sent.</summary>
    public static void DescribeJsonOnly(Microsoft.OpenApi.OpenApiOperation operation) => operation.RequestBody?.Content?.Remove(AnyType);

    /// <summary>The body, or why it is refused. An empty body is null without a refusal.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="limit">The largest size in bytes.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<(T? Value, ProblemHttpResult? Refusal)> ReadAsync<T>(HttpRequest request, int limit, CancellationToken cancellation) where T : class
    {
        if (request.ContentLength > limit)
        {
            return (null, ApiProblems.TooLarge(limit));
        }
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > limit)
            {
                return (null, ApiProblems.TooLarge(limit));
            }
            buffer.Write(chunk, 0, read);
        }
        if (buffer.Length == 0)
        {
            return (null, null);
        }
        if (!request.HasJsonContentType())
        {
            return (null, ApiProblems.BadRequest("The body is not announced as JSON.", "Send 'Content-Type: application/json'."));
        }
        try
        {
            var value = JsonSerializer.Deserialize<T>(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), Options);
            return value is null ? (null, ApiProblems.BadRequest("The body is null.")) : (value, null);
        }
        catch (JsonException e)
        {
            return (null, ApiProblems.BadRequest($"The body cannot be read{(string.IsNullOrEmpty(e.Path) ? "" : $" at {e.Path}")}: it is not JSON of the shape that /openapi/v1.json describes."));
        }
    }
}
