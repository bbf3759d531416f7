using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary>The series of one group and the labels of its result.</summary>
    private sealed record Group(LabelSet Labels, List<EvalSeries> Members)
    {
        public bool DropName { get; set; }
    }

    private List<EvalSeries> Aggregate(AggregateExpr expr, Grid grid)
    {
        switch (expr.Operator)
        {
            case AggregateOperator.CountValues:
                return CountValues(expr, grid);
            case AggregateOperator.Topk or AggregateOperator.Bottomk or AggregateOperator.Limitk or AggregateOperator.LimitRatio:
                return Choose(expr, grid);
        }
        var quantiles = expr.Operator == AggregateOperator.Quantile ? EvaluateScalar(expr.Parameter!, grid) : null;
        foreach (var q in (quantiles ?? []).Where(q => !(q >= 0 && q <= 1)))
        {
            _annotations.InvalidQuantile(q, expr.Parameter!);
        }
        var groups = GroupsOf(EvaluateVector(expr.Inner, grid), expr);
        var results = new List<EvalSeries>(groups.Count);
        foreach (var group in groups)
        {
            _cancellation.ThrowIfCancellationRequested();
            CountCells(grid.Count);
            var result = new EvalSeries(group.Labels, grid.Count, group.DropName);
            switch (expr.Operator)
            {
                case AggregateOperator.Sum or AggregateOperator.Avg:
                    SumOrAverage(expr, group, result);
                    break;
                case AggregateOperator.Quantile:
                    Quantile(expr, group, result, quantiles!);
                    break;
                default:
                    Fold(expr, group, result);
                    break;
            }
            results.Add(result);
        }
        return results;
    }

    private List<Group> GroupsOf(List<EvalSeries> vector, AggregateExpr expr)
    {
        var groups = new Dictionary<LabelSet, Group>();
        var ordered = new List<Group>();
        string[] names = expr.Without
            ? [.. expr.Grouping, LabelSet.MetricName, .. _options.TypeAndUnitLabels ? ["__type__", "__unit__"] : Array.Empty<string>()]
            : [.. expr.Grouping];
        foreach (var series in vector)
        {
            var labels = expr.Without ? series.Labels.Without(names) : names.Length == 0 ? LabelSet.Empty : series.Labels.Keep(names);
            if (!groups.TryGetValue(labels, out var group))
            {
                groups[labels] = group = new(labels, []);
                ordered.Add(group);
            }
            group.DropName |= series.DropName;
            group.Members.Add(series);
        }
        return ordered;
    }

    private void SumOrAverage(AggregateExpr expr, Group group, EvalSeries result)
    {
        var mean = expr.Operator == AggregateOperator.Avg;
        for (var i = 0; i < result.Floats.Length; i++)
        {
            var average = default(RunningMean);
            double sum = 0, compensation = 0;
            FloatHistogram? histogram = null;
            int floats = 0, histograms = 0;
            var incompatible = false;
            foreach (var series in group.Members)
            {
                if (series.HistogramAt(i) is { } h)
                {
                    histograms++;
                    if (histogram is null)
                    {
                        histogram = incompatible ? null : h;
                        continue;
                    }
                    histogram = histogram.Combine(h, 1, out var reconciled);
                    incompatible |= histogram is null;
                    if (reconciled)
                    {
                        _annotations.Reconciled("aggregation", expr);
                    }
                }
                else if (series.HasFloat(i))
                {
                    floats++;
                    if (mean)
                    {
                        average.Add(series.Floats[i]);
                    }
                    else
                    {
                        Numbers.Add(series.Floats[i], ref sum, ref compensation);
                    }
                }
            }
            if (floats > 0 && histograms > 0)
            {
                _annotations.Warn("encountered a mix of histograms and floats for aggregation", expr);
            }
            else if (incompatible)
            {
                _annotations.MixedSchemas("", expr);
            }
            else if (histogram is not null)
            {
                result.Set(i, mean ? histogram.Divide(histograms) : histogram);
            }
            else if (floats > 0)
            {
                result.Set(i, mean ? average.Result : double.IsInfinity(sum) ? sum : sum + compensation);
            }
        }
    }

    private void Quantile(AggregateExpr expr, Group group, EvalSeries result, double[] quantiles)
    {
        var values = new double[group.Members.Count];
        for (var i = 0; i < result.Floats.Length; i++)
        {
            var count = 0;
            foreach (var series in group.Members)
            {
                if (series.HistogramAt(i) is not null)
                {
                    _annotations.Info("ignored histogram in quantile aggregation", expr);
                }
                else if (series.HasFloat(i))
                {
                    values[count++] = series.Floats[i];
                }
            }
            if (count > 0)
            {
                result.Set(i, Numbers.Quantile(quantiles[i], values, count));
            }
        }
    }

    /// <summary>Aggregations that need one pass over a step's numbers.</summary>
    private void Fold(AggregateExpr expr, Group group, EvalSeries result)
    {
        var op = expr.Operator;
        var countsHistograms = op is AggregateOperator.Count or AggregateOperator.Group;
        for (var i = 0; i < result.Floats.Length; i++)
        {
            double count = 0, extreme = double.NaN, mean = 0, meanC = 0, squares = 0, squaresC = 0;
            foreach (var series in group.Members)
            {
                if (series.HistogramAt(i) is not null)
                {
                    if (countsHistograms)
                    {
                        count++;
                    }
                    else
                    {
                        _annotations.Info($"ignored histogram in {op.ToString().ToLowerInvariant()} aggregation", expr);
                    }
                    continue;
                }
                if (!series.HasFloat(i))
                {
                    continue;
                }
                var value = series.Floats[i];
                count++;
                switch (op)
                {
                    case AggregateOperator.Min when value < extreme || double.IsNaN(extreme):
                    case AggregateOperator.Max when value > extreme || double.IsNaN(extreme):
                        extreme = value;
                        break;
                    case AggregateOperator.Stddev or AggregateOperator.Stdvar:
                        var delta = value - (mean + meanC);
                        Numbers.Add(delta / count, ref mean, ref meanC);
                        Numbers.Add(delta * (value - (mean + meanC)), ref squares, ref squaresC);
                        break;
                }
            }
            if (count > 0)
            {
                result.Set(i, op switch
                {
                    AggregateOperator.Count => count,
                    AggregateOperator.Group => 1,
                    AggregateOperator.Min or AggregateOperator.Max => extreme,
                    AggregateOperator.Stdvar => (squares + squaresC) / count,
                    AggregateOperator.Stddev => Math.Sqrt((squares + squaresC) / count),
                    _ => throw EvaluationException.Unsupported($"aggregation {op}"),
                });
            }
        }
    }

    private List<EvalSeries> CountValues(AggregateExpr expr, Grid grid)
    {
        var label = EvaluateString(expr.Parameter!, grid);
        if (!LabelName.IsValid(label))
        {
            throw EvaluationException.Execution($"invalid label name {LabelName.Quote(label)}");
        }
        var results = new Dictionary<LabelSet, EvalSeries>();
        var names = expr.Without ? [.. expr.Grouping, LabelSet.MetricName] : expr.Grouping.ToArray();
        foreach (var series in EvaluateVector(expr.Inner, grid))
        {
            var labels = expr.Without ? series.Labels.Without(names) : series.Labels.Keep(names);
            for (var i = 0; i < grid.Count; i++)
            {
                if (!series.Has(i))
                {
                    continue;
                }
                var key = labels.With(label, series.HistogramAt(i)?.ToString() ?? Numbers.Format(series.Floats[i]));
                if (!results.TryGetValue(key, out var result))
                {
                    CountCells(grid.Count);
                    results[key] = result = new(key, grid.Count, series.DropName);
                }
                result.Set(i, result.HasFloat(i) ? result.Floats[i] + 1 : 1);
            }
        }
        return [.. results.Values];
    }
}
