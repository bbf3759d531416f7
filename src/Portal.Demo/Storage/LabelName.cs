using System.Text;

namespace Portal.Demo.Storage;

/// <summary>Names of labels: any text that is UTF-8. The parser keeps a byte that is not as a lone low surrogate.</summary>
internal static class LabelName
{
    public static bool IsValid(string name) => name.Length > 0 && IsUtf8(name);

    /// <summary>A text that can be sent; bytes that are not UTF-8 become replacement characters.</summary>
    public static string Sendable(string text) => IsUtf8(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A name in quotes, for an error text.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder("\"");
        foreach (var c in name)
        {
            _ = c is >= '\uDC80' and <= '\uDCFF' ? text.Append("\\x").Append((c - 0xDC00).ToString("x2")) : text.Append(c);
        }
        return text.Append('"').ToString();
    }

    private static bool IsUtf8(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return true;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if (i < text.Length - 1 && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }
        return true;
    }
}
