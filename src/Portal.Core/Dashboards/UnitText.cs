using System.Collections.Frozen;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Which units are known. Any other text is allowed and stands behind the number, so that only a slip of typing is worth a word.</summary>
internal static class UnitText
{
    /// <summary>The ids that numbers are scaled and worded by; wwwroot/js/units.js knows the same.</summary>
    internal static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet<string>(
    [
        "none", "short", "sishort", "percent", "percentunit", "humidity", "hex", "hex0x",
        "ns", "µs", "us", "ms", "s", "m", "h", "d", "dthms", "dtdhms", "clocks", "clockms",
        "bytes", "kbytes", "mbytes", "gbytes", "decbytes", "deckbytes", "decmbytes", "decgbytes", "bits", "decbits",
        "Bps", "KBs", "MBs", "binBps", "bps", "Kbits", "Mbits", "binbps", "pps",
        "cps", "ops", "reqps", "rps", "wps", "iops", "eps", "mps", "opm", "rpm", "reqpm", "cpm",
        "currencyUSD", "currencyEUR", "currencyGBP", "currencyJPY",
        "hertz", "rothz", "watt", "volt", "amp", "joule", "celsius", "fahrenheit", "kelvin", "lengthm",
        "bool", "bool_yes_no", "bool_on_off", "dateTimeAsIso", "dateTimeAsUS", "dateTimeAsSystem", "dateTimeFromNow",
    ],
    StringComparer.Ordinal);

    // Shorter texts are one letter away from too many ids to be a slip.
    private const int ShortestSlip = 4;

    /// <summary>Reads a unit, and warns where it is all but a known one.</summary>
    public static string? Read(YamlMap map, string key)
    {
        var unit = map.String(key);
        if (unit is null || Known.Contains(unit) || unit.Length < ShortestSlip || !unit.All(c => char.IsLetterOrDigit(c) || c == '_'))
        {
            return unit;
        }
        foreach (var known in Known)
        {
            if (IsSlip(unit, known))
            {
                map.Context.Warning(
                    DiagnosticCodes.UnitDoubtful,
                    map.MarkOf(key),
                    $"The unit '{unit}' is not known and stands behind the number as it is.",
                    $"Did you mean '{known}'? If not, write 'suffix: {unit}'.");
                break;
            }
        }
        return unit;
    }

    /// <summary>Whether the texts differ in case, or in one letter that is added, left out, changed or swapped with its neighbour.</summary>
    internal static bool IsSlip(ReadOnlySpan<char> text, ReadOnlySpan<char> meant)
    {
        if (Math.Abs(text.Length - meant.Length) > 1)
        {
            return false;
        }
        var start = 0;
        while (start < Math.Min(text.Length, meant.Length) && Same(text[start], meant[start]))
        {
            start++;
        }
        var rest = text[start..];
        var restMeant = meant[start..];
        while (rest.Length > 0 && restMeant.Length > 0 && Same(rest[^1], restMeant[^1]))
        {
            rest = rest[..^1];
            restMeant = restMeant[..^1];
        }
        return rest.Length + restMeant.Length <= 1 || (rest.Length == 1 && restMeant.Length == 1)
            || (rest.Length == 2 && restMeant.Length == 2 && Same(rest[0], restMeant[1]) && Same(rest[1], restMeant[0]));
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
