using System.Globalization;
using System.Text;

namespace Portal.Core.PromQL;

/// <summary>
/// String literals, both ways. A literal may hold bytes that are not UTF-8 (<c>"\xff"</c>); such a byte lives in the text as the lone surrogate U+DC00 plus the byte,
/// and is written back as <c>\xff</c>.
/// </summary>
internal static class Quoting
{
    private const int ByteOffset = 0xDC00;

    /// <summary>Writes text in double quotes with escapes.</summary>
    public static string Quote(string text)
    {
        var output = new StringBuilder(text.Length + 2);
        AppendQuoted(output, text);
        return output.ToString();
    }

    /// <summary>Appends text in double quotes with escapes.</summary>
    public static void AppendQuoted(StringBuilder output, string text)
    {
        output.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\x7f' and not ('"' or '\\'))
            {
                output.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                AppendRune(output, char.ConvertToUtf32(c, text[++i]));
            }
            else
            {
                AppendUnit(output, c);
            }
        }
        output.Append('"');
    }

    /// <summary>Reads a literal that the lexer accepted, quotes included.</summary>
    public static string Unquote(ReadOnlySpan<char> literal)
    {
        var body = literal[1..^1];
        if (literal[0] == '`' || !body.Contains('\\'))
        {
            return body.ToString();
        }
        var output = new StringBuilder(body.Length);
        var bytes = new List<byte>();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                FlushBytes(output, bytes);
                output.Append(body[i]);
                continue;
            }
            var c = body[++i];
            var (start, length, numberBase) = c switch
            {
                >= '0' and <= '7' => (i, 3, 8),
                'x' => (i + 1, 2, 16),
                'u' => (i + 1, 4, 16),
                'U' => (i + 1, 8, 16),
                _ => (0, 0, 0),
            };
            if (length == 0)
            {
                FlushBytes(output, bytes);
                output.Append(Simple(c));
                continue;
            }
            var value = Convert.ToInt32(body.Slice(start, length).ToString(), numberBase);
            i = start + length - 1;
            if (length < 4)
            {
                bytes.Add((byte)value);
            }
            else
            {
                FlushBytes(output, bytes);
                output.Append(char.ConvertFromUtf32(value));
            }
        }
        FlushBytes(output, bytes);
        return output.ToString();
    }

    /// <summary>A character in single quotes, for messages.</summary>
    public static string QuoteCharacter(string text, int position)
    {
        var rune = CodePoint(text, position);
        if (rune == '"')
        {
            return "'\"'";
        }
        if (rune == '\'')
        {
            return "'\\''";
        }
        var quoted = new StringBuilder();
        AppendQuoted(quoted, rune is >= 0xD800 and < 0xE000 ? "\uFFFD" : char.ConvertFromUtf32(rune));
        return $"'{quoted.ToString(1, quoted.Length - 2)}'";
    }

    /// <summary>A character as <c>U+0063 'c'</c>, for messages.</summary>
    public static string DescribeCodePoint(string text, int position)
    {
        var rune = CodePoint(text, position);
        var name = $"U+{rune:X4}";
        return rune is < 0xD800 or > 0xDFFF && IsPrintable(rune) ? $"{name} '{char.ConvertFromUtf32(rune)}'" : name;
    }

    private static int CodePoint(string text, int position) =>
        position + 1 < text.Length && char.IsSurrogatePair(text[position], text[position + 1]) ? char.ConvertToUtf32(text, position) : text[position];

    private static char Simple(char escape) => escape switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => escape,
    };

    private static void FlushBytes(StringBuilder output, List<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes.ToArray();
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                output.Append(rune.ToString());
            }
            else
            {
                used = 1;
                output.Append((char)(ByteOffset + rest[0]));
            }
            rest = rest[used..];
        }
        bytes.Clear();
    }

    private static void AppendUnit(StringBuilder output, char c)
    {
        switch (c)
        {
            case '"': output.Append("\\\""); break;
            case '\\': output.Append("\\\\"); break;
            case '\a': output.Append("\\a"); break;
            case '\b': output.Append("\\b"); break;
            case '\f': output.Append("\\f"); break;
            case '\n': output.Append("\\n"); break;
            case '\r': output.Append("\\r"); break;
            case '\t': output.Append("\\t"); break;
            case '\v': output.Append("\\v"); break;
            case < ' ' or '\x7f': output.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
            case >= (char)(ByteOffset + 0x80) and <= (char)(ByteOffset + 0xff): output.Append(CultureInfo.InvariantCulture, $"\\x{c - ByteOffset:x2}"); break;
            case >= '\ud800' and <= '\udfff' or '\ufffd': output.Append("\\ufffd"); break;
            default: AppendRune(output, c); break;
        }
    }

    private static void AppendRune(StringBuilder output, int rune)
    {
        if (IsPrintable(rune))
        {
            output.Append(char.ConvertFromUtf32(rune));
        }
        else if (rune < 0x10000)
        {
            output.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $"\\U{rune:x8}");
        }
    }

    private static bool IsPrintable(int rune) => rune == ' ' || CharUnicodeInfo.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
