using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Which regular expressions a dashboard may hold: those that are matched in linear time.</summary>
internal static class RegexText
{
    private const int MaxLength = 1_000;
    private const int MaxRemembered = 1_000;

    // One template's expressions come again for every tenant, and to build one costs more than to read its panel.
    private static readonly ConcurrentDictionary<string, string?> Problems = new(StringComparer.Ordinal);

    /// <summary>Reports a regular expression that cannot be used; null is none.</summary>
    public static void Check(YamlMap map, string key, string? pattern)
    {
        if (pattern is not null && Problem(pattern) is { } problem)
        {
            map.Context.Error(DiagnosticCodes.RegexInvalid, map.MarkOf(key), $"'{key}' is not a regular expression that can be used: {problem}", "Write it as Prometheus' regular expressions are written, without lookarounds and back references.");
        }
    }

    private static string? Problem(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            return $"it is longer than {MaxLength} characters.";
        }
        if (Problems.TryGetValue(pattern, out var known))
        {
            return known;
        }
        if (Problems.Count >= MaxRemembered)
        {
            Problems.Clear();
        }
        return Problems[pattern] = Try(pattern);
    }

    private static string? Try(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException problem)
        {
            return problem.Message;
        }
        catch (NotSupportedException)
        {
            return "it needs backtracking.";
        }
    }
}
