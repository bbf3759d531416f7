namespace Portal.Demo.Storage;

/// <summary>Brings two native histograms to the same buckets.</summary>
internal static class HistogramLayout
{
    /// <summary>The coarser of both schemas and the wider of both zero buckets.</summary>
    public static (FloatHistogram A, FloatHistogram B) CommonLayout(FloatHistogram a, FloatHistogram b)
    {
        while (a.ZeroThreshold != b.ZeroThreshold)
        {
            if (a.ZeroThreshold < b.ZeroThreshold)
            {
                a = WidenZero(a, b.ZeroThreshold);
            }
            else
            {
                b = WidenZero(b, a.ZeroThreshold);
            }
        }
        var schema = Math.Min(a.Schema, b.Schema);
        return (Reduce(a, schema), Reduce(b, schema));
    }

    /// <summary>Custom buckets on the bounds that both have.</summary>
    public static (FloatHistogram A, FloatHistogram B) CommonBounds(FloatHistogram a, FloatHistogram b, out bool reconciled)
    {
        reconciled = !a.CustomBounds.AsSpan().SequenceEqual(b.CustomBounds);
        if (!reconciled)
        {
            return (a, b);
        }
        var bounds = a.CustomBounds.Intersect(b.CustomBounds).Order().ToArray();
        return (ToBounds(a, bounds), ToBounds(b, bounds));
    }

    public static FloatHistogram Reduce(FloatHistogram h, int schema)
    {
        var shift = h.Schema - schema;
        return shift <= 0 ? h : h with
        {
            Schema = schema,
            Positive = h.Positive.Remap(i => ((i - 1) >> shift) + 1),
            Negative = h.Negative.Remap(i => ((i - 1) >> shift) + 1),
        };
    }

    public static bool AnyLess(BucketList now, BucketList before)
    {
        for (int i = 0, j = 0; i < before.Length; i++)
        {
            while (j < now.Length && now.Indexes[j] < before.Indexes[i])
            {
                j++;
            }
            var count = j < now.Length && now.Indexes[j] == before.Indexes[i] ? now.Counts[j] : 0;
            if (count < before.Counts[i])
            {
                return true;
            }
        }
        return false;
    }

    private static FloatHistogram ToBounds(FloatHistogram h, double[] bounds) => h with
    {
        CustomBounds = bounds,
        Positive = h.Positive.Remap(i =>
        {
            if (i >= h.CustomBounds.Length)
            {
                return bounds.Length;
            }
            var at = Array.BinarySearch(bounds, h.CustomBounds[i]);
            return at >= 0 ? at : ~at;
        }),
    };

    /// <summary>Takes whole buckets into the zero bucket, and so may widen it beyond the wish.</summary>
    private static FloatHistogram WidenZero(FloatHistogram h, double threshold)
    {
        var count = h.ZeroCount;
        var positive = Swallow(h, h.Positive, ref threshold, ref count);
        var negative = Swallow(h, h.Negative, ref threshold, ref count);
        // A wider threshold than at first may now cut a positive bucket.
        positive = Swallow(h, positive, ref threshold, ref count);
        return h with { ZeroThreshold = threshold, ZeroCount = count, Positive = positive, Negative = negative };
    }

    private static BucketList Swallow(FloatHistogram h, BucketList buckets, ref double threshold, ref double count)
    {
        var taken = 0;
        for (; taken < buckets.Length && FloatHistogram.UpperBound(h.Schema, buckets.Indexes[taken] - 1) < threshold; taken++)
        {
            count += buckets.Counts[taken];
            var upper = FloatHistogram.UpperBound(h.Schema, buckets.Indexes[taken]);
            if (upper > threshold && buckets.Counts[taken] != 0)
            {
                threshold = upper;
            }
        }
        return taken == 0 ? buckets : new(buckets.Indexes[taken..], buckets.Counts[taken..]);
    }
}
