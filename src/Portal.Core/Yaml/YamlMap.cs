using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;

namespace Portal.Core.Yaml;

/// <summary>
/// Reads the keys of a mapping with their types. Each method adds an error with its place where the value does not fit, and then answers the fallback.
/// Every key that was asked for is known; <see cref="RefuseUnknownKeys"/> reports the others.
/// </summary>
public sealed partial class YamlMap
{
    private readonly YamlContext _context;
    private readonly List<string> _known = [];
    private readonly string _what;

    /// <summary>Reads a mapping.</summary>
    /// <param name="mapping">The node.</param>
    /// <param name="context">Where errors go.</param>
    /// <param name="what">What the mapping is, for messages, such as <c>a panel</c>.</param>
    public YamlMap(YamlMapping mapping, YamlContext context, string what)
    {
        Node = mapping;
        _context = context;
        _what = what;
    }

    /// <summary>The node that is read.</summary>
    public YamlMapping Node { get; }

    /// <summary>Where errors go.</summary>
    public YamlContext Context => _context;

    /// <summary>The keys that were asked for.</summary>
    public IReadOnlyCollection<string> KnownKeys => [.. _known.Distinct()];

    /// <summary>Whether the key stands there with a value.</summary>
    public bool Has(string key) => Peek(key) is not null;

    /// <summary>Where the key's value begins; the mapping's start where the key is missing.</summary>
    public YamlMark MarkOf(string key) => Find(key)?.Value.Start ?? Node.Start;

    /// <summary>The node of a key that may have been asked for elsewhere; null where it is missing or null. It does not make the key known.</summary>
    public YamlNode? Peek(string key) => Find(key)?.Value is { } value and not YamlScalar { IsNull: true } ? value : null;

    /// <summary>The node of a key; null where it is missing or null.</summary>
    public YamlNode? Any(string key)
    {
        _known.Add(key);
        return Peek(key);
    }

    /// <summary>A text; numbers and booleans without quotes count as their text.</summary>
    public string? String(string key) => Scalar(key)?.Text;

    /// <summary>A text that must be there and not be empty; empty with an error otherwise.</summary>
    public string RequiredString(string key)
    {
        if (Scalar(key, required: true) is not { } scalar)
        {
            return "";
        }
        if (string.IsNullOrWhiteSpace(scalar.Text))
        {
            _context.Error(DiagnosticCodes.MissingKey, scalar.Start, $"'{key}' is empty.", $"Give {_what} a '{key}'.");
        }
        return scalar.Text;
    }

