using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Tests.Embedding;

/// <summary>A store of metrics that keeps what it was asked, and answers each question with one value.</summary>
internal sealed class AskedBackend : IMetricsBackend
{
    public List<string> Asked { get; } = [];

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => Answer(query, refId, endMs);

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => Answer(query, refId, timeMs);

    public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Exemplar>>([]);

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, MetricMetadata>>(new Dictionary<string, MetricMetadata>());

    private Task<BackendAnswer> Answer(ScopedQuery query, string refId, long timeMs)
    {
        lock (Asked)
        {
            // The canary asks as well, whenever it likes.
            if (query.Text.StartsWith("up{", StringComparison.Ordinal))
            {
                Asked.Add(query.Text);
            }
        }
        return Task.FromResult(new BackendAnswer([new Frame(refId, [new TimeField("Time", [timeMs]), new NumberField("Value", [1])]) { Name = "up", Labels = query.Labels }], []));
    }
}
