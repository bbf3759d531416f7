using Portal.Demo.Storage;

namespace Portal.Demo.Workloads;

/// <summary>
/// A bucket of a classic histogram, or the count of all. Requests are counted whole, then spread over the buckets without rounding:
/// else a bucket could grow by more than the next larger one.
/// </summary>
/// <param name="labels">Its labels.</param>
/// <param name="clock">When it is scraped.</param>
/// <param name="weights">How often one request of each flow is observed.</param>
/// <param name="median">Seconds that a usual request takes.</param>
/// <param name="upper">The bucket's bound.</param>
/// <param name="source">The load of the process.</param>
internal class BucketSeries(LabelSet labels, ScrapeClock clock, double[] weights, double median, double upper, FlowSource source) : SyntheticSeries(labels, clock)
{
    private readonly double[] _shares = [.. Enumerable.Range(0, ServiceLoad.Flows).Select(f => Latency.Share((Flow)f, upper, median))];

    protected override void Fill(long firstMs, long lastMs, SampleBuffer buffer)
    {
        var track = source.Track(firstMs, lastMs);
        for (var i = 0; i < track.ElapsedMs.Length; i++)
        {
            var flows = track.Flows.AsSpan(i * ServiceLoad.Flows, ServiceLoad.Flows);
            double count = 0;
            for (var f = 0; f < ServiceLoad.Flows; f++)
            {
                count += Math.Floor(weights[f] * flows[f]) * _shares[f];
            }
            buffer.Add(firstMs + (i * ScrapeClock.IntervalMs), count);
        }
    }
}

/// <summary>A bucket with exemplars.</summary>
internal sealed class TracedBucket(LabelSet labels, ScrapeClock clock, double[] weights, double median, double upper, FlowSource source, ExemplarSource exemplarSource)
    : BucketSeries(labels, clock, weights, median, upper, source)
{
    public override void ReadExemplars(long fromMs, long toMs, List<Exemplar> exemplars)
    {
        var (first, last) = Clamp(fromMs, toMs);
        exemplarSource.Read(first, last, exemplars);
    }
}
