using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <content>Native histograms.</content>
internal static partial class HistogramMath
{
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
