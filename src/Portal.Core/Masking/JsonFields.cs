using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portal.Core.Masking;

/// <summary>Masks what is in a text that is JSON as a whole: values by their path, and every text in it, read as what it means and not as it is escaped.</summary>
internal static class JsonFields
{
    private const int MostValues = 20_000;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>The text masked, or null where it is no JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">Which fields.</param>
    /// <param name="inner">Masks a text in it, at least so strictly.</param>
    public static string? Mask(string text, FieldNames names, Func<MaskEffect, string, string> inner)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, Options);
        var paths = new Stack<string>();
        var values = 0;
        var edits = new List<(int Start, int End, string Text)>();
        var name = "";
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = Joined(paths.Count == 0 ? "" : paths.Peek(), reader.GetString()!);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        name = paths.Pop();
                        break;
                    case JsonTokenType.Null:
                        break;
                    default:
                        if (++values > MostValues)
                        {
                            return MaskText.Blank;
                        }
                        var start = (int)reader.TokenStartIndex;
                        if (Value(ref reader, names.Of(name), inner) is { } masked)
                        {
                            edits.Add((start, (int)reader.BytesConsumed, masked));
                        }
                        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        {
                            // What is in an array bears the array's name.
                            paths.Push(name);
                        }
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        return edits.Count == 0 ? text : Apply(bytes, edits);
    }

    // Null where it stays as it is.
    private static string? Value(ref Utf8JsonReader reader, MaskEffect effect, Func<MaskEffect, string, string> inner)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (effect == MaskEffect.Clear)
            {
                return null;
            }
            reader.Skip();
            return MaskText.Blank;
        }
        var value = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
        var masked = inner(effect, value);
        return masked == value ? null : masked;
    }

    private static string Apply(byte[] bytes, List<(int Start, int End, string Text)> edits)
    {
        var output = new StringBuilder(bytes.Length);
        var position = 0;
        foreach (var (start, end, text) in edits)
        {
            output.Append(Encoding.UTF8.GetString(bytes, position, start - position)).Append('"').Append(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append('"');
            position = end;
        }
        return output.Append(Encoding.UTF8.GetString(bytes, position, bytes.Length - position)).ToString();
    }

    // What is too long to be a name is masked as such.
    private static string Joined(string path, string name) => path.Length > FieldNames.LongestName ? path : path.Length == 0 ? name : $"{path}_{name}";
}
