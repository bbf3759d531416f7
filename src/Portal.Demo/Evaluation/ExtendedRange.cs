using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>The experimental range modes: <c>anchored</c> takes the sample before the range along, <c>smoothed</c> interpolates at its edges.</summary>
internal static class ExtendedRange
{
    public static Sample Rate(RangeWindow w, bool isCounter, bool isRate, Annotations annotations)
    {
        var times = w.Times;
        var smoothed = w.Source.Mode == RangeMode.Smoothed;
        int first = 0, last = w.Count - 1;
        while (first + 1 <= last && times[first + 1] <= w.StartMs)
        {
            first++;
        }
        if (smoothed)
        {
            last = first;
            while (last < w.Count - 1 && times[last] < w.EndMs)
            {
                last++;
            }
        }
        if (times[last] <= w.StartMs || times[first] > w.EndMs)
        {
            return Sample.None;
        }
        var histograms = 0;
        for (var i = first; i <= last; i++)
        {
            histograms += w.Histogram(i) is null ? 0 : 1;
        }
        if (histograms > 0 && histograms <= last - first)
        {
            annotations.MixedRange(w.Source.Metric, w.Argument);
            return Sample.None;
        }
        var seconds = w.Source.RangeMs / 1000.0;
        if (histograms > 0)
        {
            var histogram = Histograms(w, first, last, smoothed, isCounter, annotations);
            return Sample.Of(isRate ? histogram?.Divide(seconds) : histogram);
        }
        var increase = Floats(w, first, last, smoothed, isCounter);
        return isRate ? increase / seconds : increase;
    }

    /// <summary>The first index for <c>changes</c> and <c>resets</c>; the window's end when no sample lies in the range.</summary>
    public static int AnchoredStart(RangeWindow w)
    {
        var times = w.Times;
        if (times[^1] <= w.StartMs)
        {
            return w.Count;
        }
        var first = 0;
        while (times[first + 1 < w.Count ? first + 1 : first] <= w.StartMs)
        {
            first++;
        }
        return first;
    }

    public static FloatHistogram Interpolate(FloatHistogram before, FloatHistogram after, double fraction, bool isCounter)
    {
        if (isCounter && after.IsResetAfter(before))
        {
            return after.Scale(fraction);
        }
        var difference = after.Combine(before, -1, out _)!;
        return before.Combine(difference.Scale(fraction) with { Hint = before.Hint }, 1, out _)!;
    }

    private static double Floats(RangeWindow w, int first, int last, bool smoothed, bool isCounter)
    {
        var values = w.Values;
        var left = smoothed && w.Times[first] < w.StartMs && first < last ? At(w, first, w.StartMs, isCounter) : values[first];
        var right = smoothed && w.Times[last] > w.EndMs && last > first ? At(w, last - 1, w.EndMs, isCounter) : values[last];
        var result = right - left;
        if (!isCounter)
        {
            return result;
        }
        var previous = left;
        for (var i = first + 1; i < last; i++)
        {
            if (values[i] < previous)
            {
                result += previous;
            }
            previous = values[i];
        }
        return right < previous ? result + previous : result;
    }

    private static double At(RangeWindow w, int index, long time, bool isCounter)
    {
        double before = w.Values[index], after = w.Values[index + 1];
        if (isCounter && after < before)
        {
            before = 0;
        }
        return before + ((after - before) * (time - w.Times[index]) / (w.Times[index + 1] - w.Times[index]));
    }

    private static FloatHistogram? Histograms(RangeWindow w, int first, int last, bool smoothed, bool isCounter, Annotations annotations)
    {
        bool anyGauge = false, edgeNotGauge = w.Histogram(first)!.Hint != CounterResetHint.Gauge || w.Histogram(last)!.Hint != CounterResetHint.Gauge;
        for (var i = first; i <= last; i++)
        {
            anyGauge |= w.Histogram(i)!.Hint == CounterResetHint.Gauge;
            if (w.Histogram(i)!.IsCustom != w.Histogram(first)!.IsCustom)
            {
                annotations.MixedSchemas(w.Source.Metric, w.Argument);
                return null;
            }
        }
        if (isCounter && anyGauge)
        {
            annotations.Warn($"this native histogram metric is not a counter: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        if (!isCounter && edgeNotGauge)
        {
            annotations.Warn($"this native histogram metric is not a gauge: {Annotations.Quote(w.Source.Metric)}", w.Argument);
        }
        var leftInterpolated = smoothed && w.Times[first] < w.StartMs && first < last;
        var rightInterpolated = smoothed && w.Times[last] > w.EndMs && last > first;
        var left = leftInterpolated ? HistogramAt(w, first, w.StartMs, isCounter) : w.Histogram(first)!;
        var right = rightInterpolated ? HistogramAt(w, last - 1, w.EndMs, isCounter) : w.Histogram(last)!;
        var result = right.Combine(left, -1, out _)!;
        for (var i = first + 1; isCounter && i <= last; i++)
        {
            var earlier = w.Histogram(i - 1)!;
            // Interpolation on the left already took a reset into account.
            if ((i == first + 1 && leftInterpolated) || !w.Histogram(i)!.IsResetAfter(earlier))
            {
                continue;
            }
            result = result.Combine(earlier, 1, out _)!;
        }
        return result with { Hint = CounterResetHint.Gauge };
    }

    private static FloatHistogram HistogramAt(RangeWindow w, int index, long time, bool isCounter) =>
        Interpolate(w.Histogram(index)!, w.Histogram(index + 1)!, (double)(time - w.Times[index]) / (w.Times[index + 1] - w.Times[index]), isCounter);
}
