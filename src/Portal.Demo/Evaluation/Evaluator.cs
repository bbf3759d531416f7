using Portal.Core.PromQL;
using Portal.Demo.Storage;
using ValueType = Portal.Core.PromQL.ValueType;

namespace Portal.Demo.Evaluation;

/// <summary>
/// Evaluates one query with the semantics of Prometheus 3: ranges are open on the left, the lookback is five minutes, names drop as there.
/// Every node is evaluated for all steps at once. One instance serves one query.
/// </summary>
internal sealed partial class Evaluator
{
    private readonly ISampleStore _store;
    private readonly EvaluationOptions _options;
    private readonly Annotations _annotations;
    private readonly Grid _query;
    private readonly CancellationToken _cancellation;
    private long _samples;
    private long _cells;

    private Evaluator(ISampleStore store, EvaluationOptions options, Grid query, Annotations annotations, CancellationToken cancellation)
    {
        _store = store;
        _options = options;
        _query = query;
        _annotations = annotations;
        _cancellation = cancellation;
    }

    /// <summary>Evaluates an expression at one time.</summary>
    public static EvaluationResult Instant(ISampleStore store, Expr expr, string query, long timeMs, EvaluationOptions options, CancellationToken cancellation)
    {
        var evaluator = new Evaluator(store, options, new(timeMs, timeMs, 0), new(query), cancellation);
        var value = StripParens(expr) is MatrixSelector or SubqueryExpr
            ? evaluator.EvaluateMatrixResult(StripParens(expr), timeMs)
            : evaluator.Finish(evaluator.Evaluate(expr, evaluator._query));
        return new(value, evaluator._query, false, evaluator._annotations, evaluator._samples);
    }

    /// <summary>Evaluates an expression at each step of a range.</summary>
    public static EvaluationResult Range(ISampleStore store, Expr expr, string query, Grid grid, EvaluationOptions options, CancellationToken cancellation)
    {
        if (expr.Type is not (ValueType.Scalar or ValueType.InstantVector))
        {
            var name = expr.Type == ValueType.String ? "string" : "range vector";
            throw new EvaluationException(EvaluationErrorKind.BadData, $"invalid expression type \"{name}\" for range query, must be Scalar or instant Vector");
        }
        var evaluator = new Evaluator(store, options, grid, new(query), cancellation);
        var value = evaluator.Finish(evaluator.Evaluate(expr, grid));
        if (value is VectorValue vector)
        {
            vector.Series.RemoveAll(s => s.IsEmpty);
            vector.Series.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        }
        return new(value, grid, true, evaluator._annotations, evaluator._samples);
    }

    private Value Finish(Value value)
    {
        if (value is not VectorValue vector)
        {
            return value;
        }
        var series = _options.DelayedNameRemoval ? Merge([.. vector.Series.Select(s => s.DropName ? s.Relabel(WithoutMetadata(s.Labels), false) : s)]) : vector.Series;
        series.RemoveAll(static s => s.IsEmpty);
        return new VectorValue(series);
    }

    private Value Evaluate(Expr expr, Grid grid)
    {
        _cancellation.ThrowIfCancellationRequested();
        return expr switch
        {
            NumberLiteral number => Constant(number.Value, grid),
            StringLiteral text => new StringValue(text.Value),
            ParenExpr paren => Evaluate(paren.Inner, grid),
            UnaryExpr unary => EvaluateUnary(unary, grid),
            VectorSelector selector => new VectorValue(SelectInstant(selector, grid, timestamps: false)),
            CallExpr call => EvaluateCall(call, grid),
            AggregateExpr aggregate => new VectorValue(Aggregate(aggregate, grid)),
            BinaryExpr binary => EvaluateBinary(binary, grid),
            MatrixSelector or SubqueryExpr => throw EvaluationException.Execution("a range vector is not possible here"),
            _ => throw EvaluationException.Unsupported($"expression of kind {expr.GetType().Name}"),
        };
    }

    private List<EvalSeries> EvaluateVector(Expr expr, Grid grid) => Evaluate(expr, grid) switch
    {
        VectorValue vector => vector.Series,
        // start(), step() and the like stand where a vector is expected only through vector(), which handles scalars itself.
        _ => throw EvaluationException.Execution("expected an instant vector"),
    };

