using System.Text.Json;
using Portal.Core.Frames;

namespace Portal.Backends.Prometheus;

/// <summary>Reads exemplars and keeps those of the tenant's own series.</summary>
/// <param name="own">The labels that each series of the tenant carries.</param>
/// <param name="max">How many are kept.</param>
internal sealed class ExemplarReader(IReadOnlyDictionary<string, string> own, int max) : TokenReader
{
    private readonly List<Exemplar> _exemplars = [];
    private readonly List<(long TimeMs, double Value, Dictionary<string, string> Labels)> _ofSeries = [];
    private Dictionary<string, string> _series = [];
    private Dictionary<string, string> _labels = [];
    private string _name = "";
    private bool _inExemplars;
    private long _timeMs;
    private double _value;
    private Part _part;

    private enum Part
    {
        Other,
        Labels,
        Value,
        Time,
    }

    /// <summary>The exemplars.</summary>
    public IReadOnlyList<Exemplar> Exemplars => _exemplars;

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (1, not (JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null)):
                throw new JsonException("The data is not a list.");
            case (2, JsonTokenType.StartObject):
                _series = [];
                _ofSeries.Clear();
                break;
            case (2, JsonTokenType.EndObject):
                EndSeries();
                break;
            case (3, JsonTokenType.PropertyName):
                _inExemplars = json.ValueTextEquals("exemplars"u8);
                break;
            case (4, JsonTokenType.PropertyName) or (6, JsonTokenType.PropertyName):
                _name = json.GetString()!;
                break;
            case (4, JsonTokenType.String) when !_inExemplars:
                _series[_name] = json.GetString()!;
                break;
            case (4 or 5 or 6, _) when _inExemplars:
                Exemplar(ref json);
                break;
        }
    }

    private void Exemplar(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (4, JsonTokenType.StartObject):
                (_labels, _timeMs, _value) = ([], 0, double.NaN);
                break;
            case (4, JsonTokenType.EndObject) when _exemplars.Count + _ofSeries.Count < max:
                _ofSeries.Add((_timeMs, _value, _labels));
                break;
            case (5, JsonTokenType.PropertyName):
                _part = json.ValueTextEquals("labels"u8) ? Part.Labels : json.ValueTextEquals("value"u8) ? Part.Value : json.ValueTextEquals("timestamp"u8) ? Part.Time : Part.Other;
                break;
            case (5, JsonTokenType.String) when _part == Part.Value:
                _value = SampleNumbers.Value(ref json);
                break;
            case (5, JsonTokenType.Number) when _part == Part.Time:
                _timeMs = SampleNumbers.TimeMs(ref json);
                break;
            case (6, JsonTokenType.String) when _part == Part.Labels:
                _labels[_name] = json.GetString()!;
                break;
        }
    }

    private void EndSeries()
    {
        if (own.All(label => _series.GetValueOrDefault(label.Key) == label.Value))
        {
            _exemplars.AddRange(_ofSeries.Select(e => new Exemplar(e.TimeMs, e.Value, e.Labels, _series)));
        }
    }
}
