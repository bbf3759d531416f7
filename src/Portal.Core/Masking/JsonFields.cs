using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portal.Core.Masking;

/// <summary>Masks what is in a text that is JSON as a whole: values by their path, and every text in it, read as what it means and not as it is escaped.</summary>
internal static class JsonFields
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>The text masked, or null where it is no JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">Which fields.</param>
    /// <param name="inner">Masks a text in it.</param>
    public static string? Mask(string text, FieldNames names, Func<string, string> inner)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, Options);
        var path = new Stack<string?>();
        var edits = new List<(int Start, int End, string Text)>();
        string? name = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString();
                        break;
                    case JsonTokenType.EndObject:
                        name = path.Pop();
                        break;
                    case JsonTokenType.EndArray:
                        path.Pop();
                        break;
                    case JsonTokenType.Null:
                        break;
                    default:
                        var start = (int)reader.TokenStartIndex;
                        if (Value(ref reader, names.IsEmpty ? MaskEffect.Clear : names.Of(Path(path, name)), inner) is { } masked)
                        {
                            edits.Add((start, (int)reader.BytesConsumed, masked));
                        }
                        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        {
                            // What is in an array bears the array's name.
                            path.Push(reader.TokenType == JsonTokenType.StartObject ? name : null);
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
    private static string? Value(ref Utf8JsonReader reader, MaskEffect effect, Func<string, string> inner)
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
        var masked = effect == MaskEffect.Clear ? inner(value) : MaskText.Apply(effect, value);
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

    private static string Path(Stack<string?> path, string? name)
    {
        List<string> named = [.. path.Reverse().Append(name).OfType<string>()];
        return named.Count == 1 ? named[0] : string.Join('_', named);
    }
}
