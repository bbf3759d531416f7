using System.Buffers;
using System.Text;

namespace Portal.Core.Masking;

/// <summary>
/// Writes masked values. In part: <c>138****1234</c> of what has 11 characters or more, whatever its length; <c>a***@example.com</c> of an e-mail address, without its first letter where
/// fewer than three stand before the @; else as blank: <c>****</c>. What is masked already stays as it is.
/// </summary>
public static class MaskText
{
    /// <summary>Stands for all of a value.</summary>
    public const string Blank = "****";

    private const string AddressMask = "***";
    private const int Head = 3;
    private const int Tail = 4;
    private const int Least = 11;
    private const int LeastOfAddress = 3;
    private static readonly SearchValues<char> NoAddress = SearchValues.Create(" \t\r\n\"'<>=");

    /// <summary>The value as the effect leaves it. Nothing stays nothing.</summary>
    public static string Apply(MaskEffect effect, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length == 0 || effect == MaskEffect.Clear ? value : effect == MaskEffect.Partial ? InPart(value) : Blank;
    }

    private static string InPart(string value)
    {
        if (Address(value) is { } address)
        {
            return address;
        }
        Rune[] runes = [.. value.EnumerateRunes()];
        if (runes.Length == Least && value.AsSpan(Head).StartsWith(Blank, StringComparison.Ordinal))
        {
            return value;
        }
        // Separators hide nothing.
        if (runes.Count(Rune.IsLetterOrDigit) < Least)
        {
            return Blank;
        }
        var masked = new StringBuilder();
        foreach (var rune in runes.AsSpan(0, Head))
        {
            masked.Append(rune);
        }
        masked.Append(Blank);
        foreach (var rune in runes.AsSpan(runes.Length - Tail))
        {
            masked.Append(rune);
        }
        return masked.ToString();
    }

    private static string? Address(string value)
    {
        var at = value.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !IsHost(value.AsSpan(at + 1)) || value.AsSpan(0, at).ContainsAny(NoAddress))
        {
            return null;
        }
        var local = value[..at];
        if (local.EndsWith(AddressMask, StringComparison.Ordinal) && local.EnumerateRunes().Count() <= AddressMask.Length + 1)
        {
            return value;
        }
        return (local.EnumerateRunes().Count() < LeastOfAddress ? "" : local.EnumerateRunes().First().ToString()) + AddressMask + value[at..];
    }

    private static bool IsHost(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }
        return text.LastIndexOf('.') is > 0 and var dot && dot < text.Length - 2 && char.IsLetter(text[^1]);
    }
}
