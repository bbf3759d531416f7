using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>When a target is scraped, and what part of the past exists.</summary>
internal sealed class ScrapeClock(TimeProvider time)
{
    public const long IntervalMs = 15_000;
    public const long HistoryMs = 7 * 86_400_000L;

    public (long FirstMs, long LastMs) Clamp(long fromMs, long toMs)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return (Math.Max(fromMs, now - HistoryMs), Math.Min(toMs, now));
    }
}

/// <summary>A series whose samples are a function of time.</summary>
internal abstract class SyntheticSeries(LabelSet labels, ScrapeClock clock) : ISeries
{
    // All series of an instance are scraped together.
    private readonly long _offset = (long)(Noise.Seed(labels.Get("tenant"), labels.Get("environment"), labels.Get("job"), labels.Get("instance")) % ScrapeClock.IntervalMs);

    public LabelSet Labels => labels;

    public void Read(long fromMs, long toMs, SampleBuffer buffer)
    {
        var (first, last) = clock.Clamp(fromMs, toMs);
        var scrape = first - _offset + ScrapeClock.IntervalMs - 1;
        Fill(scrape - (scrape % ScrapeClock.IntervalMs) + _offset, last, buffer);
    }

    /// <summary>Adds the samples from the scrape at <paramref name="firstMs"/> on.</summary>
    protected abstract void Fill(long firstMs, long lastMs, SampleBuffer buffer);

    public virtual void ReadExemplars(long fromMs, long toMs, List<Exemplar> exemplars)
    {
    }

    protected (long FirstMs, long LastMs) Clamp(long fromMs, long toMs) => clock.Clamp(fromMs, toMs);
}

/// <summary>A gauge: any function of time; NaN where there is no sample; the first such scrape leaves a stale marker.</summary>
internal sealed class GaugeSeries(LabelSet labels, ScrapeClock clock, Func<long, double> value) : SyntheticSeries(labels, clock)
{
    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        var previous = value(firstMs - ScrapeClock.IntervalMs);
        for (var time = firstMs; time <= lastMs; time += ScrapeClock.IntervalMs)
        {
            var sample = value(time);
            if (!double.IsNaN(sample))
            {
                buffer.Add(time, sample);
            }
            else if (!double.IsNaN(previous))
            {
                buffer.Add(time, StaleMarker.Value);
            }
            previous = sample;
        }
    }
}

/// <summary>How a counter grows: with each flow of a load, and with time.</summary>
/// <param name="Weights">What one request of each flow adds.</param>
/// <param name="PerSecond">What each second adds.</param>
/// <param name="Whole">Whether only whole numbers are counted.</param>
internal sealed record Growth(double[] Weights, double PerSecond = 0, bool Whole = false)
{
    /// <summary>The same for every request, whatever became of it.</summary>
    public static Growth Of(double perRequest, double perSecond = 0, bool whole = false) =>
        new([perRequest, perRequest, perRequest, perRequest, perRequest], perSecond, whole);

    public double At(ReadOnlySpan<double> flows, long milliseconds)
    {
        var value = PerSecond * milliseconds / 1000.0;
        for (var f = 0; f < flows.Length; f++)
        {
            value += Weights[f] * flows[f];
        }
        return Whole ? Math.Floor(value) : value;
    }
}

/// <summary>A counter that starts at zero whenever its process does.</summary>
internal sealed class CounterSeries(LabelSet labels, ScrapeClock clock, Growth growth, FlowSource source) : SyntheticSeries(labels, clock)
{
    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        var track = source.Track(firstMs, lastMs);
        for (var i = 0; i < track.ElapsedMs.Length; i++)
        {
            buffer.Add(firstMs + (i * ScrapeClock.IntervalMs), growth.At(track.Flows.AsSpan(i * ServiceLoad.Flows, ServiceLoad.Flows), track.ElapsedMs[i]));
        }
    }
}

/// <summary>A native histogram whose buckets grow like counters.</summary>
internal sealed class NativeHistogramSeries(LabelSet labels, ScrapeClock clock, Growth[] buckets, int firstIndex, int schema, Growth sum, FlowSource source)
    : SyntheticSeries(labels, clock)
{
    private readonly int[] _indexes = [.. Enumerable.Range(firstIndex, buckets.Length)];

    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        var track = source.Track(firstMs, lastMs);
        for (var i = 0; i < track.ElapsedMs.Length; i++)
        {
            var flows = track.Flows.AsSpan(i * ServiceLoad.Flows, ServiceLoad.Flows);
            var counts = new double[buckets.Length];
            double count = 0;
            for (var b = 0; b < counts.Length; b++)
            {
                counts[b] = buckets[b].At(flows, 0);
                count += counts[b];
            }
            var histogram = new FloatHistogram { Schema = schema, Count = count, Sum = sum.At(flows, 0), ZeroThreshold = 1e-9, Positive = new(_indexes, counts) };
            buffer.Add(firstMs + (i * ScrapeClock.IntervalMs), 0, histogram);
        }
    }
}
