using System.Text;
using Portal.Demo.Evaluation;

namespace Portal.Demo.Storage;

internal enum CounterResetHint
{
    Unknown,
    Reset,
    NotReset,
    Gauge,
}

/// <summary>One bucket with its bounds; which of them belong to it follows from its kind.</summary>
internal readonly record struct HistogramBucket(double Lower, double Upper, bool LowerInclusive, bool UpperInclusive, double Count);

/// <summary>Buckets by index, sorted by it.</summary>
internal sealed class BucketList(int[] indexes, double[] counts)
{
    public static readonly BucketList Empty = new([], []);

    public int[] Indexes => indexes;

    public double[] Counts => counts;

    public int Length => indexes.Length;

    public BucketList Scale(double factor) => new(indexes, Array.ConvertAll(counts, c => c * factor));

    /// <summary>Maps each index and adds up what falls together.</summary>
    public BucketList Remap(Func<int, int> map)
    {
        var merged = new SortedDictionary<int, double>();
        for (var i = 0; i < indexes.Length; i++)
        {
            var index = map(indexes[i]);
            merged[index] = merged.GetValueOrDefault(index) + counts[i];
        }
        return Of(merged);
    }

    public static BucketList Combine(BucketList a, BucketList b, double sign)
    {
        if (b.Length == 0)
        {
            return a;
        }
        if (a.Indexes.AsSpan().SequenceEqual(b.Indexes))
        {
            var sums = new double[a.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = a.Counts[i] + (sign * b.Counts[i]);
            }
            return new(a.Indexes, sums);
        }
        var mergedIndexes = new int[a.Length + b.Length];
        var mergedCounts = new double[a.Length + b.Length];
        int x = 0, y = 0, n = 0;
        for (; x < a.Length || y < b.Length; n++)
        {
            var (left, right) = (x < a.Length ? a.Indexes[x] : int.MaxValue, y < b.Length ? b.Indexes[y] : int.MaxValue);
            mergedIndexes[n] = Math.Min(left, right);
            mergedCounts[n] = (left <= right ? a.Counts[x++] : 0) + (right <= left ? sign * b.Counts[y++] : 0);
        }
        return new(mergedIndexes[..n], mergedCounts[..n]);
    }

    public static BucketList Of(SortedDictionary<int, double> merged) => new([.. merged.Keys], [.. merged.Values]);

    public bool SameAs(BucketList other)
    {
        var a = Compact();
        var b = other.Compact();
        return a.Indexes.AsSpan().SequenceEqual(b.Indexes) && a.Counts.AsSpan().SequenceEqual(b.Counts);
    }

    public BucketList Compact()
    {
        if (!Array.Exists(counts, c => c == 0))
        {
            return this;
        }
        var kept = Enumerable.Range(0, indexes.Length).Where(i => counts[i] != 0).ToArray();
        return new([.. kept.Select(i => indexes[i])], [.. kept.Select(i => counts[i])]);
    }
}

/// <summary>A native histogram with float counts: exponential buckets of a schema, or custom bounds (schema -53). Immutable.</summary>
internal sealed record FloatHistogram
{
    public const int CustomSchema = -53;

    public int Schema { get; init; }

    public double ZeroThreshold { get; init; }

    public double ZeroCount { get; init; }

    public double Count { get; init; }

    public double Sum { get; init; }

    public BucketList Positive { get; init; } = BucketList.Empty;

    public BucketList Negative { get; init; } = BucketList.Empty;

    /// <summary>Upper bounds of the custom buckets, without +Inf.</summary>
    public double[] CustomBounds { get; init; } = [];

    public CounterResetHint Hint { get; init; }

    public bool IsCustom => Schema == CustomSchema;

    public static double UpperBound(int schema, int index)
    {
        if (schema < 0)
        {
            return Math.ScaleB(1, index << -schema);
        }
        var mask = (1 << schema) - 1;
        return Math.ScaleB(Math.Pow(2, (index & mask) / (double)(1 << schema)), index >> schema);
    }

    public HistogramBucket PositiveBucket(int position)
    {
        var index = Positive.Indexes[position];
        var count = Positive.Counts[position];
        if (IsCustom)
        {
            var lower = index == 0 ? double.NegativeInfinity : CustomBounds[index - 1];
            return new(lower, index < CustomBounds.Length ? CustomBounds[index] : double.PositiveInfinity, false, true, count);
        }
        return new(UpperBound(Schema, index - 1), UpperBound(Schema, index), false, true, count);
    }

    public HistogramBucket NegativeBucket(int position)
    {
        var index = Negative.Indexes[position];
        return new(-UpperBound(Schema, index), -UpperBound(Schema, index - 1), true, false, Negative.Counts[position]);
    }

    /// <summary>All buckets from the lowest to the highest; the zero bucket when it has a count.</summary>
    public List<HistogramBucket> Buckets()
    {
        var buckets = new List<HistogramBucket>(Positive.Length + Negative.Length + 1);
        for (var i = Negative.Length - 1; i >= 0; i--)
        {
            buckets.Add(NegativeBucket(i));
        }
        if (ZeroCount != 0)
        {
            buckets.Add(new(-ZeroThreshold, ZeroThreshold, true, true, ZeroCount));
        }
        for (var i = 0; i < Positive.Length; i++)
        {
            buckets.Add(PositiveBucket(i));
        }
        return buckets;
    }

