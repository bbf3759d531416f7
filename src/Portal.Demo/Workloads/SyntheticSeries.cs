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

/// <summary>A gauge: any function of time; NaN where there is no sample.</summary>
internal sealed class GaugeSeries(LabelSet labels, ScrapeClock clock, Func<long, double> value) : SyntheticSeries(labels, clock)
{
    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        for (var time = firstMs; time <= lastMs; time += ScrapeClock.IntervalMs)
        {
            var sample = value(time);
            if (!double.IsNaN(sample))
            {
                buffer.Add(time, sample);
            }
        }
    }
}

/// <summary>How a counter grows: with each flow of a load, and with time.</summary>
/// <param name="Load">The load.</param>
/// <param name="Weights">What one request of each flow adds.</param>
/// <param name="PerSecond">What each second adds.</param>
/// <param name="Whole">Whether only whole numbers are counted.</param>
internal sealed record Growth(ServiceLoad Load, double[] Weights, double PerSecond = 0, bool Whole = false)
{
    public double Between(long fromMs, long toMs)
    {
        Span<double> flows = stackalloc double[ServiceLoad.Flows];
        Load.Between(fromMs, toMs, flows);
        return Of(flows, toMs - fromMs);
    }

    public double Of(ReadOnlySpan<double> flows, long milliseconds)
    {
        var value = PerSecond * milliseconds / 1000.0;
        for (var f = 0; f < ServiceLoad.Flows; f++)
        {
            value += Weights[f] * flows[f];
        }
        return Whole ? Math.Floor(value) : value;
    }
}

/// <summary>A counter that starts at zero whenever its process does.</summary>
internal class CounterSeries(LabelSet labels, ScrapeClock clock, Growth growth, Func<long, long> startedAt) : SyntheticSeries(labels, clock)
{
    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        Span<double> now = stackalloc double[ServiceLoad.Flows];
        Span<double> base_ = stackalloc double[ServiceLoad.Flows];
        var started = long.MinValue;
        var week = long.MinValue;
        for (var time = firstMs; time <= lastMs; time += ScrapeClock.IntervalMs)
        {
            var start = startedAt(time);
            if (start != started || ServiceLoad.WeekStart(time) != week)
            {
                // Sums start with the week: what came before it is the difference that stays the same until the next start.
                started = start;
                week = ServiceLoad.WeekStart(time);
                growth.Load.Between(start, time, base_);
                growth.Load.Until(time, now);
                for (var f = 0; f < ServiceLoad.Flows; f++)
                {
                    base_[f] -= now[f];
                }
            }
            growth.Load.Until(time, now);
            for (var f = 0; f < ServiceLoad.Flows; f++)
            {
                now[f] += base_[f];
            }
            buffer.Add(time, growth.Of(now, time - start));
        }
    }
}

/// <summary>A bucket of a classic histogram, with exemplars.</summary>
internal sealed class BucketSeries(LabelSet labels, ScrapeClock clock, Growth growth, Growth below, Func<long, long> startedAt, double lower, double upper)
    : CounterSeries(labels, clock, growth, startedAt)
{
    private const long MinuteMs = 60_000;
    private readonly Growth _growth = growth;
    private readonly ulong _seed = labels.StableHash();

    public override void ReadExemplars(long fromMs, long toMs, List<Exemplar> exemplars)
    {
        var (first, last) = Clamp(fromMs, toMs);
        for (var minute = first / MinuteMs; minute <= last / MinuteMs; minute++)
        {
            var start = minute * MinuteMs;
            if (Noise.Hash(_seed, minute) % 4 != 0 || _growth.Between(start, start + MinuteMs) - below.Between(start, start + MinuteMs) < 1)
            {
                continue;
            }
            var time = start + (long)(Noise.Unit(_seed + 1, minute) * MinuteMs);
            if (time < first || time > last)
            {
                continue;
            }
            var value = double.IsInfinity(upper) ? lower * (1 + Noise.Unit(_seed + 2, minute)) : lower + ((upper - lower) * Noise.Unit(_seed + 2, minute));
            var trace = Noise.Hash(_seed + 3, minute).ToString("x16") + Noise.Hash(_seed + 4, minute).ToString("x16");
            exemplars.Add(new(LabelSet.Of(("trace_id", trace), ("span_id", Noise.Hash(_seed + 5, minute).ToString("x16"))), value, time));
        }
    }
}

/// <summary>A native histogram whose buckets grow like counters.</summary>
internal sealed class NativeHistogramSeries(LabelSet labels, ScrapeClock clock, Growth[] buckets, int firstIndex, int schema, Growth sum, Func<long, long> startedAt)
    : SyntheticSeries(labels, clock)
{
    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        Span<double> flows = stackalloc double[ServiceLoad.Flows];
        var indexes = Enumerable.Range(firstIndex, buckets.Length).ToArray();
        for (var time = firstMs; time <= lastMs; time += ScrapeClock.IntervalMs)
        {
            var start = startedAt(time);
            sum.Load.Between(start, time, flows);
            var counts = new double[buckets.Length];
            double count = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = buckets[i].Of(flows, 0);
                count += counts[i];
            }
            buffer.Add(time, 0, new FloatHistogram { Schema = schema, Count = count, Sum = sum.Of(flows, 0), ZeroThreshold = 1e-9, Positive = new(indexes, counts) });
        }
    }
}
