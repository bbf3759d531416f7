using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>
/// What the range aggregations of a query came to, as a store of samples at the steps of the query. The rest of a LogQL query is what PromQL has as well,
/// so PromQL's evaluator works it out over this store, with a lookback so short that it sees the step's own sample only.
/// </summary>
internal sealed class LeafStore(Grid grid) : ISampleStore
{
    private readonly Dictionary<string, List<ISeries>> _leaves = [];

    public IReadOnlyDictionary<string, MetricMetadata> Metadata { get; } = new Dictionary<string, MetricMetadata>();

    /// <summary>Keeps one range aggregation's series, and names them.</summary>
    public string Add(IEnumerable<(LabelSet Labels, double[] Values)> series)
    {
        var name = $"leaf{_leaves.Count}";
        _leaves[name] = [.. series.Select(s => new Leaf(s.Labels, grid, s.Values))];
        return name;
    }

    public IReadOnlyList<ISeries> Select(CompiledMatcher[] matchers) => _leaves[matchers[0].Exact!];

    private sealed class Leaf(LabelSet labels, Grid grid, double[] values) : ISeries
    {
        public LabelSet Labels => labels;

        public void Read(long fromMs, long toMs, SampleBuffer buffer)
        {
            var step = Math.Max(1, grid.StepMs);
            for (var i = Math.Max(0, (fromMs - grid.StartMs + step - 1) / step); i < values.Length && grid.At((int)i) <= toMs; i++)
            {
                if (!StaleMarker.Is(values[i]))
                {
                    buffer.Add(grid.At((int)i), values[i]);
                }
            }
        }
    }
}
