using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>Reads the metadata of all metrics of a backend and keeps that of the wanted ones only.</summary>
/// <param name="wanted">Whether a metric's metadata is kept.</param>
internal sealed class MetadataReader(Func<string, bool> wanted) : TokenReader
{
    private string? _metric;
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

    /// <summary>What was kept, by the name of the metric's family.</summary>
    public Dictionary<string, MetricMetadata> Kept { get; } = [];

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (1, not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.Null)):
                throw new JsonException("The data is not an object.");
            case (2, JsonTokenType.PropertyName):
                _metric = json.GetString()!;
                _metric = wanted(_metric) ? _metric : null;
                break;
            case (3, JsonTokenType.StartObject):
                (_type, _help, _unit) = ("", "", "");
                break;
            case (3, JsonTokenType.EndObject) when _metric is not null:
                Keep(_metric, new MetricMetadata(_type, _help, _unit));
                break;
            case (4, JsonTokenType.PropertyName):
                _part = json.ValueTextEquals("type"u8) ? Part.Type : json.ValueTextEquals("help"u8) ? Part.Help : json.ValueTextEquals("unit"u8) ? Part.Unit : Part.Other;
                break;
            case (4, JsonTokenType.String) when _metric is not null:
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
    private void Keep(string metric, MetricMetadata found) => Kept[metric] = !Kept.TryGetValue(metric, out var known) ? found : new MetricMetadata(
        known.Type == found.Type ? found.Type : "", known.Help == found.Help ? found.Help : "", known.Unit == found.Unit ? found.Unit : "");
}
