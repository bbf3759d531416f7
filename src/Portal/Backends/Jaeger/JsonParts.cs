using System.Text.Json;

namespace Portal.Backends.Jaeger;

/// <summary>Looks into JSON that may lack anything.</summary>
internal static class JsonParts
{
    /// <summary>The member of that kind, or null.</summary>
    public static JsonElement? Part(this JsonElement holder, string name, JsonValueKind kind) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var part) && part.ValueKind == kind ? part : null;

    /// <summary>The text of a member, or null.</summary>
    public static string? Text(this JsonElement holder, string name) => holder.Part(name, JsonValueKind.String)?.GetString();

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement holder, string name) =>
        holder.Part(name, JsonValueKind.Array) is { } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
