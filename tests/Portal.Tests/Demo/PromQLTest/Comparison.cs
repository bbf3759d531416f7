using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Tests.Demo.PromQLTest;

/// <summary>Compares a result with what a script expects.</summary>
internal static class Comparison
{
    private const double Tolerance = 1e-6;

    /// <summary>What differs, or null.</summary>
    public static string? Difference(EvalCommand eval, EvaluationResult result) => Values(eval, result) ?? Annotations(eval, result);

    private static string? Values(EvalCommand eval, EvaluationResult result)
    {
        switch (result.Value)
        {
            case StringValue text:
                return text.Text == eval.Text ? null : $"got the string {text.Text}";
            case ScalarValue scalar when !eval.IsRange:
                return eval.Scalar is { } expected && Same(expected, scalar.Values[0]) ? null : $"got the scalar {scalar.Values[0]}";
            case ScalarValue scalar:
                var series = new EvalSeries(LabelSet.Empty, scalar.Values.Length);
                for (var i = 0; i < scalar.Values.Length; i++)
                {
                    series.Set(i, scalar.Values[i]);
                }
                return Series(eval, [series]);
            case VectorValue vector:
                return Series(eval, vector.Series);
            default:
                return "a matrix is not expected here";
        }
    }

    private static string? Series(EvalCommand eval, List<EvalSeries> actual)
    {
        var expected = eval.Expected.Where(e => e.Values.Any(v => !v.IsGap)).ToList();
        var text = string.Join("; ", actual.Select(Describe));
        if (expected.Count != actual.Count)
        {
            return $"{actual.Count} series instead of {expected.Count}: {text}";
        }
        for (var n = 0; n < expected.Count; n++)
        {
            var match = eval.Ordered ? actual[n] : actual.Find(s => s.Labels.Equals(expected[n].Labels));
            if (match is null || !match.Labels.Equals(expected[n].Labels))
            {
                return $"no series {expected[n].Labels} {(eval.Ordered ? "in this place" : "")}, but {text}";
            }
            for (var i = 0; i < match.Floats.Length; i++)
            {
                var value = i < expected[n].Values.Count ? expected[n].Values[i] : NotedValue.Gap;
                if (!Same(value, match, i))
                {
                    return $"value {i} of {expected[n].Labels}: expected {(value.IsGap ? "none" : value.Histogram?.ToString() ?? value.Number.ToString())}, got {Describe(match)}";
                }
            }
        }
        return null;
    }

    private static string Describe(EvalSeries s) =>
        s.Labels + " " + string.Join(' ', Enumerable.Range(0, Math.Min(12, s.Floats.Length)).Select(i => s.HistogramAt(i)?.ToString() ?? (s.HasFloat(i) ? s.Floats[i].ToString() : "_")));

    private static bool Same(NotedValue expected, EvalSeries actual, int step)
    {
        if (expected.IsGap || !actual.Has(step))
        {
            return expected.IsGap == !actual.Has(step);
        }
        return expected.Histogram is { } histogram
            ? actual.HistogramAt(step) is { } h && Same(histogram, h)
            : actual.HistogramAt(step) is null && Same(expected.Number, actual.Floats[step]);
    }

    private static bool Same(FloatHistogram a, FloatHistogram b) =>
        a.Schema == b.Schema && Same(a.Count, b.Count) && Same(a.Sum, b.Sum) && Same(a.ZeroCount, b.ZeroCount)
        && (a.Hint == CounterResetHint.Unknown || a.Hint == b.Hint)
        && a.CustomBounds.SequenceEqual(b.CustomBounds) && Same(a.Positive.Compact(), b.Positive.Compact()) && Same(a.Negative.Compact(), b.Negative.Compact());

    private static bool Same(BucketList a, BucketList b) => a.Indexes.SequenceEqual(b.Indexes) && a.Counts.Zip(b.Counts).All(p => Same(p.First, p.Second));

    private static bool Same(double a, double b)
    {
        if (double.IsNaN(a) || double.IsNaN(b))
        {
            return double.IsNaN(a) == double.IsNaN(b);
        }
        return a == b || Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)) || (a == 0 && Math.Abs(b) < 1e-12);
    }

    private static string? Annotations(EvalCommand eval, EvaluationResult result)
    {
        foreach (var (kind, test) in eval.Annotations)
        {
            var found = kind.EndsWith("warn", StringComparison.Ordinal) ? result.Annotations.Warnings : result.Annotations.Infos;
            var holds = kind.StartsWith("no_", StringComparison.Ordinal) ? found.Count == 0 : test is null ? found.Count > 0 : found.Any(test);
            if (!holds)
            {
                return $"expected {kind}, got [{string.Join("; ", result.Annotations.Warnings.Concat(result.Annotations.Infos))}]";
            }
        }
        return null;
    }
}
