using System.Globalization;
using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Jaeger;

/// <summary>The smaller parts of Jaeger's JSON.</summary>
internal static class JaegerLists
{
    /// <summary>A list of texts; none where it is null.</summary>
    public static IReadOnlyList<string> Texts(JsonElement data) => [.. Items(data).Select(Text).OfType<string>()];

    /// <summary>A list of calls.</summary>
    public static IReadOnlyList<ServiceCall> Calls(JsonElement data) => [.. Items(data).Select(Call).OfType<ServiceCall>()];

    /// <summary>A text, or null.</summary>
    public static string? Text(JsonElement item) => item.ValueKind == JsonValueKind.String ? item.GetString() : null;

    /// <summary>A call, or null. Its count is a number in one API and a text in the other.</summary>
    public static ServiceCall? Call(JsonElement item)
    {
        if (item.Text("parent") is not { } caller || item.Text("child") is not { } callee)
        {
            return null;
        }
        var count = item.Part("callCount", JsonValueKind.Number) is { } number && number.TryGetInt64(out var value) ? value
            : long.TryParse(item.Text("callCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var text) ? text : 0;
        return new ServiceCall(caller, callee, count);
    }

    /// <summary>Tags as a parameter: a JSON object.</summary>
    public static string Map(IReadOnlyDictionary<string, string> tags) => JsonSerializer.Serialize(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).ToDictionary());

    private static JsonElement.ArrayEnumerator Items(JsonElement data) => data.ValueKind == JsonValueKind.Array ? data.EnumerateArray() : default;
}
