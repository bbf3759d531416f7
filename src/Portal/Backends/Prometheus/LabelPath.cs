using System.Globalization;
using System.Text;

namespace Portal.Backends.Prometheus;

/// <summary>Writes a label's name as a part of a path. Names beyond letters, digits and '_' are written in the escaping of Prometheus 3, which begins with <c>U__</c>.</summary>
internal static class LabelPath
{
    /// <summary>The name for a path.</summary>
    public static string Encode(string label)
    {
        if (label.Length > 0 && !char.IsAsciiDigit(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !label.StartsWith("U__", StringComparison.Ordinal))
        {
            return label;
        }
        var text = new StringBuilder("U__");
        foreach (var rune in label.EnumerateRunes())
        {
            _ = rune.Value == '_' ? text.Append("__")
                : rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value) ? text.Append((char)rune.Value)
                : text.Append(CultureInfo.InvariantCulture, $"_{rune.Value:x}_");
        }
        return text.ToString();
    }
}
