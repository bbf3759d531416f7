namespace Portal.Demo.Evaluation;

/// <summary>A bucket of a classic histogram: how many observations were at most the bound.</summary>
internal readonly record struct ClassicBucket(double Bound, double Count);

/// <summary>Quantiles, fractions and variance estimated from buckets.</summary>
internal static partial class HistogramMath
{
    private const double SmallDelta = 1e-12;

    public static double Quantile(double q, List<ClassicBucket> buckets, out bool forced)
    {
        forced = false;
        if (double.IsNaN(q))
        {
            return double.NaN;
        }
        if (q < 0)
        {
            return double.NegativeInfinity;
        }
        if (q > 1)
        {
            return double.PositiveInfinity;
        }
        if (!double.IsPositiveInfinity(buckets[^1].Bound))
        {
            return double.NaN;
        }
        var counts = Monotonic(buckets, out forced);
        if (counts.Count < 2)
        {
            return double.NaN;
        }
        var total = counts[^1].Count;
        if (total == 0)
        {
            return double.NaN;
        }
        var rank = q * total;
        var b = 0;
        while (b < counts.Count - 1 && !(counts[b].Count >= rank))
        {
            b++;
        }
        if (b == counts.Count - 1)
        {
            return counts[^2].Bound;
        }
        if (b == 0)
        {
            return counts[0].Bound <= 0 ? counts[0].Bound : counts[0].Bound * (rank / counts[0].Count);
        }
        var (start, before) = counts[b - 1];
        return start + ((counts[b].Bound - start) * ((rank - before) / (counts[b].Count - before)));
    }

    /// <summary>Joins buckets of the same bound and makes counts rise, as scrapes of a moving target may not.</summary>
    private static List<ClassicBucket> Monotonic(List<ClassicBucket> buckets, out bool forced)
    {
        forced = false;
        var result = new List<ClassicBucket>(buckets.Count);
        foreach (var bucket in buckets)
        {
            if (result.Count > 0 && result[^1].Bound == bucket.Bound)
            {
                result[^1] = new(bucket.Bound, result[^1].Count + bucket.Count);
            }
            else
            {
                result.Add(bucket);
            }
        }
        for (var i = 1; i < result.Count; i++)
        {
            double previous = result[i - 1].Count, current = result[i].Count;
            if (current == previous)
            {
                continue;
            }
            if (AlmostEqual(previous, current))
            {
                result[i] = new(result[i].Bound, previous);
            }
            else if (current < previous)
            {
                result[i] = new(result[i].Bound, previous);
                forced = true;
            }
        }
        return result;
    }

    private static bool AlmostEqual(double a, double b)
    {
        if (a == b || (double.IsNaN(a) && double.IsNaN(b)))
        {
            return true;
        }
        var sum = Math.Abs(a) + Math.Abs(b);
        var difference = Math.Abs(a - b);
        return a == 0 || b == 0 || sum < 2.2250738585072014e-308 ? difference < SmallDelta * 2.2250738585072014e-308 : difference / Math.Min(sum, double.MaxValue) < SmallDelta;
    }

    public static double Fraction(double lower, double upper, List<ClassicBucket> buckets)
    {
        if (!double.IsPositiveInfinity(buckets[^1].Bound))
        {
            return double.NaN;
        }
        var counts = Monotonic(buckets, out _);
        var total = counts[^1].Count;
        if (total == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }
        if (lower >= upper)
        {
            return 0;
        }
        double rankLower = 0, rankUpper = 0, rank = 0;
        bool lowerSet = false, upperSet = false;
        for (var i = 0; i < counts.Count; i++)
        {
            var start = i > 0 ? counts[i - 1].Bound : counts[0].Bound > 0 ? 0 : double.NegativeInfinity;
            var end = counts[i].Bound;
            var count = counts[i].Count - rank;
            double At(double value) => rank + (count * ((value - start) / (end - start)));
            if (!lowerSet && start >= lower)
            {
                (rankLower, lowerSet) = (rank, true);
            }
            if (!upperSet && start >= upper)
            {
                (rankUpper, upperSet) = (rank, true);
            }
            if (lowerSet && upperSet)
            {
                break;
            }
            if (!lowerSet && start < lower && end > lower)
            {
                (rankLower, lowerSet) = (double.IsInfinity(end) ? rank : At(lower), true);
            }
            if (!upperSet && start < upper && end > upper)
            {
                (rankUpper, upperSet) = (double.IsInfinity(end) ? rank : At(upper), true);
            }
            if (lowerSet && upperSet)
            {
                break;
            }
            rank = counts[i].Count;
        }
        rankLower = lowerSet ? Math.Min(rankLower, total) : total;
        rankUpper = upperSet ? Math.Min(rankUpper, total) : total;
        return (rankUpper - rankLower) / total;
    }
}
