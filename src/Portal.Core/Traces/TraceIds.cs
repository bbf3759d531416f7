using System.Diagnostics.CodeAnalysis;

namespace Portal.Core.Traces;

/// <summary>A trace's id: 128 bits as 32 hexadecimal digits in lower case; ids of 64 bits have zeros in front.</summary>
/// <param name="Value">The digits.</param>
public readonly record struct TraceId(string Value)
{
    /// <summary>Reads 1 to 32 hexadecimal digits; false for anything else and for nought.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TraceId id)
    {
        var valid = HexId.TryPad(text, 32, out var digits);
        id = new TraceId(digits);
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A span's id: 64 bits as 16 hexadecimal digits in lower case.</summary>
/// <param name="Value">The digits.</param>
public readonly record struct SpanId(string Value)
{
    /// <summary>Reads 1 to 16 hexadecimal digits; false for anything else and for nought.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SpanId id)
    {
        var valid = HexId.TryPad(text, 16, out var digits);
        id = new SpanId(digits);
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

internal static class HexId
{
    public static bool TryPad(string? text, int length, out string digits)
    {
        digits = "";
        if (string.IsNullOrEmpty(text) || text.Length > length || !text.All(char.IsAsciiHexDigit) || text.All(c => c == '0'))
        {
            return false;
        }
        digits = text.ToLowerInvariant().PadLeft(length, '0');
        return true;
    }
}
