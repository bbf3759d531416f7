using System.Diagnostics.CodeAnalysis;

namespace Portal.Core.Diagnostics;

/// <summary>The beginning of a text that may be long.</summary>
internal static class Excerpt
{
    /// <summary>The text, or where it is longer its first <paramref name="most"/> characters and an ellipsis; never half of a surrogate pair, which is no text to JSON and databases.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text, int most) =>
        text is null || text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "…");
}
