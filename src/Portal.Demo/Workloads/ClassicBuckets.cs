namespace Portal.Demo.Workloads;

/// <summary>The growth of a classic histogram's buckets.</summary>
internal static class ClassicBuckets
{
    /// <summary>
    /// For each bound how its bucket grows, together with those below it. Observations are counted in one bucket first and then added up:
    /// were each sum rounded on its own, a bucket could grow by more than the next larger one.
    /// </summary>
    /// <param name="bounds">Ascending, the last one infinite.</param>
    /// <param name="weights">How often one request of each flow is observed.</param>
    /// <param name="median">Seconds that a usual request takes.</param>
    public static Growth[] Cumulative(IReadOnlyList<double> bounds, double[] weights, double median)
    {
        var parts = new List<Growth>();
        var below = new double[ServiceLoad.Flows];
        var buckets = new Growth[bounds.Count];
        for (var i = 0; i < buckets.Length; i++)
        {
            var own = new double[ServiceLoad.Flows];
            for (var f = 0; f < own.Length; f++)
            {
                var within = weights[f] * Latency.Share((Flow)f, bounds[i], median);
                own[f] = Math.Max(0, within - below[f]);
                below[f] = within;
            }
            parts.Add(new(own, Whole: true));
            buckets[i] = new([]) { Parts = [.. parts] };
        }
        return buckets;
    }
}
