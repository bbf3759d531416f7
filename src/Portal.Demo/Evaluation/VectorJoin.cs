using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary>One binary operation between two vectors. Labels are matched once; which samples meet is decided step by step.</summary>
    private sealed class VectorJoin
    {
        private readonly Evaluator _evaluator;
        private readonly BinaryExpr _expr;
        private readonly VectorMatching _matching;
        private readonly Grid _grid;
        private readonly Func<LabelSet, LabelSet> _signature;
        private readonly bool _swapped;
        private readonly bool _dropsName;
        private readonly List<EvalSeries> _results = [];
        private readonly Dictionary<LabelSet, EvalSeries> _byLabels = [];
        private readonly Dictionary<(EvalSeries?, EvalSeries?), EvalSeries> _byPair = [];

        public VectorJoin(Evaluator evaluator, BinaryExpr expr, Grid grid)
        {
            _evaluator = evaluator;
            _expr = expr;
            _grid = grid;
            _matching = expr.Matching ?? new(MatchCardinality.OneToOne, [], false, []);
            _signature = Signature(_matching);
            _swapped = _matching.Cardinality == MatchCardinality.OneToMany;
            _dropsName = !IsComparison(expr.Operator) || expr.ReturnBool;
        }

        public List<EvalSeries> Join(List<EvalSeries> left, List<EvalSeries> right)
        {
            var (many, one) = _swapped ? (right, left) : (left, right);
            // Prometheus does not swap these for group_right: fill_left stands for the many side there.
            var (fillMany, fillOne) = (_matching.FillLeft, _matching.FillRight);
            if ((many.Count == 0 && fillMany is null) || (one.Count == 0 && fillOne is null))
            {
                return [];
            }
            var keys = new List<LabelSet>();
            var ids = new Dictionary<LabelSet, int>();
            var manyIds = many.ConvertAll(s => IdOf(s, ids, keys));
            var oneIds = one.ConvertAll(s => IdOf(s, ids, keys));
            var oneAt = new EvalSeries?[keys.Count];
            var matched = new bool[keys.Count];
            for (var step = 0; step < _grid.Count; step++)
            {
                Array.Clear(oneAt);
                Array.Clear(matched);
                for (var n = 0; n < one.Count; n++)
                {
                    if (one[n].Has(step))
                    {
                        if (oneAt[oneIds[n]] is { } duplicate)
                        {
                            throw Duplicate(keys[oneIds[n]], duplicate, one[n]);
                        }
                        oneAt[oneIds[n]] = one[n];
                    }
                }
                for (var n = 0; n < many.Count; n++)
                {
                    if (!many[n].Has(step) || (oneAt[manyIds[n]] is null && fillOne is null))
                    {
                        continue;
                    }
                    if (_matching.Cardinality == MatchCardinality.OneToOne && matched[manyIds[n]])
                    {
                        throw EvaluationException.Execution("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
                    }
                    matched[manyIds[n]] = true;
                    Add(step, many[n], oneAt[manyIds[n]], keys[manyIds[n]], fillOne ?? 0);
                }
                for (var id = 0; fillMany is not null && id < keys.Count; id++)
                {
                    if (oneAt[id] is { } lonely && !matched[id])
                    {
                        Add(step, null, lonely, keys[id], fillMany.Value);
                    }
                }
            }
            return _dropsName ? _evaluator.MergeDropped(_results) : _results;
        }

        private int IdOf(EvalSeries series, Dictionary<LabelSet, int> ids, List<LabelSet> keys)
        {
            var key = _signature(series.Labels);
            if (!ids.TryGetValue(key, out var id))
            {
                ids[key] = id = keys.Count;
                keys.Add(key);
            }
            return id;
        }

        private EvaluationException Duplicate(LabelSet key, EvalSeries first, EvalSeries second)
        {
            var sorted = new[] { first.Labels, second.Labels };
            Array.Sort(sorted);
            return EvaluationException.Execution(
                $"found duplicate series for the match group {key} on the {(_swapped ? "left" : "right")} hand-side of the operation: [{sorted[0]}, {sorted[1]}]"
                + ";many-to-many matching not allowed: matching labels must be unique on one side");
        }

        private void Add(int step, EvalSeries? many, EvalSeries? one, LabelSet key, double fill)
        {
            var (left, right) = _swapped ? (one, many) : (many, one);
            var sample = _evaluator.Operate(
                _expr,
                left?.Floats[step] ?? fill,
                left?.HistogramAt(step),
                right?.Floats[step] ?? fill,
                right?.HistogramAt(step));
            if (!sample.Exists)
            {
                return;
            }
            var result = ResultOf(many, one, key);
            if (result.Has(step))
            {
                throw EvaluationException.Execution("multiple matches for labels: grouping labels must ensure unique matches");
            }
            if (sample.Histogram is { } histogram)
            {
                result.Set(step, histogram);
            }
            else
            {
                result.Set(step, sample.Value);
            }
        }

        private EvalSeries ResultOf(EvalSeries? many, EvalSeries? one, LabelSet key)
        {
            if (_byPair.TryGetValue((many, one), out var known))
            {
                return known;
            }
            var labels = Labels(many?.Labels ?? key, one?.Labels ?? key);
            if (!_byLabels.TryGetValue(labels, out var result))
            {
                _evaluator.CountCells(_grid.Count);
                _byLabels[labels] = result = new(labels, _grid.Count, _evaluator._options.DelayedNameRemoval && (_dropsName || many?.DropName == true));
                _results.Add(result);
            }
            return _byPair[(many, one)] = result;
        }

        private LabelSet Labels(LabelSet many, LabelSet one)
        {
            var labels = many;
            if (_dropsName && !_evaluator._options.DelayedNameRemoval)
            {
                labels = _evaluator.WithoutMetadata(labels);
            }
            if (_matching.Cardinality == MatchCardinality.OneToOne)
            {
                return _matching.On ? labels.Keep([.. _matching.MatchingLabels]) : labels.Without([.. _matching.MatchingLabels]);
            }
            foreach (var name in _matching.Include)
            {
                labels = labels.With(name, one.Get(name));
            }
            return labels;
        }
    }
}
