using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>The samples of one window and what a range function may want to know about it.</summary>
internal readonly ref struct RangeWindow(RangeSource source, int low, int high, long timeMs, int step, Expr argument)
{
    public readonly RangeSource Source = source;
    public readonly int Low = low;
    public readonly int High = high;
    public readonly long TimeMs = timeMs;
    public readonly int Step = step;
    public readonly Expr Argument = argument;

    public int Count => High - Low;

    public long EndMs => Source.End(TimeMs);

    public long StartMs => EndMs - Source.RangeMs;

    public SampleBuffer Buffer => Source.Buffer;

    public ReadOnlySpan<double> Values => Buffer.Values.AsSpan(Low, Count);

    public ReadOnlySpan<long> Times => Buffer.Times.AsSpan(Low, Count);

    public FloatHistogram? Histogram(int index) => Buffer.HistogramAt(Low + index);

    public int HistogramCount
    {
        get
        {
            var count = 0;
            for (var i = Low; Buffer.Histograms is not null && i < High; i++)
            {
                count += Buffer.Histograms[i] is null ? 0 : 1;
            }
            return count;
        }
    }
}

/// <summary>What a range function yields at a step: nothing, a number or a histogram.</summary>
internal readonly record struct Sample(bool Exists, double Value, FloatHistogram? Histogram)
{
    public static readonly Sample None;

    public static implicit operator Sample(double value) => new(true, value, null);

    public static Sample Of(FloatHistogram? histogram) => histogram is null ? None : new(true, 0, histogram);
}

internal sealed partial class Evaluator
{
    private delegate Sample RangeFunction(RangeWindow window);

    /// <summary>Applies a range function to every series and step.</summary>
    private VectorValue EvaluateRangeFunction(CallExpr call, int rangeArgument, RangeFunction function, Grid grid)
    {
        var argument = StripParens(call.Arguments[rangeArgument]);
        var keepName = call.Function.Name is "last_over_time" or "first_over_time";
        CheckMode(argument, call.Function.Name);
        var results = new List<EvalSeries>();
        foreach (var source in RangesOf(argument, grid))
        {
            _cancellation.ThrowIfCancellationRequested();
            EvalSeries? result = null;
            for (var i = 0; i < grid.Count; i++)
            {
                var time = grid.At(i);
                var (low, high) = source.Window(time);
                if (high == low)
                {
                    continue;
                }
                var sample = function(new(source, low, high, time, i, argument));
                if (!sample.Exists)
                {
                    continue;
                }
                result ??= NewRangeResult(source, keepName, grid);
                if (sample.Histogram is { } histogram)
                {
                    CountCells(histogram);
                    result.Set(i, histogram);
                }
                else
                {
                    result.Set(i, sample.Value);
                }
            }
            if (result is not null)
            {
                results.Add(result);
            }
        }
        return new(keepName && _options.DelayedNameRemoval ? results : MergeDropped(results));
    }

    private EvalSeries NewRangeResult(RangeSource source, bool keepName, Grid grid)
    {
        CountCells(grid.Count);
        return keepName ? new(source.Labels, grid.Count, source.DropName)
            : _options.DelayedNameRemoval ? new(source.Labels, grid.Count, dropName: true)
            : new(WithoutMetadata(source.Labels), grid.Count);
    }

    private static void CheckMode(Expr argument, string function)
    {
        if (argument is not MatrixSelector { Selector.Mode: not RangeMode.Default and var mode })
        {
            return;
        }
        if (mode == RangeMode.Smoothed && function is not ("delta" or "increase" or "rate"))
        {
            throw EvaluationException.Execution($"smoothed modifier can only be used with: delta, increase, rate - not with {function}");
        }
        if (mode == RangeMode.Anchored && function is not ("changes" or "delta" or "increase" or "rate" or "resets"))
        {
            throw EvaluationException.Execution($"anchored modifier can only be used with: changes, delta, increase, rate, resets - not with {function}");
        }
    }

    private VectorValue EvaluateAbsentOverTime(CallExpr call, Grid grid)
    {
        var argument = StripParens(call.Arguments[0]);
        CheckMode(argument, call.Function.Name);
        var present = new bool[grid.Count];
        foreach (var source in RangesOf(argument, grid))
        {
            for (var i = 0; i < grid.Count; i++)
            {
                var (low, high) = source.Window(grid.At(i));
                present[i] |= high > low;
            }
        }
        return new VectorValue(AbsentSeries(argument, grid, i => present[i]));
    }

    /// <summary>A series of ones where nothing is present, with the labels that the selector fixes.</summary>
    private static List<EvalSeries> AbsentSeries(Expr argument, Grid grid, Func<int, bool> isPresent)
    {
        var selector = argument as VectorSelector ?? (argument as MatrixSelector)?.Selector;
        var labels = new Dictionary<string, string>();
        var repeated = new HashSet<string>();
        foreach (var matcher in selector?.Matchers ?? [])
        {
            if (matcher.Name == LabelSet.MetricName)
            {
                continue;
            }
            if (matcher.Operator == MatchOperator.Equal && !labels.ContainsKey(matcher.Name) && !repeated.Contains(matcher.Name))
            {
                labels[matcher.Name] = matcher.Value;
            }
            else
            {
                labels.Remove(matcher.Name);
                repeated.Add(matcher.Name);
            }
        }
        var series = new EvalSeries(LabelSet.Of(labels), grid.Count);
        for (var i = 0; i < grid.Count; i++)
        {
            if (!isPresent(i))
            {
                series.Set(i, 1);
            }
        }
        return series.IsEmpty ? [] : [series];
    }
}
