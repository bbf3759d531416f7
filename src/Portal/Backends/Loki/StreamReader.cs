using System.Buffers.Text;
using System.Text.Json;
using Portal.Backends.Prometheus;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Reads streams with their lines, token by token: <c>{"stream": {…}, "values": [["ns", "line", {…}], …]}</c>.</summary>
/// <param name="depth">The depth of the object of a stream.</param>
/// <param name="maxLines">How many lines there may be.</param>
internal sealed class StreamReader(int depth, int maxLines)
{
    /// <summary>The longest line in characters; what is beyond is cut off.</summary>
    public const int MaxLine = 65_536;

    private readonly LabelReader _labels = new();
    private readonly LabelReader _metadata = new();
    private List<LogLine> _lines = [];
    private Dictionary<string, string>? _flat;
    private string? _flatName;
    private Part _part;
    private int _column;
    private long _timeNs;
    private string _text = "";
    private int _count;

    private enum Part
    {
        Other,
        Labels,
        Lines,
    }

    /// <summary>What has been read.</summary>
    public List<LogStream> Streams { get; } = [];

    /// <summary>How many lines were too long and have been cut.</summary>
    public int Cut { get; private set; }

    /// <summary>Takes a token of the list of streams.</summary>
    public void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth - depth)
        {
            case 0 when json.TokenType == JsonTokenType.StartObject:
                _labels.Begin();
                _lines = [];
                _part = Part.Other;
                break;
            case 0 when json.TokenType == JsonTokenType.EndObject:
                Streams.Add(new LogStream(_labels.Labels(), _lines));
                break;
            case 0:
                throw new JsonException("A stream is not an object.");
            case 1 when json.TokenType == JsonTokenType.PropertyName:
                _part = json.ValueTextEquals("stream"u8) ? Part.Labels
                    : json.ValueTextEquals("values"u8) ? Part.Lines
                    : json.ValueTextEquals("metric"u8) ? throw new JsonException("There are numbers where lines were asked for.")
                    : Part.Other;
                break;
            case > 1 when _part == Part.Labels:
                _labels.Token(ref json);
                break;
            case > 1 when _part == Part.Lines:
                Line(ref json);
                break;
        }
    }

    private void Line(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth - depth, json.TokenType)
        {
            case (2, JsonTokenType.StartArray):
                (_column, _text, _flat) = (0, "", null);
                _metadata.Begin();
                break;
            case (2, JsonTokenType.EndArray):
                End();
                break;
            case (3, JsonTokenType.String or JsonTokenType.Number) when _column == 0:
                _timeNs = Time(ref json);
                _column++;
                break;
            case (3, JsonTokenType.String) when _column == 1:
                _text = json.GetString()!;
                _column++;
                break;
            case (3, JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.Null) when _column == 2:
                break;
            // Either labels, or categories of labels.
            case (4, JsonTokenType.PropertyName):
                _flatName = json.GetString()!;
                break;
            case (4, JsonTokenType.String):
                (_flat ??= [])[_flatName!] = json.GetString()!;
                break;
            case (4, JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.Null):
                break;
            case (5, _):
                _metadata.Token(ref json);
                break;
            default:
                throw new JsonException("A line is not a time and a text.");
        }
    }

    private void End()
    {
        if (_column != 2)
        {
            throw new JsonException("A line is not a time and a text.");
        }
        if (++_count > maxLines)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Execution, $"The backend's answer holds more than the {maxLines:N0} lines that were asked for.", "Let a platform engineer look at the backend."));
        }
        if (_text.Length > MaxLine)
        {
            _text = string.Concat(_text.AsSpan(0, char.IsHighSurrogate(_text[MaxLine - 1]) ? MaxLine - 1 : MaxLine), "…");
            Cut++;
        }
        var metadata = _metadata.Labels();
        if (_flat is not null)
        {
            foreach (var (name, value) in metadata)
            {
                _flat[name] = value;
            }
            metadata = _flat;
        }
        _lines.Add(new LogLine(_timeNs, _text, metadata.Count == 0 ? Frame.EmptyLabels : metadata));
    }

    private static long Time(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number ? json.GetInt64()
        : !json.ValueIsEscaped && Utf8Parser.TryParse(json.ValueSpan, out long nanoseconds, out var used) && used == json.ValueSpan.Length ? nanoseconds
        : throw new JsonException("A time is not a number of nanoseconds.");
}
