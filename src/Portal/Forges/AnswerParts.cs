using System.Globalization;
using System.Text.Json;
using Portal.Webhooks.Payloads;

namespace Portal.Forges;

/// <summary>Takes parts out of what forges answer.</summary>
internal static class AnswerParts
{
    /// <summary>The number by which a comment is known; null where there is none.</summary>
    public static string? Id(this JsonElement answer) => answer.Number("id")?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the text there begins so.</summary>
    public static bool Starts(this JsonElement answer, string beginning, params ReadOnlySpan<string> path) =>
        answer.At(path) is { ValueKind: JsonValueKind.String } value && value.GetString()!.StartsWith(beginning, StringComparison.Ordinal);
}
