using System.Text.Json;
using Portal.Backends.Prometheus;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Reads label sets.</summary>
/// <param name="max">How many are kept.</param>
internal sealed class SeriesReader(int max) : TokenReader
{
    private readonly LabelReader _labels = new();

    /// <summary>The label sets.</summary>
    public List<IReadOnlyDictionary<string, string>> Series { get; } = [];

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (1, JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null):
                break;
            case (2, JsonTokenType.StartObject):
                _labels.Begin();
                break;
            case (2, JsonTokenType.EndObject):
                if (Series.Count < max)
                {
                    Series.Add(_labels.Labels());
                }
                break;
            case (3, _):
                _labels.Token(ref json);
                break;
            default:
                throw new JsonException("The data is not a list of label sets.");
        }
    }
}

/// <summary>Reads what streams hold.</summary>
internal sealed class StatsReader : TokenReader
{
    private readonly Dictionary<string, long> _numbers = [];
    private string _name = "";

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (0, JsonTokenType.StartObject or JsonTokenType.EndObject):
                break;
            case (1, JsonTokenType.PropertyName):
                _name = json.GetString()!;
                break;
            case (1, JsonTokenType.Number):
                _numbers[_name] = json.GetInt64();
                break;
            case (0, _):
                throw new JsonException("The answer is not an object.");
        }
    }

    /// <summary>The numbers, once all is read.</summary>
    /// <exception cref="JsonException">One is missing.</exception>
    public LogStats Stats() => new(Number("streams"), Number("chunks"), Number("entries"), Number("bytes"));

    private long Number(string name) => _numbers.TryGetValue(name, out var number) ? number : throw new JsonException($"'{name}' is missing.");
}

/// <summary>Reads the fields that were found in lines.</summary>
/// <param name="max">How many are kept.</param>
internal sealed class FieldsReader(int max) : TokenReader
{
    private readonly List<DetectedField> _fields = [];
    private bool _inFields;
    private bool _hasFields;
    private string _part = "";
    private DetectedField _field = new("", "", 0, []);
    private List<string> _parsers = [];

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth, json.TokenType)
        {
            case (0, JsonTokenType.StartObject or JsonTokenType.EndObject):
                break;
            case (0, _):
                throw new JsonException("The answer is not an object.");
            case (1, JsonTokenType.PropertyName):
                _inFields = json.ValueTextEquals("fields"u8);
                _hasFields |= _inFields;
                break;
            case (2, JsonTokenType.StartObject) when _inFields:
                (_field, _parsers) = (new DetectedField("", "", 0, []), []);
                break;
            case (2, JsonTokenType.EndObject) when _inFields:
                if (_field.Label.Length > 0 && _fields.Count < max)
                {
                    _fields.Add(_field with { Parsers = _parsers });
                }
                break;
            case (3, JsonTokenType.PropertyName) when _inFields:
                _part = json.GetString()!;
                break;
            case (3, JsonTokenType.String) when _inFields:
                _field = _part switch { "label" => _field with { Label = json.GetString()! }, "type" => _field with { Type = json.GetString()! }, _ => _field };
                break;
            case (3, JsonTokenType.Number) when _inFields && _part == "cardinality":
                _field = _field with { Cardinality = json.GetInt64() };
                break;
            case (4, JsonTokenType.String) when _inFields && _part == "parsers":
                _parsers.Add(json.GetString()!);
                break;
        }
    }

    /// <summary>The fields, once all is read.</summary>
    /// <exception cref="JsonException">There were none.</exception>
    public IReadOnlyList<DetectedField> Fields() => _hasFields ? _fields : throw new JsonException("There are no fields.");
}
