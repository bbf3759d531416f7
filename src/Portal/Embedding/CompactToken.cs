using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Embedding;

/// <summary>A token's parts, read without trusting any of them.</summary>
/// <param name="Algorithm">What it says that it is signed with.</param>
/// <param name="KeyId">What it says which key signed it.</param>
/// <param name="Claims">What it says.</param>
internal sealed record CompactToken(string Algorithm, string KeyId, EmbedClaims Claims)
{
    /// <summary>The longest token that is read.</summary>
    public const int MaxLength = 6 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 2,
    };

    /// <summary>
    /// Reads the compact form. Null where anything is not exactly as it is written: three parts, each base64url in its only spelling, a header of <c>alg</c>, <c>kid</c> and <c>typ</c> alone. So a
    /// header that brings or points to a key, or that asks for an extension, is no token.
    /// </summary>
    public static CompactToken? Read(string? token)
    {
        if (token is null || token.Length is 0 or > MaxLength || token.Split('.') is not [var head, var body, var signature]
            || Decode(head) is not { } header || Decode(body) is not { } payload || Decode(signature) is not { Length: > 0 })
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<Head>(header, Json) is { Type: null or "JWT" } read && EmbedClaims.Read(payload) is { } claims
                ? new CompactToken(read.Algorithm, read.KeyId, claims) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The last letter of a part has bits that count for nothing: only one of its spellings is the right one.
    private static byte[]? Decode(string part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            return Base64Url.EncodeToString(bytes) == part ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed record Head
    {
        [JsonPropertyName("alg")]
        public required string Algorithm { get; init; }

        [JsonPropertyName("kid")]
        public required string KeyId { get; init; }

        [JsonPropertyName("typ")]
        public string? Type { get; init; }
    }
}
