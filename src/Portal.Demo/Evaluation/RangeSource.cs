using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>The samples of one series that a range function walks over, and where its windows lie.</summary>
internal sealed class RangeSource(LabelSet labels, bool dropName, string metric, SampleBuffer buffer, long rangeMs, Func<long, long> readTime, RangeMode mode, long lookbackMs)
{
    private int _low;
    private int _high;
    private long _lastEnd = long.MinValue;
    private byte[]? _resets;

    public LabelSet Labels => labels;

    public bool DropName => dropName;

    public string Metric => metric;

    public SampleBuffer Buffer => buffer;

    public long RangeMs => rangeMs;

    public RangeMode Mode => mode;

    /// <summary>Where the window ends for an evaluation time.</summary>
    public long End(long evaluationMs) => readTime(evaluationMs);

    /// <summary>Fills the buffer for one step, for sources that read step by step.</summary>
    public Action<long>? Refill { get; init; }

    /// <summary>Whether a histogram counter was reset right before the buffer's sample; worked out once for all windows that hold it.</summary>
    public bool IsResetAt(int index)
    {
        if (_resets is null || _resets.Length < buffer.Count)
        {
            _resets = new byte[buffer.Count];
        }
        if (_resets[index] == 0)
        {
            _resets[index] = buffer.HistogramAt(index)!.IsResetAfter(buffer.HistogramAt(index - 1)!) ? (byte)2 : (byte)1;
        }
        return _resets[index] == 2;
    }

    /// <summary>The window's samples: indexes [low, high). Extended modes take samples beside the range along.</summary>
    public (int Low, int High) Window(long evaluationMs)
    {
        var end = readTime(evaluationMs);
        if (Refill is not null)
        {
            Refill(evaluationMs);
            _resets = null;
            _lastEnd = long.MinValue;
        }
        if (end < _lastEnd || _lastEnd == long.MinValue)
        {
            _low = _high = 0;
        }
        _lastEnd = end;
        var start = end - rangeMs;
        if (mode != RangeMode.Default)
        {
            start -= lookbackMs;
        }
        var stop = mode == RangeMode.Smoothed ? end + lookbackMs : end;
        var times = buffer.Times;
        while (_low < buffer.Count && times[_low] <= start)
        {
            _low++;
        }
        _high = Math.Max(_high, _low);
        while (_high < buffer.Count && times[_high] <= stop)
        {
            _high++;
        }
        return (_low, _high);
    }
}

internal sealed partial class Evaluator
{
    /// <summary>The series of a range vector, one after the other over the same buffer; each is used up before the next.</summary>
    private IEnumerable<RangeSource> RangesOf(Expr expr, Grid grid) => expr switch
    {
        MatrixSelector matrix => RangesOfSelector(matrix, grid),
        SubqueryExpr subquery => RangesOfSubquery(subquery, grid),
        _ => throw EvaluationException.Execution("expected a range vector"),
    };

    private IEnumerable<RangeSource> RangesOfSelector(MatrixSelector matrix, Grid grid)
    {
        var selector = matrix.Selector;
        var offset = Milliseconds(selector.Offset);
        var range = RangeOf(matrix.Range);
        var mode = selector.Mode;
        var before = range + (mode == RangeMode.Default ? 0 : _options.LookbackMs);
        var ahead = mode == RangeMode.Smoothed ? _options.LookbackMs : 0;
        var first = ReadTime(grid.StartMs, selector.At, offset);
        var last = ReadTime(grid.At(grid.Count - 1), selector.At, offset);
        var pieces = selector.At is null && grid.StepMs > 2 * before;
        var buffer = new SampleBuffer();
        long ReadAt(long time) => ReadTime(time, selector.At, offset);
        foreach (var series in SeriesOf(selector))
        {
            _cancellation.ThrowIfCancellationRequested();
            void Fill(long from, long to)
            {
                buffer.Clear();
                series.Read(from - before + 1, to + ahead, buffer);
                CountSamples(buffer.Count);
                DropStaleMarkers(buffer);
            }
            if (pieces)
            {
                yield return new(series.Labels, false, series.Labels.Name, buffer, range, ReadAt, mode, _options.LookbackMs)
                {
                    Refill = time => Fill(ReadAt(time), ReadAt(time)),
                };
            }
            else
            {
                Fill(first, last);
                yield return new(series.Labels, false, series.Labels.Name, buffer, range, ReadAt, mode, _options.LookbackMs);
            }
        }
    }

    private IEnumerable<RangeSource> RangesOfSubquery(SubqueryExpr subquery, Grid grid)
    {
        var offset = Milliseconds(subquery.Offset);
        var range = RangeOf(subquery.Range);
        var step = subquery.Step is null ? _options.DefaultSubqueryStepMs : Milliseconds(subquery.Step);
        if (step <= 0)
        {
            throw EvaluationException.Execution("duration must be greater than 0");
        }
        var start = ReadTime(grid.StartMs, subquery.At, offset) - range;
        var end = ReadTime(grid.At(grid.Count - 1), subquery.At, offset);
        // Steps of a subquery lie on multiples of its resolution, whatever the query's own start is.
        var aligned = step * (start / step);
        if (aligned <= start)
        {
            aligned += step;
        }
        if (aligned > end)
        {
            yield break;
        }
        if ((end - aligned) / step > 1_000_000)
        {
            throw EvaluationException.Execution("a subquery has more than 1000000 steps");
        }
        var inner = new Grid(aligned, end, step);
        var vector = Evaluate(subquery.Inner, inner) switch
        {
            VectorValue v => v.Series,
            ScalarValue s => [ScalarSeries(s)],
            _ => throw EvaluationException.Execution("expected an instant vector"),
        };
        var buffer = new SampleBuffer();
        foreach (var series in vector)
        {
            buffer.Clear();
            for (var i = 0; i < inner.Count; i++)
            {
                if (series.Has(i))
                {
                    var histogram = series.HistogramAt(i);
                    // Repeated or skipped samples make the stored hint wrong.
                    buffer.Add(inner.At(i), series.Floats[i], histogram?.Hint is CounterResetHint.Reset or CounterResetHint.NotReset ? histogram with { Hint = CounterResetHint.Unknown } : histogram);
                }
            }
            CountSamples(buffer.Count);
            yield return new(series.Labels, series.DropName, series.Labels.Name, buffer, range, time => ReadTime(time, subquery.At, offset), RangeMode.Default, _options.LookbackMs);
        }
    }

    private static EvalSeries ScalarSeries(ScalarValue scalar)
    {
        var series = new EvalSeries(LabelSet.Empty, scalar.Values.Length);
        for (var i = 0; i < scalar.Values.Length; i++)
        {
            series.Set(i, scalar.Values[i]);
        }
        return series;
    }

    private static void DropStaleMarkers(SampleBuffer buffer)
    {
        var kept = 0;
        for (var i = 0; i < buffer.Count; i++)
        {
            if (StaleMarker.Is(buffer.Values[i]) && buffer.HistogramAt(i) is null)
            {
                continue;
            }
            if (kept != i)
            {
                buffer.Times[kept] = buffer.Times[i];
                buffer.Values[kept] = buffer.Values[i];
                if (buffer.Histograms is not null)
                {
                    buffer.Histograms[kept] = buffer.Histograms[i];
                }
            }
            kept++;
        }
        buffer.Count = kept;
    }
}