    public FloatHistogram Scale(double factor) => this with
    {
        ZeroCount = ZeroCount * factor,
        Count = Count * factor,
        Sum = Sum * factor,
        Positive = Positive.Scale(factor),
        Negative = Negative.Scale(factor),
        // A negative factor makes a counter meaningless.
        Hint = factor < 0 ? CounterResetHint.Gauge : Hint,
    };

    public FloatHistogram Divide(double divisor)
    {
        var result = this with
        {
            ZeroCount = ZeroCount / divisor,
            Count = Count / divisor,
            Sum = Sum / divisor,
            Positive = new(Positive.Indexes, Array.ConvertAll(Positive.Counts, c => c / divisor)),
            Negative = new(Negative.Indexes, Array.ConvertAll(Negative.Counts, c => c / divisor)),
            Hint = divisor < 0 ? CounterResetHint.Gauge : Hint,
        };
        return divisor == 0 ? result with { Positive = BucketList.Empty, Negative = BucketList.Empty } : result;
    }

    /// <summary>Adds, or subtracts with a sign of -1. Null when one has exponential and the other custom buckets.</summary>
    /// <param name="other">The other operand.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="reconciled">Whether differing custom bounds had to be reduced to the common ones.</param>
    public FloatHistogram? Combine(FloatHistogram other, double sign, out bool reconciled)
    {
        reconciled = false;
        if (IsCustom != other.IsCustom)
        {
            return null;
        }
        var (a, b) = IsCustom ? HistogramLayout.CommonBounds(this, other, out reconciled) : HistogramLayout.CommonLayout(this, other);
        return a with
        {
            ZeroCount = a.ZeroCount + (sign * b.ZeroCount),
            Count = a.Count + (sign * b.Count),
            Sum = a.Sum + (sign * b.Sum),
            Positive = BucketList.Combine(a.Positive, b.Positive, sign),
            Negative = BucketList.Combine(a.Negative, b.Negative, sign),
            Hint = sign < 0 ? CounterResetHint.Gauge : CombineHints(a.Hint, b.Hint),
        };
    }

    private static CounterResetHint CombineHints(CounterResetHint a, CounterResetHint b) =>
        a == b ? a : a == CounterResetHint.Gauge || b == CounterResetHint.Gauge ? CounterResetHint.Gauge : CounterResetHint.Unknown;

    /// <summary>Whether a counter was reset between an earlier histogram and this one.</summary>
    public bool IsResetAfter(FloatHistogram earlier)
    {
        if (Hint == CounterResetHint.Reset)
        {
            return true;
        }
        if (Hint == CounterResetHint.NotReset)
        {
            return false;
        }
        if (Hint == CounterResetHint.Gauge || earlier.Hint == CounterResetHint.Gauge)
        {
            return false;
        }
        if (Count < earlier.Count || IsCustom != earlier.IsCustom)
        {
            return true;
        }
        if (IsCustom)
        {
            if (!CustomBounds.AsSpan().SequenceEqual(earlier.CustomBounds))
            {
                var (now, before) = HistogramLayout.CommonBounds(this, earlier, out _);
                return HistogramLayout.AnyLess(now.Positive, before.Positive);
            }
            return HistogramLayout.AnyLess(Positive, earlier.Positive);
        }
        if (Schema > earlier.Schema || ZeroThreshold < earlier.ZeroThreshold)
        {
            return true;
        }
        var (current, previous) = HistogramLayout.CommonLayout(this, earlier);
        return current.ZeroThreshold != ZeroThreshold
            || current.ZeroCount < previous.ZeroCount
            || HistogramLayout.AnyLess(current.Positive, previous.Positive)
            || HistogramLayout.AnyLess(current.Negative, previous.Negative);
    }

    public bool SameAs(FloatHistogram other) =>
        Schema == other.Schema && Same(Count, other.Count) && Same(Sum, other.Sum)
        && (IsCustom ? CustomBounds.AsSpan().SequenceEqual(other.CustomBounds) : ZeroThreshold == other.ZeroThreshold && Same(ZeroCount, other.ZeroCount))
        && Positive.SameAs(other.Positive) && Negative.SameAs(other.Negative);

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || a == b;

    /// <summary>As <c>count_values</c> writes a histogram into a label.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{count:").Append(Numbers.Format(Count)).Append(", sum:").Append(Numbers.Format(Sum));
        foreach (var b in Buckets().Where(b => b.Count != 0))
        {
            text.Append(", ").Append(b.LowerInclusive ? '[' : '(').Append(Numbers.Format(b.Lower)).Append(',').Append(Numbers.Format(b.Upper))
                .Append(b.UpperInclusive ? ']' : ')').Append(':').Append(Numbers.Format(b.Count));
        }
        return text.Append('}').ToString();
    }
}
