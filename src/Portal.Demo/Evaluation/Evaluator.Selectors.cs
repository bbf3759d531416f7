using Portal.Core.PromQL;
using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private readonly Dictionary<string, Dictionary<VectorSelector, IReadOnlyList<ISeries>>> _selections = [];

    /// <summary>The series of a selector; the same selector within a query is looked up once.</summary>
    private IReadOnlyList<ISeries> SeriesOf(VectorSelector selector)
    {
        var key = selector.MetricName ?? "";
        if (!_selections.TryGetValue(key, out var byMatchers))
        {
            _selections[key] = byMatchers = [];
        }
        var plain = new VectorSelector(selector.MetricName, selector.Matchers);
        if (!byMatchers.TryGetValue(plain, out var series))
        {
            byMatchers[plain] = series = _store.Select(CompiledMatcher.Of(selector));
        }
        if (series.Count > _options.MaxSeries)
        {
            throw EvaluationException.Execution($"the query selects {series.Count} series, more than {_options.MaxSeries}");
        }
        return series;
    }

    /// <summary>The last sample within the lookback at each step; or the times of these samples.</summary>
    private List<EvalSeries> SelectInstant(VectorSelector selector, Grid grid, bool timestamps)
    {
        var offset = Milliseconds(selector.Offset);
        var steps = grid.Count;
        var results = new List<EvalSeries>();
        var buffer = new SampleBuffer();
        var smoothed = selector.Mode == RangeMode.Smoothed;
        var ahead = smoothed ? _options.LookbackMs : 0;
        var first = ReadTime(grid.StartMs, selector.At, offset);
        var last = ReadTime(grid.At(steps - 1), selector.At, offset);
        // With far apart steps it is cheaper to read a piece before each step than everything between.
        var pieces = grid.StepMs > 2 * _options.LookbackMs && selector.At is null;
        foreach (var series in SeriesOf(selector))
        {
            _cancellation.ThrowIfCancellationRequested();
            buffer.Clear();
            if (!pieces)
            {
                series.Read(first - _options.LookbackMs + 1, last + ahead, buffer);
                CountSamples(buffer.Count);
                if (buffer.Count == 0)
                {
                    continue;
                }
            }
            var result = new EvalSeries(series.Labels, steps);
            var position = 0;
            var any = false;
            for (var i = 0; i < steps; i++)
            {
                var at = ReadTime(grid.At(i), selector.At, offset);
                if (pieces)
                {
                    buffer.Clear();
                    position = 0;
                    series.Read(at - _options.LookbackMs + 1, at + ahead, buffer);
                    CountSamples(buffer.Count);
                }
                while (position < buffer.Count && buffer.Times[position] <= at)
                {
                    position++;
                }
                var index = position - 1;
                if (index < 0 || buffer.Times[index] <= at - _options.LookbackMs || StaleMarker.Is(buffer.Values[index]))
                {
                    continue;
                }
                any = true;
                if (timestamps)
                {
                    result.Set(i, buffer.Times[index] / 1000.0);
                }
                else if (smoothed && position < buffer.Count && buffer.Times[index] != at)
                {
                    Smooth(result, i, buffer, index, at, selector);
                }
                else if (buffer.HistogramAt(index) is { } histogram)
                {
                    CountCells(histogram);
                    result.Set(i, histogram);
                }
                else
                {
                    result.Set(i, buffer.Values[index]);
                }
            }
            if (any)
            {
                CountCells(steps);
                results.Add(result);
            }
        }
        return results;
    }

    /// <summary>A value between two samples, as <c>smoothed</c> on an instant selector asks for.</summary>
    private void Smooth(EvalSeries result, int step, SampleBuffer buffer, int index, long at, VectorSelector selector)
    {
        var fraction = (double)(at - buffer.Times[index]) / (buffer.Times[index + 1] - buffer.Times[index]);
        var before = buffer.HistogramAt(index);
        var after = buffer.HistogramAt(index + 1);
        if (before is null != after is null)
        {
            _annotations.MixedRange(result.Labels.Name, selector);
        }
        else if (before is null)
        {
            result.Set(step, StaleMarker.Is(buffer.Values[index + 1])
                ? buffer.Values[index]
                : buffer.Values[index] + ((buffer.Values[index + 1] - buffer.Values[index]) * fraction));
        }
        else if (before.IsCustom != after!.IsCustom)
        {
            _annotations.MixedSchemas(result.Labels.Name, selector);
        }
        else
        {
            result.Set(step, ExtendedRange.Interpolate(before, after, fraction, before.Hint != CounterResetHint.Gauge));
        }
    }

    /// <summary>The answer to an instant query for a range vector: the samples themselves, at their own times.</summary>
    private MatrixValue EvaluateMatrixResult(Expr expr, long timeMs)
    {
        var results = new List<(LabelSet, SampleBuffer)>();
        foreach (var range in RangesOf(expr, new(timeMs, timeMs, 0)))
        {
            var (low, high) = range.Window(timeMs);
            if (high > low)
            {
                var samples = new SampleBuffer();
                for (var i = low; i < high; i++)
                {
                    samples.Add(range.Buffer.Times[i], range.Buffer.Values[i], range.Buffer.HistogramAt(i));
                }
                CountCells(samples.Count);
                results.Add((range.DropName ? WithoutMetadata(range.Labels) : range.Labels, samples));
            }
        }
        return new MatrixValue(results);
    }
}

/// <summary>The samples of several series at their own times.</summary>
internal sealed record MatrixValue(List<(LabelSet Labels, SampleBuffer Samples)> Series) : Value;
