using System.Text.Json;
using Portal.Core.Queries;

namespace Portal.Backends;

/// <summary>Reads what a backend has read to answer, out of the part of an answer that Prometheus and Loki call <c>stats</c>.</summary>
internal sealed class CostReader
{
    private Part _part;
    private long _samples;
    private long _peak;
    private long _bytes;
    private long _lines;
    private bool _told;

    private enum Part
    {
        Other,
        Samples,
        Peak,
        Bytes,
        Lines,
    }

    /// <summary>The cost; null where nothing was told of it.</summary>
    public QueryCost? Cost => _told ? new QueryCost(_samples, _peak, _bytes, _lines) : null;

    /// <summary>Takes a token below <c>stats</c>.</summary>
    public void Token(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            _part = json.ValueTextEquals("totalQueryableSamples"u8) ? Part.Samples
                : json.ValueTextEquals("peakSamples"u8) ? Part.Peak
                : json.ValueTextEquals("totalBytesProcessed"u8) ? Part.Bytes
                : json.ValueTextEquals("totalLinesProcessed"u8) ? Part.Lines
                : Part.Other;
        }
        else if (_part != Part.Other)
        {
            Keep(ref json);
            _part = Part.Other;
        }
    }

    private void Keep(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var number) || number < 0)
        {
            return;
        }
        _told = true;
        switch (_part)
        {
            case Part.Samples:
                _samples = number;
                break;
            case Part.Peak:
                _peak = number;
                break;
            case Part.Bytes:
                _bytes = number;
                break;
            default:
                _lines = number;
                break;
        }
    }
}
