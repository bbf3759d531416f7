using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>The <c>*_over_time</c> functions and their like. Those for numbers pass over histograms.</summary>
internal static class OverTimeFunctions
{
    /// <summary>The numbers of a window; a note is left when histograms stand between them.</summary>
    public static double[] Floats(RangeWindow w, Annotations annotations, out long[] times)
    {
        if (w.Buffer.Histograms is null)
        {
            times = w.Times.ToArray();
            return w.Values.ToArray();
        }
        var values = new List<double>();
        var kept = new List<long>();
        for (var i = 0; i < w.Count; i++)
        {
            if (w.Histogram(i) is null)
            {
                values.Add(w.Values[i]);
                kept.Add(w.Times[i]);
            }
        }
        if (values.Count > 0 && values.Count < w.Count)
        {
            annotations.HistogramIgnored(w.Source.Metric, w.Argument);
        }
        times = [.. kept];
        return [.. values];
    }

    public static Sample Sum(RangeWindow w, Annotations annotations)
    {
        var histograms = w.HistogramCount;
        if (histograms > 0)
        {
            return Histograms(w, histograms, mean: false, annotations);
        }
        double sum = 0, compensation = 0;
        foreach (var value in w.Values)
        {
            Numbers.Add(value, ref sum, ref compensation);
        }
        return double.IsInfinity(sum) ? sum : sum + compensation;
    }

    public static Sample Avg(RangeWindow w, Annotations annotations)
    {
        var histograms = w.HistogramCount;
        return histograms > 0 ? Histograms(w, histograms, mean: true, annotations) : Numbers.Mean(w.Values);
    }

    private static Sample Histograms(RangeWindow w, int histograms, bool mean, Annotations annotations)
    {
        if (histograms < w.Count)
        {
            annotations.MixedRange(w.Source.Metric, w.Argument);
            return Sample.None;
        }
        FloatHistogram? sum = w.Histogram(0)!;
        for (var i = 1; i < w.Count; i++)
        {
            sum = sum.Combine(w.Histogram(i)!, 1, out var reconciled);
            if (sum is null)
            {
                annotations.MixedSchemas(w.Source.Metric, w.Argument);
                return Sample.None;
            }
            if (reconciled)
            {
                annotations.Reconciled("aggregation", w.Argument);
            }
        }
        return Sample.Of(mean ? sum.Divide(w.Count) : sum);
    }

