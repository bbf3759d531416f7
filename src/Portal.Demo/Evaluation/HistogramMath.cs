using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>A bucket of a classic histogram: how many observations were at most the bound.</summary>
internal readonly record struct ClassicBucket(double Bound, double Count);

/// <summary>Quantiles, fractions and variance estimated from buckets.</summary>
internal static class HistogramMath
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

    public static double Quantile(double q, FloatHistogram h)
    {
        if (q < 0)
        {
            return double.NegativeInfinity;
        }
        if (q > 1)
        {
            return double.PositiveInfinity;
        }
        if (h.Count == 0 || double.IsNaN(q))
        {
            return double.NaN;
        }
        var buckets = h.Buckets();
        // Counting from the nearer end keeps the error small; NaN observations can only be missed at the top.
        var fromBelow = double.IsNaN(h.Sum) || q < 0.5;
        var rank = (fromBelow ? q : 1 - q) * h.Count;
        if (!fromBelow)
        {
            buckets.Reverse();
        }
        var bucket = default(HistogramBucket);
        double count = 0;
        foreach (var candidate in buckets.Where(b => b.Count != 0))
        {
            bucket = candidate;
            count += bucket.Count;
            if (count >= rank)
            {
                break;
            }
        }
        var (lower, upper) = Effective(h, bucket);
        if (h.IsCustom && double.IsNegativeInfinity(bucket.Lower) && bucket.Upper <= 0)
        {
            return bucket.Upper;
        }
        if (h.IsCustom && double.IsPositiveInfinity(upper))
        {
            return lower;
        }
        count = Math.Min(count, h.Count);
        if (count < rank)
        {
            return fromBelow && double.IsNaN(h.Sum) ? double.NaN : fromBelow ? upper : lower;
        }
        rank = fromBelow ? rank - (count - bucket.Count) : count - rank;
        return Interpolate(h, lower, upper, rank / bucket.Count);
    }

    /// <summary>A bucket's bounds; a zero bucket beside buckets of one sign only is taken to lie on that side.</summary>
    private static (double Lower, double Upper) Effective(FloatHistogram h, HistogramBucket bucket)
    {
        if (h.IsCustom)
        {
            return (double.IsNegativeInfinity(bucket.Lower) && bucket.Upper > 0 ? 0 : bucket.Lower, bucket.Upper);
        }
        if (bucket is { Lower: < 0, Upper: > 0 })
        {
            if (h.Negative.Length == 0 && h.Positive.Length > 0)
            {
                return (0, bucket.Upper);
            }
            if (h.Positive.Length == 0 && h.Negative.Length > 0)
            {
                return (bucket.Lower, 0);
            }
        }
        return (bucket.Lower, bucket.Upper);
    }

    private static double Interpolate(FloatHistogram h, double lower, double upper, double fraction)
    {
        if (h.IsCustom || (lower <= 0 && upper >= 0))
        {
            return lower + ((upper - lower) * fraction);
        }
        double logLower = Math.Log2(Math.Abs(lower)), logUpper = Math.Log2(Math.Abs(upper));
        return lower > 0
            ? Math.Pow(2, logLower + ((logUpper - logLower) * fraction))
            : -Math.Pow(2, logUpper + ((logLower - logUpper) * (1 - fraction)));
    }

    public static double Fraction(double lower, double upper, FloatHistogram h)
    {
        if (h.Count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }
        if (lower >= upper)
        {
            return 0;
        }
        return (Math.Min(RankOf(h, upper), h.Count) - Math.Min(RankOf(h, lower), h.Count)) / h.Count;
    }

    /// <summary>How many observations lie below a value.</summary>
    private static double RankOf(FloatHistogram h, double value)
    {
        double rank = 0;
        foreach (var bucket in h.Buckets())
        {
            var (lower, upper) = Effective(h, bucket);
            if (lower >= value)
            {
                break;
            }
            if (upper <= value)
            {
                rank += bucket.Count;
                continue;
            }
            if (double.IsInfinity(lower) || double.IsInfinity(upper))
            {
                break;
            }
            double fraction;
            if (h.IsCustom || (lower <= 0 && upper >= 0))
            {
                fraction = (value - lower) / (upper - lower);
            }
            else
            {
                double logLower = Math.Log2(Math.Abs(lower)), logUpper = Math.Log2(Math.Abs(upper)), log = Math.Log2(Math.Abs(value));
                fraction = lower > 0 ? (log - logLower) / (logUpper - logLower) : 1 - ((log - logUpper) / (logLower - logUpper));
            }
            rank += bucket.Count * fraction;
            break;
        }
        return rank;
    }

    public static double Variance(FloatHistogram h)
    {
        var mean = h.Sum / h.Count;
        double variance = 0, compensation = 0;
        foreach (var bucket in h.Buckets().Where(b => b.Count != 0))
        {
            double value;
            if (h.IsCustom)
            {
                value = double.IsInfinity(bucket.Upper) ? bucket.Lower : double.IsInfinity(bucket.Lower) ? bucket.Upper > 0 ? bucket.Upper / 2 : bucket.Upper : (bucket.Lower + bucket.Upper) / 2;
            }
            else if (bucket.Lower <= 0 && bucket.Upper >= 0)
            {
                value = 0;
            }
            else
            {
                value = Math.Sqrt(bucket.Upper * bucket.Lower) * (bucket.Upper < 0 ? -1 : 1);
            }
            var delta = value - mean;
            Numbers.Add(bucket.Count * delta * delta, ref variance, ref compensation);
        }
        return (variance + compensation) / h.Count;
    }
}
