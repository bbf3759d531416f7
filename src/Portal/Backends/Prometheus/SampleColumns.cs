using System.Buffers;
using Portal.Core.Frames;

namespace Portal.Backends.Prometheus;

/// <summary>Collects the samples of one series after the other in buffers that are used again.</summary>
internal sealed class SampleColumns : IDisposable
{
    /// <summary>The name of the column of times.</summary>
    public const string Time = "Time";

    /// <summary>The name of the column of values.</summary>
    public const string Value = "Value";

    private readonly List<long> _histogramTimes = [];
    private readonly List<Histogram> _histograms = [];
    private long[] _times = ArrayPool<long>.Shared.Rent(256);
    private double[] _values = ArrayPool<double>.Shared.Rent(256);
    private int _count;
    private long[] _lastTimes = [];

    /// <summary>Begins with the next series.</summary>
    public void Clear()
    {
        _count = 0;
        _histogramTimes.Clear();
        _histograms.Clear();
    }

    /// <summary>Adds a number.</summary>
    public void Add(long timeMs, double value)
    {
        if (_count == Math.Min(_times.Length, _values.Length))
        {
            _times = Grow(_times);
            _values = Grow(_values);
        }
        _times[_count] = timeMs;
        _values[_count++] = value;
    }

    /// <summary>Adds a native histogram.</summary>
    public void Add(long timeMs, Histogram histogram)
    {
        _histogramTimes.Add(timeMs);
        _histograms.Add(histogram);
    }

    /// <summary>The columns of the series: numbers, histograms or, where a metric has changed from one to the other, both, each with their times.</summary>
    public IEnumerable<Field[]> Fields()
    {
        if (_count > 0 || _histograms.Count == 0)
        {
            yield return [new TimeField(Time, Times()), new NumberField(Value, _values.AsSpan(0, _count).ToArray())];
        }
        if (_histograms.Count > 0)
        {
            yield return [new TimeField(Time, [.. _histogramTimes]), new HistogramField(Value, [.. _histograms])];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_times);
        ArrayPool<double>.Shared.Return(_values);
    }

    /// <summary>The series of a range mostly stand on the same points in time, which are then kept once.</summary>
    private long[] Times()
    {
        var times = _times.AsSpan(0, _count);
        if (!times.SequenceEqual(_lastTimes))
        {
            _lastTimes = times.ToArray();
        }
        return _lastTimes;
    }

    private static T[] Grow<T>(T[] buffer)
    {
        var larger = ArrayPool<T>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(buffer);
        return larger;
    }
}
