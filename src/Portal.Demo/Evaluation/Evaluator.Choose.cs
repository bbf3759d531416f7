using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary><c>topk</c>, <c>bottomk</c>, <c>limitk</c> and <c>limit_ratio</c>: whole series stay, with their labels.</summary>
    private List<EvalSeries> Choose(AggregateExpr expr, Grid grid)
    {
        var parameters = EvaluateScalar(expr.Parameter!, grid);
        if (Array.Exists(parameters, double.IsNaN))
        {
            throw EvaluationException.Execution(expr.Operator == AggregateOperator.LimitRatio ? "Ratio value is NaN" : "Parameter value is NaN");
        }
        var vector = EvaluateVector(expr.Inner, grid);
        var results = new Dictionary<EvalSeries, EvalSeries>();
        var ordered = new List<EvalSeries>();
        foreach (var group in GroupsOf(vector, expr))
        {
            for (var i = 0; i < grid.Count; i++)
            {
                foreach (var chosen in Chosen(expr, group.Members, i, parameters[i]))
                {
                    if (!results.TryGetValue(chosen, out var result))
                    {
                        CountCells(grid.Count);
                        results[chosen] = result = new(chosen.Labels, grid.Count, chosen.DropName);
                        ordered.Add(result);
                    }
                    result.Copy(chosen, i);
                }
            }
        }
        return ordered;
    }

    private IEnumerable<EvalSeries> Chosen(AggregateExpr expr, List<EvalSeries> members, int step, double parameter)
    {
        if (expr.Operator == AggregateOperator.LimitRatio)
        {
            var ratio = Math.Clamp(parameter, -1, 1);
            if (ratio != parameter)
            {
                _annotations.Warn($"ratio value should be between -1 and 1, got {Numbers.Format(parameter)}, capping to {Numbers.Format(ratio)}", expr.Parameter!);
            }
            return members.Where(s => s.Has(step) && IsInRatio(s.Labels, ratio));
        }
        if (parameter < 1)
        {
            return [];
        }
        var count = (int)Math.Min(parameter, members.Count);
        if (expr.Operator == AggregateOperator.Limitk)
        {
            return members.Where(s => s.Has(step)).Take(count);
        }
        var top = expr.Operator == AggregateOperator.Topk;
        if (members.Exists(s => s.HistogramAt(step) is not null))
        {
            _annotations.Info($"ignored histogram in {(top ? "topk" : "bottomk")} aggregation", expr);
        }
        var best = new BestHeap(count, step, top);
        foreach (var series in members.Where(s => s.HasFloat(step)))
        {
            best.Offer(series);
        }
        return best.Ordered();
    }

    private static bool IsInRatio(LabelSet labels, double ratio)
    {
        var position = labels.StableHash() / (double)ulong.MaxValue;
        return ratio >= 0 ? position < ratio || ratio == 1 : position >= 1 + ratio;
    }
}
