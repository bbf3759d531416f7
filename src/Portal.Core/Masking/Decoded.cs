using System.Buffers;
using System.Globalization;
using System.Text;

namespace Portal.Core.Masking;

/// <summary>
/// A text read as what it means, and where each of its characters came from. What is escaped is unescaped (<c>%2B</c>, <c>%C3%A9</c>, <c>\u002B</c>, <c>\x2B</c>, <c>\n</c>, <c>\"</c>); digits of all scripts
/// are <c>0</c> to <c>9</c>, letters and signs of full width are those of ASCII, spaces and dashes of all kinds are <c> </c> and <c>-</c>; what is not seen, such as a zero-width space, is left out.
/// </summary>
internal sealed class Decoded
{
    private const int LeftOut = -1;
    private const int LongestOfUtf8 = 4;
    private const int FromFullWidth = '！' - '!';
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => c is not ('%' or '\\'))]);

    private readonly List<(int Start, int End)> _places;

    private Decoded(string text, List<(int Start, int End)> places) => (Text, _places) = (text, places);

    /// <summary>The text as it is meant.</summary>
    public string Text { get; }

    /// <summary>Reads a text; null where it says what it means.</summary>
    public static Decoded? Read(string text)
    {
        var first = text.AsSpan().IndexOfAnyExcept(Plain);
        var dead = 0;
        while (first >= 0 && first < text.Length && At(text, first, ref dead) is var (same, width) && (width == 1 ? same == text[first] : same > char.MaxValue && char.IsHighSurrogate(text[first])))
        {
            first += width;
        }
        if (first < 0 || first == text.Length)
        {
            return null;
        }
        var output = new StringBuilder(text, 0, first, text.Length);
        var places = new List<(int Start, int End)>(text.Length);
        for (var i = 0; i < first; i++)
        {
            places.Add((i, i + 1));
        }
        for (var i = first; i < text.Length;)
        {
            var (meant, length) = At(text, i, ref dead);
            if (meant > char.MaxValue)
            {
                output.Append(new Rune(meant).ToString());
                places.Add((i, i + length));
            }
            else if (meant != LeftOut)
            {
                output.Append((char)meant);
            }
            if (meant != LeftOut)
            {
                places.Add((i, i + length));
            }
            i += length;
        }
        return new Decoded(output.ToString(), places);
    }

    /// <summary>What it means where it is escaped once more; null where it is not.</summary>
    public Decoded? Again() => Read(Text) is { } deeper ? new Decoded(deeper.Text, [.. deeper._places.Select(place => (_places[place.Start].Start, _places[place.End - 1].End))]) : null;

    /// <summary>The part of the text that a part of this one stands for.</summary>
    public MaskSpan Back(MaskSpan span) => span with { Start = _places[span.Start].Start, End = _places[span.End - 1].End };

    // Where backslashes escape nothing, none of those up to there does: a run of them is walked once.
    private static (int Meant, int Length) At(string text, int index, ref int dead)
    {
        if (index < dead)
        {
            return (text[index], 1);
        }
        if (text[index] is not ('%' or '\\'))
        {
            return Folded(text, index);
        }
        if (Byte(text, index) is { Length: > 0 } first)
        {
            return first.Value < 0x80 ? (first.Value, first.Length) : Utf8(text, index, first);
        }
        var next = Escaped(text, index);
        (int, int)? meant = next == index || next == text.Length ? null : text[next] switch
        {
            'u' when Hex(text, next + 1, 4) is >= 0 and var code => (code, next + 5 - index),
            'n' => ('\n', next + 1 - index),
            'r' => ('\r', next + 1 - index),
            't' => ('\t', next + 1 - index),
            '"' or '\'' or '/' => (text[next], next + 1 - index),
            _ => null,
        };
        dead = meant is null ? next : dead;
        return meant ?? (text[index], 1);
    }

    private static (int Meant, int Length) Folded(string text, int index)
    {
        if (char.IsAscii(text[index]) || Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length) != OperationStatus.Done)
        {
            return (text[index], 1);
        }
        return (Rune.GetUnicodeCategory(rune) switch
        {
            _ when rune.Value is >= '！' and <= '～' => rune.Value - FromFullWidth,
            UnicodeCategory.DecimalDigitNumber => '0' + (int)Rune.GetNumericValue(rune),
            UnicodeCategory.SpaceSeparator => ' ',
            UnicodeCategory.DashPunctuation => '-',
            _ when rune.Value == '−' => '-',
            UnicodeCategory.Format => LeftOut,
            _ => rune.Value,
        }, length);
    }

    // What is no UTF-8 is taken for Latin-1.
    private static (int Meant, int Length) Utf8(string text, int index, (int Value, int Length) first)
    {
        Span<byte> bytes = stackalloc byte[LongestOfUtf8];
        Span<int> ends = stackalloc int[LongestOfUtf8];
        var count = 0;
        for (var (next, end) = (first, index); next.Length > 0; next = count < LongestOfUtf8 ? Byte(text, end) : default)
        {
            end += next.Length;
            (bytes[count], ends[count]) = ((byte)next.Value, end);
            count++;
        }
        return Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) == OperationStatus.Done ? (rune.Value, ends[used - 1] - index) : (first.Value, first.Length);
    }

    // As addresses of pages write it, or as logs of servers do.
    private static (int Value, int Length) Byte(string text, int index)
    {
        if (index >= text.Length)
        {
            return default;
        }
        var digits = text[index] == '%' ? index + 1 : Escaped(text, index) is var next && next > index && next < text.Length && text[next] == 'x' ? next + 1 : -1;
        return digits >= 0 && Hex(text, digits, 2) is >= 0 and var value ? (value, digits + 2 - index) : default;
    }

    // The end of backslashes, however often it was escaped.
    private static int Escaped(string text, int index)
    {
        while (index < text.Length && text[index] == '\\')
        {
            index++;
        }
        return index;
    }

    private static int Hex(string text, int start, int length) =>
        start + length <= text.Length && int.TryParse(text.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
