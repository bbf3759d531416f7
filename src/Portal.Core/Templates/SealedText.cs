using System.Text;

namespace Portal.Core.Templates;

/// <summary>
/// Seals the characters of a value that could mean something to YAML: each becomes one character of a private range that means nothing to it. Text that was rendered with sealed
/// values shows which of its characters came from values, and what YAML makes of it where they are mere letters.
/// </summary>
internal static class SealedText
{
    // Two ranges that no icon font uses: for characters as they are, and for those of an escaped text, as the filter 'yaml' writes it.
    private const int Raw = 0xE400;
    private const int Escaped = 0xE500;
    private const string BeyondLatin = "\u2028\u2029\ufeff";
    private const int BeyondLatinAt = 0xF0;

    /// <summary>Whether a value can stand anywhere without a meaning to YAML: letters and digits, and between them also <c>- . / _</c> and spaces.</summary>
    public static bool IsHarmless(string value) =>
        value.Length == 0 || (IsPlain(value[0]) && IsPlain(value[^1]) && value.All(c => IsPlain(c) || c is '-' or '.' or '/' or ' '));

    /// <summary>Whether the value means nothing to YAML even when it is cut into pieces.</summary>
    public static bool IsHarmlessInPieces(string value) => value.All(IsPlain);

    /// <summary>Whether the character is a sealed one.</summary>
    public static bool IsSealed(char c) => c is >= (char)Raw and < (char)(Escaped + 0x80);

    /// <summary>The text with all its meaning sealed; as long as before.</summary>
    public static string Seal(string text) => Map(text, c => IsPlain(c) ? c : c < 0x100 ? (char)(Raw + c) : BeyondLatin.IndexOf(c) is >= 0 and var at ? (char)(Raw + BeyondLatinAt + at) : c);

    /// <summary>Seals the inside of a scalar in double quotes, whose escapes YAML would resolve.</summary>
    public static string SealEscaped(string escaped) => Map(escaped, c => c < 0x80 ? (char)(Escaped + c) : c);

    /// <summary>The text that was sealed.</summary>
    public static string Open(string text) => text.AsSpan().ContainsAnyInRange((char)Raw, (char)(Escaped + 0x7f)) ? Map(text, Open) : text;

    /// <summary>The text as YAML must have read it: opened, and the escapes of the filter 'yaml' resolved; null where these were torn apart.</summary>
    public static string? Read(string text)
    {
        var read = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (char)(Escaped + '\\'))
            {
                read.Append(Open(text[i]));
                continue;
            }
            if (++i >= text.Length || text[i] is < (char)Escaped or >= (char)(Escaped + 0x80))
            {
                return null;
            }
            var escape = Open(text[i]);
            if (escape == 'u')
            {
                if (i + 4 >= text.Length || !ushort.TryParse(Open(text.Substring(i + 1, 4)), System.Globalization.NumberStyles.HexNumber, null, out var code))
                {
                    return null;
                }
                read.Append((char)code);
                i += 4;
                continue;
            }
            read.Append(escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
        }
        return read.ToString();
    }

    private static bool IsPlain(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static char Open(char c)
    {
        if (!IsSealed(c))
        {
            return c;
        }
        var code = c >= Escaped ? c - Escaped : c - Raw;
        return c < Escaped && code >= BeyondLatinAt && code < BeyondLatinAt + BeyondLatin.Length ? BeyondLatin[code - BeyondLatinAt] : (char)code;
    }

    private static string Map(string text, Func<char, char> map) => string.Create(text.Length, (text, map), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = state.map(state.text[i]);
        }
    });
}
