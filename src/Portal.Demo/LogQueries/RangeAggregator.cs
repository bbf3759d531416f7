using Portal.Core.LogQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Logs;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>Works out range aggregations: samples of the lines of each window, by series.</summary>
internal sealed class RangeAggregator(LogStore store, Grid grid, EvaluationOptions options, CancellationToken cancellation)
{
    private const long MsNs = 1_000_000;
    private const int MostSeries = 20_000;
    private long _touched;

    /// <summary>A value for each step; a stale marker where the window holds nothing.</summary>
    /// <param name="aggregation">Which.</param>
    /// <param name="summedBy">The labels that the results will be summed by; null where they are not.</param>
    public List<(LabelSet Labels, double[] Values)> Evaluate(RangeAggregation aggregation, Grouping? summedBy)
    {
        if (aggregation.Operation is "absent_over_time" or "rate_counter")
        {
            throw EvaluationException.Unsupported(aggregation.Operation);
        }
        var results = new List<(LabelSet, double[])>();
        foreach (var (labels, samples) in Collect(aggregation, aggregation.Grouping ?? summedBy))
        {
            var values = new double[grid.Count];
            for (var i = 0; i < values.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var to = (grid.At(i) * MsNs) - aggregation.Range.OffsetNs;
                var (first, last) = (samples.IndexAfter(to - aggregation.Range.RangeNs), samples.IndexAfter(to));
                _touched += last - first;
                values[i] = last == first ? StaleMarker.Value : Aggregate(aggregation, samples.Values.AsSpan(first, last - first));
            }
            if (_touched > options.MaxSamples)
            {
                throw EvaluationException.Execution("the query would touch too many samples; narrow the streams or the time");
            }
            results.Add((labels, values));
        }
        return results;
    }

    private Dictionary<LabelSet, SampleBuffer> Collect(RangeAggregation aggregation, Grouping? grouping)
    {
        var range = aggregation.Range;
        var bySeries = new Dictionary<LabelSet, SampleBuffer>();
        var plain = new Dictionary<LabelSet, LabelSet>();
        var ofBytes = aggregation.Operation is "bytes_rate" or "bytes_over_time";
        var filters = range.Unwrap?.Filters.Select(LabelFilters.Compile).ToArray() ?? [];
        var first = (grid.StartMs * MsNs) - range.OffsetNs - range.RangeNs + 1;
        var last = (grid.At(grid.Count - 1) * MsNs) - range.OffsetNs + 1;
        foreach (var line in new LogPipelineReader(store, range.Pipeline).Read(first, last, forward: true, cancellation))
        {
            double value = ofBytes ? System.Text.Encoding.UTF8.GetByteCount(line.Text) : 1;
            if (range.Unwrap is { } unwrap)
            {
                if (line.Get(unwrap.Label) is not { Length: > 0 } text)
                {
                    continue;
                }
                if (!LabelFilters.TryUnwrap(unwrap.Conversion, text, out value))
                {
                    line.Fail("SampleExtractionErr", $"cannot read {unwrap.Label}=\"{text}\" as a number");
                }
                if (!Array.TrueForAll(filters, filter => filter(line)))
                {
                    continue;
                }
            }
            var labels = LabelsOf(line, grouping, range.Unwrap?.Label, plain);
            CheckError(line, labels);
            if (!bySeries.TryGetValue(labels, out var samples))
            {
                bySeries[labels] = samples = bySeries.Count < MostSeries ? new() : throw EvaluationException.Execution($"maximum of series ({MostSeries}) reached for a single query");
            }
            samples.Add(line.Entry.TimeNs, value);
        }
        return bySeries;
    }

    private static LabelSet LabelsOf(LineState line, Grouping? grouping, string? unwrapped, Dictionary<LabelSet, LabelSet> plain)
    {
        if (grouping is { Without: false })
        {
            return LabelSet.Of(grouping.Labels.Select(name => KeyValuePair.Create(name, line.Get(name))).DistinctBy(l => l.Key));
        }
        var all = line.Labels();
        if (grouping is null && unwrapped is null)
        {
            return all;
        }
        if (!line.IsPlain || !plain.TryGetValue(all, out var labels))
        {
            labels = all.Without([.. grouping?.Labels ?? [], .. unwrapped is null ? Array.Empty<string>() : [unwrapped]]);
            if (line.IsPlain)
            {
                plain[all] = labels;
            }
        }
        return labels;
    }

    private static void CheckError(LineState line, LabelSet labels)
    {
        if (line.ErrorText is { Length: > 0 } error)
        {
            throw new EvaluationException(
                EvaluationErrorKind.BadData,
                $"pipeline error: '{error}' for series: '{labels}'.\nUse a label filter to intentionally skip this error. (e.g | __error__!=\"{error}\").\n"
                + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\nThe label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n");
        }
    }

    private static double Aggregate(RangeAggregation aggregation, Span<double> values)
    {
        var seconds = aggregation.Range.RangeNs / 1e9;
        switch (aggregation.Operation)
        {
            case "rate" or "bytes_rate": return Sum(values) / seconds;
            case "count_over_time": return values.Length;
            case "sum_over_time" or "bytes_over_time": return Sum(values);
            case "avg_over_time": return Numbers.Mean(values);
            case "min_over_time": return Extreme(values, -1);
            case "max_over_time": return Extreme(values, 1);
            case "first_over_time": return values[0];
            case "last_over_time": return values[^1];
            case "stdvar_over_time": return Variance(values);
            case "stddev_over_time": return Math.Sqrt(Variance(values));
            case "quantile_over_time":
                var copy = values.ToArray();
                return Numbers.Quantile(aggregation.Parameter!.Value, copy, copy.Length);
            default: throw EvaluationException.Unsupported(aggregation.Operation);
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0, compensation = 0;
        foreach (var value in values)
        {
            Numbers.Add(value, ref sum, ref compensation);
        }
        return sum + compensation;
    }

    private static double Extreme(ReadOnlySpan<double> values, int sign)
    {
        var best = values[0];
        foreach (var value in values)
        {
            best = value.CompareTo(best) * sign > 0 ? value : best;
        }
        return best;
    }

    private static double Variance(Span<double> values)
    {
        var mean = Numbers.Mean(values);
        return Numbers.Mean(values.ToArray().Select(v => (v - mean) * (v - mean)).ToArray());
    }
}