    public static Sample Extreme(RangeWindow w, bool max, bool timestamp, Annotations annotations)
    {
        var values = Floats(w, annotations, out var times);
        if (values.Length == 0)
        {
            return Sample.None;
        }
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            var better = timestamp
                ? max ? values[i] >= values[best] : values[i] <= values[best]
                : max ? values[i] > values[best] : values[i] < values[best];
            if (better || double.IsNaN(values[best]))
            {
                best = i;
            }
        }
        return timestamp ? times[best] / 1000.0 : values[best];
    }

    /// <summary>Variance by Welford's method with compensated sums.</summary>
    public static Sample Variance(RangeWindow w, bool root, Annotations annotations)
    {
        var values = Floats(w, annotations, out _);
        if (values.Length == 0)
        {
            return Sample.None;
        }
        double count = 0, mean = 0, meanC = 0, squares = 0, squaresC = 0;
        foreach (var value in values)
        {
            count++;
            var delta = value - (mean + meanC);
            Numbers.Add(delta / count, ref mean, ref meanC);
            Numbers.Add(delta * (value - (mean + meanC)), ref squares, ref squaresC);
        }
        var variance = (squares + squaresC) / count;
        return root ? Math.Sqrt(variance) : variance;
    }

    public static Sample Quantile(RangeWindow w, double q, Annotations annotations)
    {
        var values = Floats(w, annotations, out _);
        return values.Length == 0 ? Sample.None : Numbers.Quantile(q, values, values.Length);
    }

    public static Sample MedianDeviation(RangeWindow w, Annotations annotations)
    {
        var values = Floats(w, annotations, out _);
        if (values.Length == 0)
        {
            return Sample.None;
        }
        if (Array.Exists(values, double.IsNaN))
        {
            return double.NaN;
        }
        var median = Numbers.Quantile(0.5, values, values.Length);
        return Numbers.Quantile(0.5, Array.ConvertAll(values, v => Math.Abs(v - median)), values.Length);
    }

    public static Sample Changes(RangeWindow w, bool resetsOnly)
    {
        var first = w.Source.Mode == RangeMode.Anchored ? ExtendedRange.AnchoredStart(w) : 0;
        if (first >= w.Count)
        {
            return Sample.None;
        }
        var count = 0;
        for (var i = first + 1; i < w.Count; i++)
        {
            var now = w.Histogram(i);
            var before = w.Histogram(i - 1);
            bool counts;
            if (now is not null && before is not null)
            {
                counts = resetsOnly ? now.IsResetAfter(before) : !now.SameAs(before);
            }
            else if (now is not null || before is not null)
            {
                counts = true;
            }
            else
            {
                double value = w.Values[i], previous = w.Values[i - 1];
                counts = resetsOnly ? value < previous : value != previous && !(double.IsNaN(value) && double.IsNaN(previous));
            }
            count += counts ? 1 : 0;
        }
        return count;
    }

    public static Sample Derivative(RangeWindow w, Annotations annotations)
    {
        var values = Floats(w, annotations, out var times);
        return values.Length < 2 ? Sample.None : LinearRegression(values, times, times[0]).Slope;
    }

    public static Sample Predict(RangeWindow w, double seconds, Annotations annotations)
    {
        var values = Floats(w, annotations, out var times);
        if (values.Length < 2)
        {
            return Sample.None;
        }
        var (slope, intercept) = LinearRegression(values, times, w.TimeMs);
        return (slope * seconds) + intercept;
    }

    private static (double Slope, double Intercept) LinearRegression(double[] values, long[] times, long originMs)
    {
        double n = 0, sumX = 0, cX = 0, sumY = 0, cY = 0, sumXY = 0, cXY = 0, sumX2 = 0, cX2 = 0;
        var constant = true;
        for (var i = 0; i < values.Length; i++)
        {
            constant &= i == 0 || values[i] == values[0];
            n++;
            var x = (times[i] - originMs) / 1000.0;
            Numbers.Add(x, ref sumX, ref cX);
            Numbers.Add(values[i], ref sumY, ref cY);
            Numbers.Add(x * values[i], ref sumXY, ref cXY);
            Numbers.Add(x * x, ref sumX2, ref cX2);
        }
        if (constant)
        {
            return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        }
        sumX += cX;
        sumY += cY;
        sumXY += cXY;
        sumX2 += cX2;
        var covariance = sumXY - (sumX * sumY / n);
        var variance = sumX2 - (sumX * sumX / n);
        var slope = covariance / variance;
        return (slope, (sumY / n) - (slope * sumX / n));
    }

    public static Sample Smoothing(RangeWindow w, double factor, double trend, Annotations annotations)
    {
        if (factor is <= 0 or >= 1)
        {
            throw EvaluationException.Execution($"invalid smoothing factor. Expected: 0 < sf < 1, got: {factor:F6}");
        }
        if (trend is <= 0 or >= 1)
        {
            throw EvaluationException.Execution($"invalid trend factor. Expected: 0 < tf < 1, got: {trend:F6}");
        }
        var values = Floats(w, annotations, out _);
        if (values.Length < 2)
        {
            return Sample.None;
        }
        double previous = 0, level = values[0], slope = values[1] - values[0];
        for (var i = 1; i < values.Length; i++)
        {
            if (i > 1)
            {
                slope = (trend * (level - previous)) + ((1 - trend) * slope);
            }
            previous = level;
            level = (factor * values[i]) + ((1 - factor) * (level + slope));
        }
        return level;
    }
}
