using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private Value EvaluateBinary(BinaryExpr expr, Grid grid)
    {
        var left = Evaluate(expr.Left, grid);
        var right = Evaluate(expr.Right, grid);
        return (left, right) switch
        {
            (ScalarValue l, ScalarValue r) => new ScalarValue([.. l.Values.Zip(r.Values, (a, b) => IsComparison(expr.Operator) ? Compare(expr.Operator, a, b) ? 1 : 0 : Arithmetic(expr.Operator, a, b))]),
            (VectorValue l, ScalarValue r) => new VectorValue(WithScalar(expr, l.Series, r.Values, scalarLeft: false, grid)),
            (ScalarValue l, VectorValue r) => new VectorValue(WithScalar(expr, r.Series, l.Values, scalarLeft: true, grid)),
            (VectorValue l, VectorValue r) when expr.Operator is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless => new VectorValue(SetOperation(expr, l.Series, r.Series, grid)),
            (VectorValue l, VectorValue r) => new VectorValue(new VectorJoin(this, expr, grid).Join(l.Series, r.Series)),
            _ => throw EvaluationException.Execution("binary operations are only possible between scalars and instant vectors"),
        };
    }

    private static bool IsComparison(BinaryOperator op) => op is BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.Greater or BinaryOperator.Less
        or BinaryOperator.GreaterOrEqual or BinaryOperator.LessOrEqual;

    private static double Arithmetic(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Sub => a - b,
        BinaryOperator.Mul => a * b,
        BinaryOperator.Div => a / b,
        BinaryOperator.Mod => a % b,
        BinaryOperator.Pow => Math.Pow(a, b),
        BinaryOperator.Atan2 => Math.Atan2(a, b),
        _ => throw EvaluationException.Unsupported($"operator {op}"),
    };

    private static bool Compare(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Equal => a == b,
        BinaryOperator.NotEqual => a != b,
        BinaryOperator.Greater => a > b,
        BinaryOperator.Less => a < b,
        BinaryOperator.GreaterOrEqual => a >= b,
        _ => a <= b,
    };

    private static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Sub => "-",
        BinaryOperator.Mul => "*",
        BinaryOperator.Div => "/",
        BinaryOperator.Mod => "%",
        BinaryOperator.Pow => "^",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Greater => ">",
        BinaryOperator.Less => "<",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.LessOrEqual => "<=",
        _ => op.ToString().ToLowerInvariant(),
    };

    /// <summary>The value of an operation on two samples, or none when a comparison fails or the types do not go together.</summary>
    private Sample Operate(BinaryExpr expr, double a, FloatHistogram? ah, double b, FloatHistogram? bh)
    {
        var op = expr.Operator;
        if (ah is null && bh is null)
        {
            return !IsComparison(op) ? Arithmetic(op, a, b)
                : expr.ReturnBool ? Compare(op, a, b) ? 1 : 0
                : Compare(op, a, b) ? a : Sample.None;
        }
        if (op is BinaryOperator.TrimLower or BinaryOperator.TrimUpper)
        {
            throw EvaluationException.Unsupported("trimming of native histograms");
        }
        switch (op)
        {
            case BinaryOperator.Add or BinaryOperator.Sub when ah is not null && bh is not null:
                var sign = op == BinaryOperator.Add ? 1 : -1;
                var sum = ah.Combine(bh, sign, out var reconciled);
                if (reconciled)
                {
                    _annotations.Reconciled(sign > 0 ? "addition" : "subtraction", expr);
                }
                if (sum is null)
                {
                    _annotations.Warn($"incompatible bucket layout encountered for binary operator {Symbol(op)}", expr);
                }
                return Sample.Of(sum);
            case BinaryOperator.Mul when ah is null || bh is null:
                return Sample.Of(ah is null ? bh!.Scale(a) : ah.Scale(b));
            case BinaryOperator.Div when bh is null:
                return Sample.Of(ah!.Divide(b));
            case BinaryOperator.Equal or BinaryOperator.NotEqual when ah is not null && bh is not null:
                var holds = ah.SameAs(bh) == (op == BinaryOperator.Equal);
                return expr.ReturnBool ? holds ? 1 : 0 : holds ? Sample.Of(ah) : Sample.None;
        }
        _annotations.Info($"incompatible sample types encountered for binary operator \"{Symbol(op)}\": {(ah is null ? "float" : "histogram")} {Symbol(op)} {(bh is null ? "float" : "histogram")}", expr);
        return Sample.None;
    }

    private List<EvalSeries> WithScalar(BinaryExpr expr, List<EvalSeries> vector, double[] scalar, bool scalarLeft, Grid grid)
    {
        var filter = IsComparison(expr.Operator) && !expr.ReturnBool;
        var results = new List<EvalSeries>(vector.Count);
        foreach (var series in vector)
        {
            var result = filter ? new EvalSeries(series.Labels, grid.Count, series.DropName) : NewSeries(series, grid);
            var any = false;
            for (var i = 0; i < grid.Count; i++)
            {
                if (!series.Has(i))
                {
                    continue;
                }
                var histogram = series.HistogramAt(i);
                var sample = scalarLeft
                    ? Operate(expr, scalar[i], null, series.Floats[i], histogram)
                    : Operate(expr, series.Floats[i], histogram, scalar[i], null);
                if (!sample.Exists)
                {
                    continue;
                }
                any = true;
                if (filter)
                {
                    // A filter yields the vector's value, on whichever side it stands.
                    result.Copy(series, i);
                }
                else if (sample.Histogram is { } h)
                {
                    result.Set(i, h);
                }
                else
                {
                    result.Set(i, sample.Value);
                }
            }
            if (any)
            {
                results.Add(result);
            }
        }
        CountCells(filter ? results.Count * grid.Count : 0);
        return filter ? results : MergeDropped(results);
    }

    private static Func<LabelSet, LabelSet> Signature(VectorMatching? matching)
    {
        var labels = matching?.MatchingLabels.ToArray() ?? [];
        if (matching is { On: true })
        {
            return s => s.Keep(labels);
        }
        string[] ignored = [.. labels, LabelSet.MetricName];
        return s => s.Without(ignored);
    }

    private List<EvalSeries> SetOperation(BinaryExpr expr, List<EvalSeries> left, List<EvalSeries> right, Grid grid)
    {
        var signature = Signature(expr.Matching);
        var ids = new Dictionary<LabelSet, int>();
        int IdOf(EvalSeries s)
        {
            var key = signature(s.Labels);
            if (!ids.TryGetValue(key, out var id))
            {
                ids[key] = id = ids.Count;
            }
            return id;
        }
        var leftIds = left.ConvertAll(IdOf);
        var rightIds = right.ConvertAll(IdOf);
        var isOr = expr.Operator == BinaryOperator.Or;
        var results = new List<EvalSeries>(left.Count + (isOr ? right.Count : 0));
        if (isOr)
        {
            results.AddRange(left);
        }
        var (filtered, filteredIds, deciding, decidingIds) = isOr ? (right, rightIds, left, leftIds) : (left, leftIds, right, rightIds);
        CountCells(checked(ids.Count * grid.Count));
        var present = new bool[ids.Count, grid.Count];
        for (var n = 0; n < deciding.Count; n++)
        {
            for (var i = 0; i < grid.Count; i++)
            {
                present[decidingIds[n], i] |= deciding[n].Has(i);
            }
        }
        for (var n = 0; n < filtered.Count; n++)
        {
            var result = new EvalSeries(filtered[n].Labels, grid.Count, filtered[n].DropName);
            var any = false;
            for (var i = 0; i < grid.Count; i++)
            {
                if (filtered[n].Has(i) && present[filteredIds[n], i] == (expr.Operator == BinaryOperator.And))
                {
                    result.Copy(filtered[n], i);
                    any = true;
                }
            }
            if (any)
            {
                CountCells(grid.Count);
                results.Add(result);
            }
        }
        return isOr ? Merge(results) : results;
    }
}
