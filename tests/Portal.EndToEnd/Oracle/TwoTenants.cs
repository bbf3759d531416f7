using System.Globalization;
using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.EndToEnd.Oracle;

/// <summary>An hour of series of two tenants, right after 1970: the names and labels are the same, the values and some instances are not.</summary>
internal static class TwoTenants
{
    public const string Own = "acme";
    public const string Other = "nova";
    public const long StepMs = 30_000;
    public const int Samples = 119;

    /// <summary>The last moment that has samples.</summary>
    public const long EndMs = (Samples - 1) * StepMs;

    private static readonly string[] Bounds = ["0.1", "0.5", "1", "+Inf"];

    /// <summary>The series that make selectors find something, in the order in which they are to be written.</summary>
    /// <param name="selectors">The selectors.</param>
    /// <param name="histograms">The metrics that are native histograms.</param>
    public static IReadOnlyList<(LabelSet Labels, string Tenant)> Series(IEnumerable<VectorSelector> selectors, IReadOnlySet<string> histograms)
    {
        var series = new Dictionary<LabelSet, string>();
        foreach (var labels in selectors.Select(Labels).OfType<Dictionary<string, string>>())
        {
            foreach (var tenant in labels.TryGetValue("tenant", out var named) ? (string[])[named == Own ? Own : Other] : [Own, Other])
            {
                var count = tenant == Own ? 2 : 3;
                for (var i = 1; i <= count; i++)
                {
                    var one = new Dictionary<string, string>(labels);
                    one.TryAdd("tenant", tenant);
                    one.TryAdd("job", "api");
                    one.TryAdd("instance", tenant == Other && i == 3 ? "theirs" : $"i{i}");
                    foreach (var bound in IsBucket(one, histograms) ? Bounds : [""])
                    {
                        var set = LabelSet.Of(bound.Length == 0 ? one : one.Append(new("le", bound)));
                        series.TryAdd(set, set.Get("tenant") == Own ? Own : Other);
                    }
                }
            }
        }
        return [.. series.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>The samples of a series.</summary>
    public static SampleBuffer Read(LabelSet labels, IReadOnlySet<string> histograms)
    {
        var seed = (long)(labels.StableHash() >> 1);
        var buffer = new SampleBuffer();
        var isHistogram = histograms.Contains(labels.Name);
        var bound = labels.Get("le");
        var share = bound.Length == 0 ? 1 : Math.Min(1, double.TryParse(bound, CultureInfo.InvariantCulture, out var number) && number > 0 ? number / (1 + number) : 1);
        // Of all buckets of a histogram the same requests are counted.
        seed = bound.Length == 0 ? seed : (long)(labels.Without(["le"]).StableHash() >> 1);
        var last = seed % 11 == 0 ? Samples - 15 : Samples;
        for (var i = 0; i < last; i++)
        {
            var n = (double)((seed >> (i % 40)) % 17);
            if (isHistogram)
            {
                buffer.Add(i * StepMs, 0, Histogram(seed, i));
            }
            else if (IsCounter(labels.Name))
            {
                // It starts anew once in a while.
                buffer.Add(i * StepMs, ((seed % 7) + 1) * (i % (40 + (int)(seed % 100))) * share);
            }
            else
            {
                buffer.Add(i * StepMs, (seed % 13 == 0 && i % 9 == 0) ? double.NaN : (seed % 17 == 0 && i % 7 == 0) ? double.PositiveInfinity : n + (seed % 5));
            }
        }
        if (last < Samples)
        {
            buffer.Add(last * StepMs, StaleMarker.Value);
        }
        return buffer;
    }

    private static bool IsCounter(string name) => name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal)
        || name.EndsWith("_sum", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal);

    private static bool IsBucket(Dictionary<string, string> labels, IReadOnlySet<string> histograms) =>
        labels["__name__"].EndsWith("_bucket", StringComparison.Ordinal) && !labels.ContainsKey("le") && !histograms.Contains(labels["__name__"]);

    private static FloatHistogram Histogram(long seed, int i)
    {
        var count = (i % 60) + 1;
        double low = count * ((seed % 5) + 1), high = count * ((seed % 3) + 2);
        return new FloatHistogram { Schema = 1, ZeroThreshold = 1e-9, Count = low + high, Sum = low + (3 * high), Positive = new BucketList([(int)(seed % 3), 4], [low, high]) };
    }

    /// <summary>Labels that the selector finds, with the metric's name; null where there are none.</summary>
    private static Dictionary<string, string>? Labels(VectorSelector selector)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var matchers = selector.MetricName is null ? selector.Matchers : selector.Matchers.Append(new LabelMatcher("__name__", MatchOperator.Equal, selector.MetricName));
        foreach (var group in matchers.GroupBy(matcher => matcher.Name))
        {
            if (group.Key.Length == 0 || MatchingText.For([.. group]) is not { } value)
            {
                return null;
            }
            if (value.Length > 0)
            {
                labels[group.Key] = value;
            }
        }
        return labels.TryGetValue("__name__", out var name) && name.Length > 0 ? labels : null;
    }
}
