using System.Globalization;

namespace Portal.Core.PromQL;

/// <summary>Numbers as Prometheus prints them: the shortest digits that read back as the same value.</summary>
internal static class NumberText
{
    /// <summary>Without an exponent, however long that gets.</summary>
    public static string Plain(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E') ? Expand(text) : text;
    }

    /// <summary>With an exponent where the number is very large or very small.</summary>
    public static string General(double value)
    {
        var magnitude = Math.Abs(value);
        if (!double.IsFinite(value) || value == 0 || (magnitude >= 1e-4 && magnitude < 1e21))
        {
            return Plain(value);
        }
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision <= 16; precision++)
        {
            text = value.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                break;
            }
        }
        var split = text.IndexOf('E');
        var exponent = int.Parse(text[(split + 1)..], CultureInfo.InvariantCulture);
        return $"{text[..split]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>With six decimals, for messages.</summary>
    public static string FixedSix(double value) => double.IsFinite(value) ? value.ToString("F6", CultureInfo.InvariantCulture) : Plain(value);

    private static string Expand(string text)
    {
        var split = text.IndexOf('E');
        var exponent = int.Parse(text.AsSpan(split + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text[..split];
        var sign = mantissa.StartsWith('-') ? "-" : "";
        mantissa = mantissa[sign.Length..];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var position = whole + exponent;
        return position <= 0 ? $"{sign}0.{new string('0', -position)}{digits}"
            : position >= digits.Length ? sign + digits + new string('0', position - digits.Length)
            : $"{sign}{digits[..position]}.{digits[position..]}";
    }
}
