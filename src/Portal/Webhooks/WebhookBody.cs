using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace Portal.Webhooks;

/// <summary>Reads what a forge sends: at most so many bytes, within a short time, as JSON or as the form that GitHub offers besides.</summary>
internal static class WebhookBody
{
    private const string FormField = "payload=";

    /// <summary>The body as it was sent; null where it is larger than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var chunk = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            for (int read; (read = await request.Body.ReadAsync(chunk, cancellation)) > 0;)
            {
                if (body.Length + read > limit)
                {
                    return null;
                }
                body.Write(chunk, 0, read);
            }
            return body.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Whether that content type is one that is read.</summary>
    public static bool IsKnown(string? contentType) => IsForm(contentType) || Is(contentType, "application/json");

    /// <summary>The JSON in a body: the body itself, or the field <c>payload</c> of a form; null where a form has none.</summary>
    public static ReadOnlyMemory<byte>? Json(string? contentType, byte[] body)
    {
        if (!IsForm(contentType))
        {
            return body;
        }
        var text = System.Text.Encoding.UTF8.GetString(body);
        // There is one field. A second one would leave open which of them the forge means.
        return text.StartsWith(FormField, StringComparison.Ordinal) && !text.Contains('&', StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetBytes(System.Net.WebUtility.UrlDecode(text[FormField.Length..]))
            : null;
    }

    private static bool IsForm(string? contentType) => Is(contentType, "application/x-www-form-urlencoded");

    private static bool Is(string? contentType, string wanted) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
