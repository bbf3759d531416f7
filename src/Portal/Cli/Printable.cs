using System.Globalization;
using System.Text;

namespace Portal.Cli;

/// <summary>Keeps text of the content from driving the terminal or the log that it is printed to.</summary>
internal static class Printable
{
    /// <summary>The text with control and formatting characters written as <c>\u001b</c>.</summary>
    public static string Text(string text)
    {
        if (!text.Any(IsSpecial))
        {
            return text;
        }
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = IsSpecial(c) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : safe.Append(c);
        }
        return safe.ToString();
    }

    private static bool IsSpecial(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
