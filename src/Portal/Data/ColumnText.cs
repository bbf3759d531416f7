using System.Diagnostics.CodeAnalysis;

namespace Portal.Data;

/// <summary>Texts as columns take them.</summary>
internal static class ColumnText
{
    /// <summary>No longer than the column, and without NUL or a half character at the end, which PostgreSQL does not take.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Shorten(string? text, int length)
    {
        text = text?.Replace("\0", "");
        // Half of a surrogate pair is no text to PostgreSQL either.
        return text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