    private double[] EvaluateScalar(Expr expr, Grid grid) => Evaluate(expr, grid) switch
    {
        ScalarValue scalar => scalar.Values,
        _ => throw EvaluationException.Execution("expected a scalar"),
    };

    private string EvaluateString(Expr expr, Grid grid) => Evaluate(expr, grid) is StringValue text ? text.Text : throw EvaluationException.Execution("expected a string");

    private Value EvaluateUnary(UnaryExpr unary, Grid grid)
    {
        var operand = Evaluate(unary.Operand, grid);
        if (!unary.Negative)
        {
            return operand;
        }
        if (operand is ScalarValue scalar)
        {
            return new ScalarValue(Array.ConvertAll(scalar.Values, static v => -v));
        }
        var results = new List<EvalSeries>();
        foreach (var series in ((VectorValue)operand).Series)
        {
            var result = NewSeries(series, grid);
            for (var i = 0; i < grid.Count; i++)
            {
                if (series.HistogramAt(i) is { } histogram)
                {
                    result.Set(i, histogram.Scale(-1));
                }
                else if (series.HasFloat(i))
                {
                    result.Set(i, -series.Floats[i]);
                }
            }
            results.Add(result);
        }
        return new VectorValue(MergeDropped(results));
    }

    private static ScalarValue Constant(double value, Grid grid)
    {
        var values = new double[grid.Count];
        Array.Fill(values, value);
        return new ScalarValue(values);
    }

    /// <summary>A result series whose name goes away.</summary>
    private EvalSeries NewSeries(EvalSeries from, Grid grid)
    {
        CountCells(grid.Count);
        return _options.DelayedNameRemoval ? new(from.Labels, grid.Count, dropName: true) : new(WithoutMetadata(from.Labels), grid.Count);
    }

    private LabelSet WithoutMetadata(LabelSet labels) => _options.TypeAndUnitLabels ? labels.Without([LabelSet.MetricName, "__type__", "__unit__"]) : labels.WithoutName();

    /// <summary>After names were dropped; with delayed removal there is nothing to merge yet.</summary>
    private List<EvalSeries> MergeDropped(List<EvalSeries> series) => _options.DelayedNameRemoval ? series : Merge(series);

    /// <summary>Joins series of the same labels; two values at one time are an error.</summary>
    private List<EvalSeries> Merge(List<EvalSeries> series)
    {
        if (series.Count < 2)
        {
            return series;
        }
        var seen = new Dictionary<LabelSet, EvalSeries>(series.Count);
        List<EvalSeries>? merged = null;
        for (var n = 0; n < series.Count; n++)
        {
            var current = series[n];
            if (seen.TryAdd(current.Labels, current))
            {
                merged?.Add(current);
                continue;
            }
            merged ??= series[..n];
            var first = seen[current.Labels];
            var joined = new EvalSeries(first.Labels, first.Floats.Length, first.DropName || current.DropName);
            CountCells(joined.Floats.Length);
            for (var i = 0; i < joined.Floats.Length; i++)
            {
                if (first.Has(i) && current.Has(i))
                {
                    throw EvaluationException.Execution("vector cannot contain metrics with the same labelset");
                }
                joined.Copy(first.Has(i) ? first : current, i);
            }
            merged[merged.IndexOf(first)] = joined;
            seen[current.Labels] = joined;
        }
        return merged ?? series;
    }

    private void CountSamples(int count)
    {
        _samples += count;
        if (_samples > _options.MaxSamples)
        {
            throw EvaluationException.Execution("query processing would load too many samples into memory in query execution");
        }
    }

    /// <summary>Counts values that results hold; results take memory, so they have the same limit as samples.</summary>
    private void CountCells(int count)
    {
        _cells += count;
        if (_cells > _options.MaxSamples)
        {
            throw EvaluationException.Execution("query processing would load too many samples into memory in query execution");
        }
    }

    /// <summary>Counts a histogram that a result holds, by its size.</summary>
    private void CountCells(FloatHistogram histogram) => CountCells(histogram.Positive.Length + histogram.Negative.Length + 8);

    private static Expr StripParens(Expr expr)
    {
        while (expr is ParenExpr paren)
        {
            expr = paren.Inner;
        }
        return expr;
    }
}
