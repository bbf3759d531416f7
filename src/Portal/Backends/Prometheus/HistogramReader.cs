using System.Text.Json;
using Portal.Core.Frames;

namespace Portal.Backends.Prometheus;

/// <summary>Reads native histograms. Depths are counted from the sample that the histogram stands in.</summary>
internal sealed class HistogramReader
{
    private readonly List<HistogramBucket> _buckets = [];
    private double _count;
    private double _sum;
    private bool _readsSum;
    private bool _readsCount;
    private int _item;
    private int _boundaries;
    private double _lower;
    private double _upper;

    /// <summary>How many buckets have been read.</summary>
    public int Buckets => _buckets.Count;

    /// <summary>Begins with the next histogram.</summary>
    public void Begin()
    {
        _buckets.Clear();
        (_count, _sum) = (0, 0);
    }

    /// <summary>Takes a token inside of the histogram's object.</summary>
    public void Token(ref Utf8JsonReader json, int depth)
    {
        switch (depth, json.TokenType)
        {
            case (2, JsonTokenType.PropertyName):
                (_readsCount, _readsSum) = (json.ValueTextEquals("count"u8), json.ValueTextEquals("sum"u8));
                break;
            case (2, JsonTokenType.String) when _readsCount:
                _count = SampleNumbers.Value(ref json);
                break;
            case (2, JsonTokenType.String) when _readsSum:
                _sum = SampleNumbers.Value(ref json);
                break;
            case (3, JsonTokenType.StartArray):
                _item = 0;
                break;
            case (4, JsonTokenType.Number):
                _boundaries = json.GetInt32();
                _item = 1;
                break;
            case (4, JsonTokenType.String):
                Bound(SampleNumbers.Value(ref json));
                break;
        }
    }

    /// <summary>The histogram.</summary>
    public Histogram End() => new(_count, _sum, [.. _buckets]);

    private void Bound(double value)
    {
        switch (_item++)
        {
            case 1:
                _lower = value;
                break;
            case 2:
                _upper = value;
                break;
            case 3:
                _buckets.Add(new HistogramBucket(_boundaries, _lower, _upper, value));
                break;
            default:
                throw new JsonException("A bucket is not boundaries, two bounds and a count.");
        }
    }
}
