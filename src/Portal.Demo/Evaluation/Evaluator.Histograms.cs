using System.Globalization;
using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private VectorValue HistogramQuantile(CallExpr call, Grid grid)
    {
        var quantiles = EvaluateScalar(call.Arguments[0], grid);
        foreach (var q in quantiles.Where(q => !(q >= 0 && q <= 1)))
        {
            _annotations.InvalidQuantile(q, call.Arguments[0]);
        }
        return OverHistograms(
            call.Arguments[1],
            grid,
            (i, h) => HistogramMath.Quantile(quantiles[i], h),
            (i, buckets, metric) =>
            {
                var value = HistogramMath.Quantile(quantiles[i], buckets, out var forced);
                if (forced)
                {
                    _annotations.Info(
                        "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                        + $" for metric name {Annotations.Quote(metric)}", call.Arguments[1]);
                }
                return value;
            });
    }

    private VectorValue HistogramFraction(CallExpr call, Grid grid)
    {
        var lower = EvaluateScalar(call.Arguments[0], grid);
        var upper = EvaluateScalar(call.Arguments[1], grid);
        return OverHistograms(
            call.Arguments[2],
            grid,
            (i, h) => HistogramMath.Fraction(lower[i], upper[i], h),
            (i, buckets, _) => HistogramMath.Fraction(lower[i], upper[i], buckets));
    }

    /// <summary>Applies a function to native histograms, and to classic ones that are put together from their buckets.</summary>
    private VectorValue OverHistograms(Expr argument, Grid grid, Func<int, FloatHistogram, double> native, Func<int, List<ClassicBucket>, string, double> classic)
    {
        var results = new List<EvalSeries>();
        var groups = new Dictionary<LabelSet, (EvalSeries First, List<(double Bound, EvalSeries Series)> Buckets)>();
        foreach (var series in EvaluateVector(argument, grid))
        {
            if (series.Histograms is not null)
            {
                var result = NewSeries(series, grid);
                for (var i = 0; i < grid.Count; i++)
                {
                    if (series.HistogramAt(i) is { } histogram)
                    {
                        result.Set(i, native(i, histogram));
                    }
                }
                results.Add(result);
            }
            if (!Enumerable.Range(0, grid.Count).Any(series.HasFloat))
            {
                continue;
            }
            var le = series.Labels.Get("le");
            if (!TryParseBound(le, out var bound))
            {
                _annotations.Warn($"bucket label \"le\" is missing or has a malformed value of {Annotations.Quote(le)} for metric name {Annotations.Quote(series.Labels.Name)}", argument);
                continue;
            }
            var key = series.Labels.Without(["le"]);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = (series, []);
            }
            group.Buckets.Add((bound, series));
        }
        var buckets = new List<ClassicBucket>();
        foreach (var (labels, (first, members)) in groups)
        {
            members.Sort(static (a, b) => a.Bound.CompareTo(b.Bound));
            var result = NewSeries(first.Relabel(labels, true), grid);
            for (var i = 0; i < grid.Count; i++)
            {
                buckets.Clear();
                foreach (var (bound, series) in members)
                {
                    if (series.HasFloat(i))
                    {
                        buckets.Add(new(bound, series.Floats[i]));
                    }
                }
                if (buckets.Count > 0)
                {
                    result.Set(i, classic(i, buckets, labels.Name));
                }
            }
            results.Add(result);
        }
        return new(MergeDropped(WithoutConflicts(results, argument, grid)));
    }

    /// <summary>Where classic and native buckets yield the same labels, neither counts.</summary>
    private List<EvalSeries> WithoutConflicts(List<EvalSeries> series, Expr argument, Grid grid)
    {
        foreach (var same in series.GroupBy(s => s.Labels).Where(g => g.Count() > 1).Select(g => g.ToArray()))
        {
            for (var i = 0; i < grid.Count; i++)
            {
                if (same.Count(s => s.Has(i)) > 1)
                {
                    _annotations.Warn($"vector contains a mix of classic and native histograms for metric name {Annotations.Quote(same[0].Labels.Name)}", argument);
                    Array.ForEach(same, s => s.Set(i, StaleMarker.Value));
                }
            }
        }
        return series;
    }

    private static bool TryParseBound(string text, out double bound)
    {
        bound = text switch { "+Inf" or "Inf" or "inf" or "+inf" => double.PositiveInfinity, "-Inf" or "-inf" => double.NegativeInfinity, _ => double.NaN };
        return !double.IsNaN(bound) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out bound);
    }
}
