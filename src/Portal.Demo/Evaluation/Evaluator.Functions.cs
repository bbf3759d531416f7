using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private Value EvaluateCall(CallExpr call, Grid grid)
    {
        var name = call.Function.Name;
        if (MathFunctions.Unary.TryGetValue(name, out var unary))
        {
            return MapFloats(call, grid, (_, v) => unary(v));
        }
        return EvaluateRange(call, grid) ?? EvaluateTime(call, grid) ?? name switch
        {
            "scalar" => ToScalar(call, grid),
            "vector" => ToVector(call, grid),
            "pi" => Constant(Math.PI, grid),
            "min_of" or "max_of" => ScalarPair(call, grid, name == "min_of"),
            "round" => Round(call, grid),
            "clamp" or "clamp_min" or "clamp_max" => Clamp(call, grid),
            "absent" => new VectorValue(Absent(call, grid)),
            "sort" => Sort(call, grid, descending: false),
            "sort_desc" => Sort(call, grid, descending: true),
            "sort_by_label" => SortByLabel(call, grid, descending: false),
            "sort_by_label_desc" => SortByLabel(call, grid, descending: true),
            "label_replace" => LabelReplace(call, grid),
            "label_join" => LabelJoin(call, grid),
            "histogram_quantile" => HistogramQuantile(call, grid),
            "histogram_fraction" => HistogramFraction(call, grid),
            "histogram_count" => MapHistograms(call, grid, static h => h.Count),
            "histogram_sum" => MapHistograms(call, grid, static h => h.Sum),
            "histogram_avg" => MapHistograms(call, grid, static h => h.Sum / h.Count),
            "histogram_stddev" => MapHistograms(call, grid, static h => Math.Sqrt(HistogramMath.Variance(h))),
            "histogram_stdvar" => MapHistograms(call, grid, HistogramMath.Variance),
            _ => throw EvaluationException.Unsupported($"function {name}()"),
        };
    }

    private VectorValue? EvaluateRange(CallExpr call, Grid grid)
    {
        switch (call.Function.Name)
        {
            case "absent_over_time":
                return EvaluateAbsentOverTime(call, grid);
            case "quantile_over_time":
                var quantiles = EvaluateScalar(call.Arguments[0], grid);
                return EvaluateRangeFunction(call, 1, w =>
                {
                    var q = quantiles[w.Step];
                    var result = OverTimeFunctions.Quantile(w, q, _annotations);
                    if (result.Exists && !(q >= 0 && q <= 1))
                    {
                        _annotations.InvalidQuantile(q, call.Arguments[0]);
                    }
                    return result;
                }, grid);
            case "predict_linear":
                var seconds = EvaluateScalar(call.Arguments[1], grid);
                return EvaluateRangeFunction(call, 0, w => OverTimeFunctions.Predict(w, seconds[w.Step], _annotations), grid);
            case "double_exponential_smoothing" or "holt_winters":
                var factors = EvaluateScalar(call.Arguments[1], grid);
                var trends = EvaluateScalar(call.Arguments[2], grid);
                return EvaluateRangeFunction(call, 0, w => OverTimeFunctions.Smoothing(w, factors[w.Step], trends[w.Step], _annotations), grid);
        }
        RangeFunction? function = call.Function.Name switch
        {
            "rate" => w => RateFunctions.Extrapolated(w, isCounter: true, isRate: true, _annotations),
            "increase" => w => RateFunctions.Extrapolated(w, isCounter: true, isRate: false, _annotations),
            "delta" => w => RateFunctions.Extrapolated(w, isCounter: false, isRate: false, _annotations),
            "irate" => w => RateFunctions.Instant(w, isRate: true, _annotations),
            "idelta" => w => RateFunctions.Instant(w, isRate: false, _annotations),
            "deriv" => w => OverTimeFunctions.Derivative(w, _annotations),
            "changes" => static w => OverTimeFunctions.Changes(w, resetsOnly: false),
            "resets" => static w => OverTimeFunctions.Changes(w, resetsOnly: true),
            "sum_over_time" => w => OverTimeFunctions.Sum(w, _annotations),
            "avg_over_time" => w => OverTimeFunctions.Avg(w, _annotations),
            "min_over_time" => w => OverTimeFunctions.Extreme(w, max: false, timestamp: false, _annotations),
            "max_over_time" => w => OverTimeFunctions.Extreme(w, max: true, timestamp: false, _annotations),
            "ts_of_min_over_time" => w => OverTimeFunctions.Extreme(w, max: false, timestamp: true, _annotations),
            "ts_of_max_over_time" => w => OverTimeFunctions.Extreme(w, max: true, timestamp: true, _annotations),
            "ts_of_first_over_time" => static w => w.Times[0] / 1000.0,
            "ts_of_last_over_time" => static w => w.Times[^1] / 1000.0,
            "count_over_time" => static w => w.Count,
            "present_over_time" => static _ => 1,
            "last_over_time" => static w => new(true, w.Values[^1], w.Histogram(w.Count - 1)),
            "first_over_time" => static w => new(true, w.Values[0], w.Histogram(0)),
            "stddev_over_time" => w => OverTimeFunctions.Variance(w, root: true, _annotations),
            "stdvar_over_time" => w => OverTimeFunctions.Variance(w, root: false, _annotations),
            "mad_over_time" => w => OverTimeFunctions.MedianDeviation(w, _annotations),
            _ => null,
        };
        return function is null ? null : EvaluateRangeFunction(call, 0, function, grid);
    }

    /// <summary>Maps the numbers of a vector; histograms fall out, the name goes away.</summary>
    private VectorValue MapFloats(CallExpr call, Grid grid, Func<int, double, double> map, Func<int, bool>? keep = null)
    {
        var results = new List<EvalSeries>();
        foreach (var series in EvaluateVector(call.Arguments[0], grid))
        {
            var result = NewSeries(series, grid);
            var any = false;
            for (var i = 0; i < grid.Count; i++)
            {
                if (series.HasFloat(i) && (keep is null || keep(i)))
                {
                    result.Set(i, map(i, series.Floats[i]));
                    any = true;
                }
            }
            if (any)
            {
                results.Add(result);
            }
        }
        return new(MergeDropped(results));
    }

    private VectorValue MapHistograms(CallExpr call, Grid grid, Func<FloatHistogram, double> map)
    {
        var results = new List<EvalSeries>();
        foreach (var series in EvaluateVector(call.Arguments[0], grid).Where(s => s.Histograms is not null))
        {
            var result = NewSeries(series, grid);
            for (var i = 0; i < grid.Count; i++)
            {
                if (series.HistogramAt(i) is { } histogram)
                {
                    result.Set(i, map(histogram));
                }
            }
            results.Add(result);
        }
        return new(MergeDropped(results));
    }

    private ScalarValue ToScalar(CallExpr call, Grid grid)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        var values = new double[grid.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var found = vector.Where(s => s.HasFloat(i)).Take(2).ToArray();
            values[i] = found.Length == 1 ? found[0].Floats[i] : double.NaN;
        }
        return new(values);
    }

    private VectorValue ToVector(CallExpr call, Grid grid) => new([ScalarSeries(new(EvaluateScalar(call.Arguments[0], grid)))]);

    private ScalarValue ScalarPair(CallExpr call, Grid grid, bool min)
    {
        var left = EvaluateScalar(call.Arguments[0], grid);
        var right = EvaluateScalar(call.Arguments[1], grid);
        return new([.. left.Zip(right, (a, b) => min ? Math.Min(a, b) : Math.Max(a, b))]);
    }

    private VectorValue Round(CallExpr call, Grid grid)
    {
        var to = call.Arguments.Count > 1 ? EvaluateScalar(call.Arguments[1], grid) : null;
        return MapFloats(call, grid, (i, v) =>
        {
            // Dividing by the inverse loses less for steps such as 0.1.
            var inverse = 1.0 / (to?[i] ?? 1);
            return Math.Floor((v * inverse) + 0.5) / inverse;
        });
    }

    private VectorValue Clamp(CallExpr call, Grid grid)
    {
        var name = call.Function.Name;
        var min = name == "clamp_max" ? null : EvaluateScalar(call.Arguments[1], grid);
        var max = name == "clamp_min" ? null : EvaluateScalar(call.Arguments[name == "clamp" ? 2 : 1], grid);
        return MapFloats(
            call,
            grid,
            (i, v) => Math.Max(min?[i] ?? double.NegativeInfinity, Math.Min(max?[i] ?? double.PositiveInfinity, v)),
            i => min is null || max is null || !(max[i] < min[i]));
    }

    private List<EvalSeries> Absent(CallExpr call, Grid grid)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        return AbsentSeries(StripParens(call.Arguments[0]), grid, i => vector.Exists(s => s.Has(i)));
    }

    private VectorValue Sort(CallExpr call, Grid grid, bool descending)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        if (grid.Count != 1)
        {
            return new(vector);
        }
        var floats = vector.Where(s => s.HasFloat(0));
        var numbers = floats.Where(s => !double.IsNaN(s.Floats[0]));
        var sorted = descending ? numbers.OrderByDescending(s => s.Floats[0]) : numbers.OrderBy(s => s.Floats[0]);
        return new([.. sorted, .. floats.Where(s => double.IsNaN(s.Floats[0]))]);
    }

    private VectorValue SortByLabel(CallExpr call, Grid grid, bool descending)
    {
        var vector = EvaluateVector(call.Arguments[0], grid);
        var labels = call.Arguments.Skip(1).Select(a => EvaluateString(a, grid)).ToArray();
        var sorted = new List<EvalSeries>(vector);
        sorted.Sort((a, b) =>
        {
            foreach (var label in labels)
            {
                var order = NaturalOrder.Compare(a.Labels.Get(label), b.Labels.Get(label));
                if (order != 0)
                {
                    return descending ? -order : order;
                }
            }
            return descending ? b.Labels.CompareTo(a.Labels) : a.Labels.CompareTo(b.Labels);
        });
        return new(sorted);
    }
}