    /// <summary>A text out of a closed set.</summary>
    public string? OneOf(string key, params ReadOnlySpan<string> allowed)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (allowed.Contains(scalar.Text))
        {
            return scalar.Text;
        }
        var list = allowed.ToArray();
        _context.Error(DiagnosticCodes.NotAllowedValue, scalar.Start, $"'{key}' cannot be '{scalar.Text}'.", Suggestion.DidYouMean(scalar.Text, list, $"Use one of: {string.Join(", ", list)}."));
        return null;
    }

    /// <summary>A finite number in a range, bounds included.</summary>
    public double? Number(string key, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (!scalar.IsPlain || !double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            WrongType(key, scalar, "a number");
            return null;
        }
        if (number < min || number > max)
        {
            _context.Error(DiagnosticCodes.OutOfRange, scalar.Start, $"'{key}' is {scalar.Text}; it must be {Range(min, max)}.");
            return null;
        }
        return number;
    }

    /// <summary>A whole number in a range, bounds included.</summary>
    public int? Integer(string key, int min, int max)
    {
        var mark = MarkOf(key);
        if (Number(key, min, max) is not { } number)
        {
            return null;
        }
        if (number != Math.Floor(number))
        {
            _context.Error(DiagnosticCodes.WrongType, mark, $"'{key}' must be a whole number.");
            return null;
        }
        return (int)number;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Boolean(string key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (scalar is { IsPlain: true, Text: "true" or "false" })
        {
            return scalar.Text == "true";
        }
        WrongType(key, scalar, "true or false");
        return null;
    }

    /// <summary>A duration such as <c>30s</c>, <c>1m30s</c> or <c>250ms</c> in a range, bounds included.</summary>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }
        if (!DurationText.TryParse(scalar.Text, out var duration))
        {
            WrongType(key, scalar, "a duration such as 30s, 5m or 1h30m");
            return null;
        }
        if (duration < min || duration > max)
        {
            _context.Error(DiagnosticCodes.OutOfRange, scalar.Start, $"'{key}' is {scalar.Text}; it must be from {DurationText.Print(min)} to {DurationText.Print(max)}.");
            return null;
        }
        return duration;
    }

    /// <summary>A list of texts; one text counts as a list of one. Null where the key is missing.</summary>
    public IReadOnlyList<string>? Strings(string key)
    {
        switch (Any(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return [scalar.Text];
            case YamlSequence sequence:
                foreach (var item in sequence.Items.Where(i => i is not YamlScalar { IsNull: false }))
                {
                    _context.Error(DiagnosticCodes.WrongType, item.Start, $"An item of '{key}' must be a text, not {item.Noun}.");
                }
                return [.. sequence.Items.OfType<YamlScalar>().Where(s => !s.IsNull).Select(s => s.Text)];
            case var other:
                WrongType(key, other, "a list of texts");
                return null;
        }
    }

    /// <summary>A nested mapping; null where the key is missing.</summary>
    public YamlMap? Map(string key, string what)
    {
        switch (Any(key))
        {
            case null:
                return null;
            case YamlMapping mapping:
                return new YamlMap(mapping, _context, what);
            case var other:
                WrongType(key, other, "a mapping");
                return null;
        }
    }

    /// <summary>A list of mappings; empty where the key is missing. Items that are no mappings are reported and left out.</summary>
    public IReadOnlyList<YamlMap> Maps(string key, string what)
    {
        switch (Any(key))
        {
            case null:
                return [];
            case YamlSequence sequence:
                foreach (var item in sequence.Items.Where(i => i is not YamlMapping))
                {
                    _context.Error(DiagnosticCodes.WrongType, item.Start, $"An item of '{key}' must be {what}, a mapping, not {item.Noun}.");
                }
                return [.. sequence.Items.OfType<YamlMapping>().Select(m => new YamlMap(m, _context, what))];
            case var other:
                WrongType(key, other, "a list");
                return [];
        }
    }

    /// <summary>A mapping from texts to texts, in order; empty where the key is missing.</summary>
    public IReadOnlyDictionary<string, string> Texts(string key)
    {
        if (Map(key, $"'{key}'") is not { } map)
        {
            return new Dictionary<string, string>();
        }
        foreach (var entry in map.Node.Entries.Where(e => e.Value is not YamlScalar { IsNull: false }))
        {
            _context.Error(DiagnosticCodes.WrongType, entry.Value.Start, $"'{entry.Key.Text}' in '{key}' must be a text, not {entry.Value.Noun}.");
        }
        return map.Node.Entries.Where(e => e.Value is YamlScalar { IsNull: false }).ToDictionary(e => e.Key.Text, e => ((YamlScalar)e.Value).Text);
    }

    /// <summary>Reports the key as missing.</summary>
    public void Missing(string key) => _context.Error(DiagnosticCodes.MissingKey, Node.Start, $"'{key}' is missing.", $"Give {_what} a '{key}'.");

    /// <summary>Reports every key that was never asked for.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var entry in Node.Entries)
        {
            if (!_known.Contains(entry.Key.Text))
            {
                RefuseUnknown(entry.Key);
            }
        }
    }

    private void RefuseUnknown(YamlScalar key)
    {
        var known = KnownKeys;
        _context.Error(
            DiagnosticCodes.UnknownKey,
            key.Start,
            $"{char.ToUpperInvariant(_what[0])}{_what[1..]} has no key '{key.Text}'.",
            Suggestion.DidYouMean(key.Text, known, $"It has: {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
    }

    // Mappings have few keys, and a tenant has many dashboards: a search is faster and smaller than a table.
    private YamlEntry? Find(string key)
    {
        foreach (var entry in Node.Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }
        return null;
    }

    private YamlScalar? Scalar(string key, bool required = false)
    {
        switch (Any(key))
        {
            case null:
                if (required)
                {
                    Missing(key);
                }
                return null;
            case YamlScalar scalar:
                return scalar;
            case var other:
                WrongType(key, other, "a single value");
                return null;
        }
    }

    private void WrongType(string key, YamlNode node, string wanted) =>
        _context.Error(DiagnosticCodes.WrongType, node.Start, $"'{key}' must be {wanted}, not {(node is YamlScalar { IsNull: false } scalar ? $"'{scalar.Text}'" : node.Noun)}.");

    private static string Range(double min, double max) =>
        max == double.MaxValue ? $"at least {min}" : min == double.MinValue ? $"at most {max}" : $"from {min} to {max}";
}

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, <c>250ms</c>.</summary>
public static partial class DurationText
{
    /// <summary>Reads a duration of the units y, w, d, h, m, s and ms, largest first, each at most once; false where it is none or longer than 100 years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return false;
        }
        double milliseconds = 0;
        ReadOnlySpan<double> units = [365 * 86_400_000d, 7 * 86_400_000d, 86_400_000d, 3_600_000d, 60_000d, 1_000d, 1d];
        for (var i = 0; i < units.Length; i++)
        {
            if (match.Groups[i + 1] is { Success: true } group)
            {
                milliseconds += double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * units[i];
            }
        }
        if (milliseconds > 100 * 365 * 86_400_000d)
        {
            return false;
        }
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Writes a duration that is not negative, largest unit first; <c>0s</c> for none.</summary>
    public static string Print(TimeSpan duration)
    {
        var rest = (long)duration.TotalMilliseconds;
        if (rest == 0)
        {
            return "0s";
        }
        var text = "";
        foreach (var (unit, size) in ((string, long)[])[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)])
        {
            if (rest / size > 0)
            {
                text += $"{rest / size}{unit}";
                rest %= size;
            }
        }
        return text;
    }

    [GeneratedRegex(@"^(?:(\d{1,9})y)?(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$")]
    private static partial Regex Pattern();
}
