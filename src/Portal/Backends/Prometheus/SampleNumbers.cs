using System.Buffers.Text;
using System.Text.Json;

namespace Portal.Backends.Prometheus;

/// <summary>Numbers as Prometheus writes them.</summary>
internal static class SampleNumbers
{
    /// <summary>A value: a text that holds a number, <c>NaN</c>, <c>+Inf</c> or <c>-Inf</c>.</summary>
    public static double Value(ref Utf8JsonReader json) => json.ValueIsEscaped ? Value(json.GetString()!) : Value(json.ValueSpan);

    /// <inheritdoc cref="Value(ref Utf8JsonReader)"/>
    public static double Value(string text) => Value(System.Text.Encoding.UTF8.GetBytes(text));

    private static double Value(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out double value, out var used) && used == text.Length)
        {
            return value;
        }
        return text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Inf"u8) ? double.NegativeInfinity
            : throw new JsonException("A value is not a number.");
    }

    /// <summary>A time in seconds, as milliseconds.</summary>
    public static long TimeMs(ref Utf8JsonReader json)
    {
        // Whole seconds are the usual case by far.
        if (json.TryGetInt64(out var seconds))
        {
            return Math.Abs(seconds) < long.MaxValue / 1000 ? seconds * 1000 : throw new JsonException("A time is out of range.");
        }
        var milliseconds = json.GetDouble() * 1000;
        return Math.Abs(milliseconds) < long.MaxValue ? (long)Math.Round(milliseconds) : throw new JsonException("A time is out of range.");
    }
}
