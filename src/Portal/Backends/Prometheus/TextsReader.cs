using System.Text.Json;

namespace Portal.Backends.Prometheus;

/// <summary>Reads a list of texts: names or values of labels.</summary>
/// <param name="max">How many are kept.</param>
internal sealed class TextsReader(int max) : TokenReader
{
    private readonly List<string> _texts = [];

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (1, JsonTokenType.StartArray or JsonTokenType.EndArray):
                break;
            case (2, JsonTokenType.String):
                if (_texts.Count < max)
                {
                    _texts.Add(json.GetString()!);
                }
                break;
            // Stores that know nothing of the label say so with null.
            case (1, JsonTokenType.Null):
                break;
            default:
                throw new JsonException("The data is not a list of texts.");
        }
    }

    /// <summary>The texts, sorted, each once.</summary>
    public IReadOnlyList<string> Texts() => [.. _texts.Distinct().Order(StringComparer.Ordinal)];
}
