using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>Reads the metadata of one family of metrics, and nothing of others: there are backends that tell of all, whatever they are asked.</summary>
/// <param name="family">The family's name.</param>
internal sealed class MetadataReader(string family) : TokenReader
{
    private bool _wanted;
    private Part _part;
    private string _type = "";
    private string _help = "";
    private string _unit = "";

    private enum Part
    {
        Other,
        Type,
        Help,
        Unit,
    }

    /// <summary>What all targets say of it; null where nobody says anything.</summary>
    public MetricMetadata? Found { get; private set; }

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (1, not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.Null)):
                throw new JsonException("The data is not an object.");
            case (2, JsonTokenType.PropertyName):
                _wanted = json.ValueTextEquals(family);
                break;
            case (3, JsonTokenType.StartObject):
                (_type, _help, _unit) = ("", "", "");
                break;
            case (3, JsonTokenType.EndObject) when _wanted:
                Keep(new MetricMetadata(_type, _help, _unit));
                break;
            case (4, JsonTokenType.PropertyName):
                _part = json.ValueTextEquals("type"u8) ? Part.Type : json.ValueTextEquals("help"u8) ? Part.Help : json.ValueTextEquals("unit"u8) ? Part.Unit : Part.Other;
                break;
            case (4, JsonTokenType.String) when _wanted:
                Text(json.GetString()!);
                break;
        }
    }

    private void Text(string text)
    {
        switch (_part)
        {
            case Part.Type:
                _type = text;
                break;
            case Part.Help:
                _help = text;
                break;
            case Part.Unit:
                _unit = text;
                break;
        }
    }

    // Targets may differ, and nobody says whose words they are: only what all agree on is told.
    private void Keep(MetricMetadata next) => Found = Found is not { } known ? next : new MetricMetadata(
        known.Type == next.Type ? next.Type : "", known.Help == next.Help ? next.Help : "", known.Unit == next.Unit ? next.Unit : "");
}
