using System.Globalization;
using System.Text;

namespace Portal.Core.Masking;

/// <summary>A text with what is escaped in it read as what it means (<c>%2B</c>, <c>\u002B</c>, <c>\n</c>, <c>\"</c>), and where each of its characters came from.</summary>
internal sealed class Decoded
{
    private readonly List<int> _starts;

    private Decoded(string text, List<int> starts) => (Text, _starts) = (text, starts);

    /// <summary>The text as it is meant.</summary>
    public string Text { get; }

    /// <summary>Reads a text; null where nothing in it is escaped.</summary>
    public static Decoded? Read(string text)
    {
        if (text.AsSpan().IndexOfAny('%', '\\') < 0)
        {
            return null;
        }
        var output = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length;)
        {
            var (c, length) = At(text, i);
            output.Append(c);
            starts.Add(i);
            i += length;
        }
        starts.Add(text.Length);
        return output.Length == text.Length ? null : new Decoded(output.ToString(), starts);
    }

    /// <summary>The part of the text that a part of this one stands for.</summary>
    public MaskSpan Back(MaskSpan span) => span with { Start = _starts[span.Start], End = _starts[span.End] };

    private static (char Character, int Length) At(string text, int index)
    {
        if (text[index] == '%' && Hex(text, index + 1, 2) is < 0x80 and var ascii)
        {
            return ((char)ascii, 3);
        }
        if (text[index] != '\\')
        {
            return (text[index], 1);
        }
        // However often it was escaped.
        var next = index;
        while (next < text.Length && text[next] == '\\')
        {
            next++;
        }
        return next == text.Length ? ('\\', 1) : text[next] switch
        {
            'u' when Hex(text, next + 1, 4) is <= char.MaxValue and var code => ((char)code, next + 5 - index),
            'n' => ('\n', next + 1 - index),
            'r' => ('\r', next + 1 - index),
            't' => ('\t', next + 1 - index),
            '"' or '\'' or '/' => (text[next], next + 1 - index),
            _ => ('\\', 1),
        };
    }

    private static int Hex(string text, int start, int length) =>
        start + length <= text.Length && int.TryParse(text.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : int.MaxValue;
}
