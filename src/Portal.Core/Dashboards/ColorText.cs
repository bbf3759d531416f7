using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Which colours a dashboard may name.</summary>
internal static class ColorText
{
    internal static readonly string[] Names = ["green", "yellow", "orange", "red", "blue", "purple", "teal", "pink", "gray"];

    /// <summary>Reports a colour that is not known; null and empty are none.</summary>
    public static void Check(YamlMap map, string key, string? color)
    {
        if (!string.IsNullOrEmpty(color) && !IsKnown(color))
        {
            map.Context.Error(DiagnosticCodes.ColorInvalid, map.MarkOf(key), $"'{color}' is not a colour.", Suggestion.DidYouMean(color, Names, $"Use one of {string.Join(", ", Names)}, or \"#rrggbb\"."));
        }
    }

    private static bool IsKnown(string color) =>
        color[0] == '#' ? color.Length == 7 && color.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0 : Array.IndexOf(Names, color) >= 0;

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
