using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Which colours a dashboard may name.</summary>
internal static partial class ColorText
{
    internal static readonly string[] Names = ["green", "yellow", "orange", "red", "blue", "purple", "teal", "pink", "gray"];

    // Grafana's shades and a few other spellings are drawn as the nearest of the names, so that copied dashboards keep their colours.
    internal const string Pattern = @"^(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{8}|transparent|((super-light|light|semi-dark|dark)-)?(green|yellow|orange|red|blue|purple|teal|pink|gray|grey|violet|cyan|amber|magenta))\z";

    /// <summary>Reports a colour that is not known; null and empty are none.</summary>
    public static void Check(YamlMap map, string key, string? color)
    {
        if (!string.IsNullOrEmpty(color) && Array.IndexOf(Names, color) < 0 && !Spelling().IsMatch(color))
        {
            map.Context.Error(DiagnosticCodes.ColorInvalid, map.MarkOf(key), $"'{color}' is not a colour.", Suggestion.DidYouMean(color, Names, $"Use one of {string.Join(", ", Names)}, or \"#rrggbb\"."));
        }
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Spelling();
}
