using System.Text.Json;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>Reads the data of a query, be it a matrix, a vector, a scalar or a string, straight into frames. The kind shows in the shape, so that it may be told last.</summary>
/// <param name="refId">The query that the frames answer.</param>
/// <param name="maxSamples">How many values there may be.</param>
internal sealed class QueryDataReader(string refId, int maxSamples) : TokenReader, IDisposable
{
    private readonly LabelReader _labels = new();
    private readonly HistogramReader _histogram = new();
    private readonly SampleColumns _samples = new();
    private readonly CostReader _cost = new();
    private readonly List<Frame> _frames = [];
    private Section _section;
    private Part _part;
    private int _sampleDepth;
    private long _timeMs;
    private string? _single;
    private bool _isString;
    private bool _hasResult;
    private long _count;

    private enum Section
    {
        Other,
        Type,
        Result,
        Stats,
    }

    private enum Part
    {
        Other,
        Metric,
        Floats,
        Histograms,
    }

    /// <summary>What the answer has cost the backend; null where it does not tell.</summary>
    public QueryCost? Cost => _cost.Cost;

    /// <inheritdoc/>
    public override void Token(ref Utf8JsonReader json)
    {
        switch (json.CurrentDepth)
        {
            case 2 when json.TokenType == JsonTokenType.PropertyName:
                _section = json.ValueTextEquals("result"u8) ? Section.Result : json.ValueTextEquals("resultType"u8) ? Section.Type : json.ValueTextEquals("stats"u8) ? Section.Stats : Section.Other;
                break;
            case 2 when _section == Section.Type:
                _isString = json.TokenType == JsonTokenType.String && json.ValueTextEquals("string"u8);
                break;
            case 2 when _section == Section.Result:
                _hasResult = json.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null ? true : throw new JsonException("The result is not a list.");
                break;
            case 3 when _section == Section.Result:
                Item(ref json);
                break;
            case 4 when _section == Section.Result && json.TokenType == JsonTokenType.PropertyName:
                Property(ref json);
                break;
            case > 4 when _section == Section.Result:
                Inner(ref json);
                break;
            case > 2 when _section == Section.Stats:
                _cost.Token(ref json);
                break;
        }
    }

    /// <summary>The frames, once all is read.</summary>
    /// <exception cref="JsonException">There was no result.</exception>
    public IReadOnlyList<Frame> Frames()
    {
        if (!_hasResult)
        {
            throw new JsonException("There is no result.");
        }
        if (_single is not null)
        {
            var time = new TimeField(SampleColumns.Time, [_timeMs]);
            _frames.Add(new Frame(refId, _isString
                ? [time, new StringField(SampleColumns.Value, [_single])]
                : [time, new NumberField(SampleColumns.Value, [SampleNumbers.Value(_single)])]));
        }
        return _frames;
    }

    /// <inheritdoc/>
    public void Dispose() => _samples.Dispose();

    private void Item(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                _labels.Begin();
                _samples.Clear();
                _part = Part.Other;
                break;
            case JsonTokenType.EndObject:
                EndSeries();
                break;
            case JsonTokenType.Number:
                _timeMs = SampleNumbers.TimeMs(ref json);
                break;
            case JsonTokenType.String:
                _single = json.GetString();
                break;
            default:
                throw new JsonException("The result is neither series nor a single value.");
        }
    }

    private void Property(ref Utf8JsonReader json)
    {
        (_part, _sampleDepth) =
            json.ValueTextEquals("metric"u8) ? (Part.Metric, 0)
            : json.ValueTextEquals("values"u8) ? (Part.Floats, 5)
            : json.ValueTextEquals("value"u8) ? (Part.Floats, 4)
            : json.ValueTextEquals("histograms"u8) ? (Part.Histograms, 5)
            : json.ValueTextEquals("histogram"u8) ? (Part.Histograms, 4)
            : (Part.Other, 0);
    }

    private void Inner(ref Utf8JsonReader json)
    {
        var depth = json.CurrentDepth - _sampleDepth;
        switch (_part)
        {
            case Part.Metric:
                _labels.Token(ref json);
                break;
            case Part.Floats or Part.Histograms when depth == 1 && json.TokenType == JsonTokenType.Number:
                _timeMs = SampleNumbers.TimeMs(ref json);
                break;
            case Part.Floats when depth == 1 && json.TokenType == JsonTokenType.String:
                Charge(1);
                _samples.Add(_timeMs, SampleNumbers.Value(ref json));
                break;
            case Part.Histograms when depth == 1 && json.TokenType == JsonTokenType.StartObject:
                _histogram.Begin();
                break;
            case Part.Histograms when depth == 1 && json.TokenType == JsonTokenType.EndObject:
                Charge(1 + _histogram.Buckets);
                _samples.Add(_timeMs, _histogram.End());
                break;
            case Part.Histograms when depth > 1:
                _histogram.Token(ref json, depth);
                break;
        }
    }

    private void EndSeries()
    {
        var (metric, labels) = (_labels.Metric(), _labels.Labels());
        foreach (var fields in _samples.Fields())
        {
            _frames.Add(new Frame(refId, fields) { Metric = metric, Labels = labels });
        }
    }

    private void Charge(int values)
    {
        _count += values;
        if (_count > maxSamples)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Execution, $"The backend's answer holds more than {maxSamples:N0} values.", "Narrow the query, aggregate it, or choose a shorter range.") { Cause = QueryErrorCause.Size });
        }
    }
}
