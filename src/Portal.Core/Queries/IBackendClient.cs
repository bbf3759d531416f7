using Portal.Core.Frames;

namespace Portal.Core.Queries;

/// <summary>What a backend has read to answer a query, as far as it tells; 0 where it does not.</summary>
/// <param name="Samples">Samples, over all steps.</param>
/// <param name="PeakSamples">The most samples that were in memory at once.</param>
/// <param name="Bytes">Bytes of log lines.</param>
/// <param name="Lines">Log lines.</param>
public sealed record QueryCost(long Samples, long PeakSamples, long Bytes, long Lines);

/// <summary>A backend's answer.</summary>
/// <param name="Frames">The data.</param>
/// <param name="Notices">Warnings and infos that came with it.</param>
public sealed record BackendAnswer(IReadOnlyList<Frame> Frames, IReadOnlyList<Notice> Notices)
{
    /// <summary>The answer's size in bytes, as received.</summary>
    public long Bytes { get; init; }

    /// <summary>What the answer has cost the backend; null where that was not asked or not told.</summary>
    public QueryCost? Cost { get; init; }

    /// <summary>How many series were others' and have been dropped. 0 where the backend keeps tenants apart.</summary>
    public int Foreign { get; init; }
}

/// <summary>A seam: how Core asks a metrics backend. All methods throw <see cref="QueryException"/> for expected failures and honour cancellation.</summary>
public interface IMetricsBackend
{
    /// <summary>Evaluates at each step of a range; a frame (time, value or histogram) for each series.</summary>
    Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation);

    /// <summary>Evaluates at one instant; frames as for a range, of length 1; a scalar is a frame without labels.</summary>
    Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation);

    /// <summary>The exemplars of the query's series.</summary>
    Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>The values of a label among the series that the selector names; sorted, at most 10,000.</summary>
    Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>The names of the labels of the series that the selector names; sorted.</summary>
    Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>
    /// Metadata of the metrics that the selector's series have had in the last hour, by metric name, of at most 50 names. Nothing is asked of any other name; of a histogram's or summary's
    /// series it is their family's.
    /// </summary>
    Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation);
}

/// <summary>What a metric is.</summary>
/// <param name="Type"><c>counter</c>, <c>gauge</c>, <c>histogram</c>, <c>summary</c>, …</param>
/// <param name="Help">Description.</param>
/// <param name="Unit">Unit; may be empty.</param>
public sealed record MetricMetadata(string Type, string Help, string Unit);
