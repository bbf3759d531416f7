using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary><c>rate</c>, <c>increase</c>, <c>delta</c>, <c>irate</c>, <c>idelta</c>.</summary>
internal static class RateFunctions
{
    public static Sample Extrapolated(RangeWindow w, bool isCounter, bool isRate, Annotations annotations)
    {
        if (w.Source.Mode != Portal.Core.PromQL.RangeMode.Default)
        {
            return ExtendedRange.Rate(w, isCounter, isRate, annotations);
        }
        var histograms = w.HistogramCount;
        if (histograms > 0 && histograms < w.Count)
        {
            annotations.MixedRange(w.Source.Metric, w.Argument);
            return Sample.None;
        }
        if (isCounter && histograms == 0)
        {
            WarnWhenNoCounter(w, annotations);
        }
        if (w.Count < 2)
        {
            return Sample.None;
        }
        var times = w.Times;
        double result = 0, firstValue, total;
        FloatHistogram? histogram = null;
        if (histograms > 0)
        {
            histogram = HistogramIncrease(w, isCounter, annotations);
            if (histogram is null)
            {
                return Sample.None;
            }
            firstValue = w.Histogram(0)!.Count;
            total = histogram.Count;
        }
        else
        {
            var values = w.Values;
            result = values[^1] - values[0];
            if (isCounter)
            {
                var previous = values[0];
                foreach (var value in values[1..])
                {
                    if (value < previous)
                    {
                        result += previous;
                    }
                    previous = value;
                }
            }
            firstValue = values[0];
            total = result;
        }
        var factor = Factor(w, times[0], times[^1], isCounter, histogram is not null, firstValue, total);
        if (isRate)
        {
            factor /= w.Source.RangeMs / 1000.0;
        }
        return histogram is null ? result * factor : Sample.Of(histogram.Scale(factor) with { Hint = CounterResetHint.Gauge });
    }

    /// <summary>How much more than between the first and last sample happened within the range.</summary>
    private static double Factor(RangeWindow w, long firstMs, long lastMs, bool isCounter, bool isHistogram, double firstValue, double total)
    {
        var toStart = (firstMs - w.StartMs) / 1000.0;
        var toEnd = (w.EndMs - lastMs) / 1000.0;
        var sampled = (lastMs - firstMs) / 1000.0;
        var average = sampled / (w.Count - 1);
        var threshold = average * 1.1;
        if (toStart >= threshold)
        {
            toStart = average / 2;
        }
        if (isCounter && !isHistogram && total > 0 && firstValue >= 0)
        {
            // A counter cannot have been below zero.
            toStart = Math.Min(toStart, sampled * (firstValue / total));
        }
        if (toEnd >= threshold)
        {
            toEnd = average / 2;
        }
        return (sampled + toStart + toEnd) / sampled;
    }

    private static FloatHistogram? HistogramIncrease(RangeWindow w, bool isCounter, Annotations annotations)
    {
        var first = w.Histogram(0)!;
        var last = w.Histogram(w.Count - 1)!;
        var notCounter = isCounter && (first.Hint == CounterResetHint.Gauge || last.Hint == CounterResetHint.Gauge);
        var previous = first;
        var second = w.Histogram(1)!;
        var resetAtSecond = isCounter && w.Source.IsResetAt(w.Low + 1);
        if (resetAtSecond)
        {
            // The first sample counts for nothing then, and its layout does not matter.
            previous = new FloatHistogram { Schema = second.Schema, CustomBounds = second.CustomBounds };
        }
        var custom = previous.IsCustom;
        for (var i = 1; i < w.Count; i++)
        {
            var current = w.Histogram(i)!;
            notCounter |= isCounter && current.Hint == CounterResetHint.Gauge;
            if ((isCounter || i == w.Count - 1) && current.IsCustom != custom)
            {
                annotations.MixedSchemas(w.Source.Metric, w.Argument);
                return null;
            }
        }
        if (notCounter)
        {
            annotations.Warn($"this native histogram metric is not a counter: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        var result = last.Combine(previous, -1, out var reconciled);
        if (reconciled)
        {
            annotations.Reconciled("subtraction", w.Argument);
        }
        if (isCounter)
        {
            for (var i = resetAtSecond ? 2 : 1; i < w.Count && result is not null; i++)
            {
                if (w.Source.IsResetAt(w.Low + i))
                {
                    result = result.Combine(w.Histogram(i - 1)!, 1, out reconciled);
                    if (reconciled)
                    {
                        annotations.Reconciled("addition", w.Argument);
                    }
                }
            }
        }
        else if (first.Hint != CounterResetHint.Gauge || last.Hint != CounterResetHint.Gauge)
        {
            annotations.Warn($"this native histogram metric is not a gauge: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        return result is null ? null : result with { Hint = CounterResetHint.Gauge };
    }

    public static Sample Instant(RangeWindow w, bool isRate, Annotations annotations)
    {
        if (isRate && w.HistogramCount == 0)
        {
            WarnWhenNoCounter(w, annotations);
        }
        if (w.Count < 2)
        {
            return Sample.None;
        }
        var last = w.Count - 1;
        var interval = w.Times[last] - w.Times[last - 1];
        var histogram = w.Histogram(last);
        var previous = w.Histogram(last - 1);
        if (interval == 0)
        {
            return Sample.None;
        }
        if (histogram is null != previous is null)
        {
            annotations.MixedRange(w.Source.Metric, w.Argument);
            return Sample.None;
        }
        if (histogram is null)
        {
            double now = w.Values[last], before = w.Values[last - 1];
            var change = isRate && now < before ? now : now - before;
            return isRate ? change / (interval / 1000.0) : change;
        }
        var isReset = isRate && histogram.IsResetAfter(previous!);
        if (!isReset && histogram.IsCustom != previous!.IsCustom)
        {
            annotations.MixedSchemas(w.Source.Metric, w.Argument);
            return Sample.None;
        }
        if (isRate && (histogram.Hint == CounterResetHint.Gauge || previous!.Hint == CounterResetHint.Gauge))
        {
            annotations.Warn($"this native histogram metric is not a counter: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        if (!isRate && (histogram.Hint != CounterResetHint.Gauge || previous!.Hint != CounterResetHint.Gauge))
        {
            annotations.Warn($"this native histogram metric is not a gauge: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        var difference = histogram;
        if (!isReset)
        {
            difference = histogram.Combine(previous!, -1, out var reconciled);
            if (reconciled)
            {
                annotations.Reconciled("subtraction", w.Argument);
            }
        }
        difference = difference! with { Hint = CounterResetHint.Gauge };
        return Sample.Of(isRate ? difference.Divide(interval / 1000.0) : difference);
    }

    private static void WarnWhenNoCounter(RangeWindow w, Annotations annotations)
    {
        var name = w.Source.Metric;
        if (name.Length > 0 && !name.EndsWith("_total", StringComparison.Ordinal) && !name.EndsWith("_sum", StringComparison.Ordinal)
            && !name.EndsWith("_count", StringComparison.Ordinal) && !name.EndsWith("_bucket", StringComparison.Ordinal))
        {
            annotations.Info($"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {Annotations.Quote(name)}", w.Argument);
        }
    }
}
