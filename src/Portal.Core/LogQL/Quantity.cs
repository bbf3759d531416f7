using System.Buffers;
using System.Globalization;
using System.Text;

namespace Portal.Core.LogQL;

/// <summary>Numbers with units: durations as Go and Prometheus write them, sizes with powers of 1,000 (kB) and 1,024 (KiB).</summary>
public static class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanoseconds)[] DurationUnits =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000), ("w", 604_800_000_000_000), ("y", 31_536_000_000_000_000),
    ];

    private static readonly (string Unit, ulong Bytes)[] SizeUnits =
    [
        ("EiB", 1UL << 60), ("EB", 1_000_000_000_000_000_000), ("PiB", 1UL << 50), ("PB", 1_000_000_000_000_000), ("TiB", 1UL << 40), ("TB", 1_000_000_000_000),
        ("GiB", 1UL << 30), ("GB", 1_000_000_000), ("MiB", 1UL << 20), ("MB", 1_000_000), ("KiB", 1UL << 10), ("KB", 1_000), ("B", 1),
    ];

    /// <summary>Reads <c>1h30m</c>, <c>250ms</c>, <c>1.5s</c>, <c>7d</c> and the like, in nanoseconds.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        decimal total = 0;
        var rest = text;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 10_000_000_000_000_000_000m)
            {
                return false;
            }
            rest = rest[digits..];
            var length = rest.IndexOfAny(NumberCharacters);
            var name = length < 0 ? rest : rest[..length];
            if (Find(name) is not { } unit)
            {
                return false;
            }
            total += count * unit;
            if (total > long.MaxValue)
            {
                return false;
            }
            rest = rest[name.Length..];
        }
        nanoseconds = (long)total;
        return text.Length > 0;
    }

    /// <summary>Reads <c>5</c>, <c>.5</c>, <c>1e3</c>, <c>0x1f</c>.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var hex = ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
            number = value;
            return hex;
        }
        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>Reads <c>5KB</c>, <c>1.5GiB</c>, <c>20B</c>; the B may be left out, and case does not count.</summary>
    public static bool TryBytes(ReadOnlySpan<char> text, out ulong bytes)
    {
        bytes = 0;
        var digits = text.IndexOfAnyExcept(NumberCharacters);
        if (digits <= 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > ulong.MaxValue)
        {
            return false;
        }
        foreach (var (unit, size) in SizeUnits)
        {
            var name = text[digits..];
            if (name.Equals(unit, StringComparison.OrdinalIgnoreCase) || (unit.Length > 1 && name.Equals(unit.AsSpan(0, unit.Length - 1), StringComparison.OrdinalIgnoreCase)))
            {
                var total = count * size;
                bytes = total <= ulong.MaxValue ? (ulong)total : 0;
                return total <= ulong.MaxValue;
            }
        }
        return false;
    }

    /// <summary>Writes a duration, negative ones too, with the units h, m, s, ms, µs and ns.</summary>
    public static void AppendDuration(StringBuilder output, long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            output.Append("0s");
            return;
        }
        if (nanoseconds < 0)
        {
            output.Append('-');
        }
        var rest = (UInt128)(nanoseconds < 0 ? -(Int128)nanoseconds : nanoseconds);
        foreach (var (unit, size) in (ReadOnlySpan<(string, ulong)>)[("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)])
        {
            if (rest >= size)
            {
                output.Append(CultureInfo.InvariantCulture, $"{rest / size}{unit}");
                rest %= size;
            }
        }
    }

    /// <summary>Writes a size with the largest unit that divides it.</summary>
    public static void AppendBytes(StringBuilder output, ulong bytes)
    {
        foreach (var (unit, size) in SizeUnits)
        {
            if (bytes != 0 && bytes % size == 0)
            {
                output.Append(bytes / size).Append(unit);
                return;
            }
        }
        output.Append("0B");
    }

    private static long? Find(ReadOnlySpan<char> name)
    {
        foreach (var (unit, size) in DurationUnits)
        {
            if (name.SequenceEqual(unit))
            {
                return size;
            }
        }
        return null;
    }
}
