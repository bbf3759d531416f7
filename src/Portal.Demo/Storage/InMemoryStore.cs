namespace Portal.Demo.Storage;

/// <summary>A store of samples that were appended one by one.</summary>
internal sealed class InMemoryStore : ISampleStore
{
    private readonly Dictionary<LabelSet, Series> _byLabels = [];
    private readonly List<Series> _series = [];

    public IReadOnlyDictionary<string, MetricMetadata> Metadata { get; } = new Dictionary<string, MetricMetadata>();

    /// <summary>Adds a sample; one at the time of an earlier sample replaces it.</summary>
    public void Append(LabelSet labels, long timeMs, double value, FloatHistogram? histogram = null)
    {
        if (!_byLabels.TryGetValue(labels, out var series))
        {
            _byLabels[labels] = series = new(labels);
            _series.Add(series);
        }
        series.Samples[timeMs] = (value, histogram);
    }

    public IReadOnlyList<ISeries> Select(CompiledMatcher[] matchers) =>
        [.. _series.Where(s => CompiledMatcher.AllMatch(matchers, s.Labels)).OrderBy(s => s.Labels)];

    private sealed class Series(LabelSet labels) : ISeries
    {
        public LabelSet Labels => labels;

        public SortedList<long, (double Value, FloatHistogram? Histogram)> Samples { get; } = [];

        public void Read(long fromMs, long toMs, SampleBuffer buffer)
        {
            var times = Samples.Keys;
            int low = 0, high = times.Count;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (times[middle] >= fromMs)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }
            for (; low < times.Count && times[low] <= toMs; low++)
            {
                var (value, histogram) = Samples.Values[low];
                buffer.Add(times[low], value, histogram);
            }
        }
    }
}
