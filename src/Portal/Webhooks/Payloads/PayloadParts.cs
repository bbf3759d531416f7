using System.Text;
using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>Takes parts out of a payload; what is missing or of another kind is null.</summary>
internal static class PayloadParts
{
    private const int MaxText = 300;

    /// <summary>The value at the end of a path of keys.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return null;
            }
        }
        return element;
    }

    /// <summary>The text there, without control characters, shortened to 300 characters; null where it is empty.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text ? Clean(text, MaxText) : null;

    /// <summary>The whole number there.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether <c>true</c> is there.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.True };

    /// <summary>The number of a pull request there, 1 or more.</summary>
    public static int? PullRequestNumber(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Number(path) is > 0 and <= int.MaxValue and var number ? (int)number : null;

    /// <summary>A text without control characters, at most so long; null where nothing is left.</summary>
    public static string? Clean(string text, int length)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > length)
            {
                break;
            }
            if (!Rune.IsControl(rune))
            {
                kept.Append(rune.ToString());
            }
        }
        return kept.ToString().Trim() is { Length: > 0 } clean ? clean : null;
    }
}
