using System.Globalization;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Tests.Demo.PromQLTest;

/// <summary>What became of the evaluations of a script.</summary>
internal sealed class Tally
{
    public int Passed { get; set; }

    public List<string> Refused { get; } = [];

    public List<string> Failed { get; } = [];
}

/// <summary>Runs a script against the evaluator over a store in memory.</summary>
internal sealed class ScriptRunner(string name, Tally tally)
{
    private static readonly EvaluationOptions Options = new() { DelayedNameRemoval = true, TypeAndUnitLabels = true };
    private InMemoryStore _store = new();

    public void Run(IEnumerable<Command> commands)
    {
        foreach (var command in commands)
        {
            switch (command)
            {
                case ClearCommand:
                    _store = new();
                    break;
                case LoadCommand load:
                    Load(load);
                    break;
                case EvalCommand eval:
                    Run(eval);
                    break;
            }
        }
    }

    private void Load(LoadCommand load)
    {
        foreach (var (labels, values) in load.Series)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (!values[i].IsGap)
                {
                    _store.Append(labels, i * load.StepMs, values[i].Number, values[i].Histogram);
                }
            }
        }
        if (load.WithCustomBuckets)
        {
            LoadCustomBuckets(load);
        }
    }

    /// <summary>Makes a native histogram with custom buckets of each classic one.</summary>
    private void LoadCustomBuckets(LoadCommand load)
    {
        var buckets = load.Series.Where(s => s.Labels.Name.EndsWith("_bucket", StringComparison.Ordinal));
        foreach (var group in buckets.GroupBy(s => s.Labels.Without(["le"]).With(LabelSet.MetricName, s.Labels.Name[..^"_bucket".Length])))
        {
            var members = group.Select(s => (Bound: SeriesNotation.Number(s.Labels.Get("le")), s.Values)).OrderBy(m => m.Bound).ToArray();
            var bounds = members.Select(m => m.Bound).Where(double.IsFinite).ToArray();
            for (var i = 0; i < members[0].Values.Count; i++)
            {
                var cumulative = members.Select(m => m.Values[i].Number).ToArray();
                var counts = cumulative.Select((c, n) => n == 0 ? c : c - cumulative[n - 1]).ToArray();
                _store.Append(group.Key, i * load.StepMs, 0, new FloatHistogram
                {
                    Schema = FloatHistogram.CustomSchema,
                    CustomBounds = bounds,
                    Count = cumulative[^1],
                    Positive = new([.. Enumerable.Range(0, counts.Length)], counts),
                });
            }
        }
    }

    private void Run(EvalCommand eval)
    {
        var place = $"{name}:{eval.Line}: {eval.Query}";
        EvaluationResult result;
        try
        {
            var parsed = PromQLParser.Parse(eval.Query);
            if (parsed.Expression is null || parsed.Errors.Count > 0)
            {
                Conclude(eval, place, eval.MustFail ? null : "does not parse: " + parsed.Errors[0].Message);
                return;
            }
            result = eval.IsRange
                ? Evaluator.Range(_store, parsed.Expression, eval.Query, new(eval.StartMs, eval.EndMs, eval.StepMs), Options, CancellationToken.None)
                : Evaluator.Instant(_store, parsed.Expression, eval.Query, eval.StartMs, Options, CancellationToken.None);
        }
        catch (EvaluationException e) when (e.IsUnsupported)
        {
            tally.Refused.Add($"{place}: {e.Message}");
            return;
        }
        catch (EvaluationException e)
        {
            var expected = eval.MustFail && (eval.FailureText is null || e.Message.Contains(eval.FailureText, StringComparison.Ordinal));
            Conclude(eval, place, expected ? null : "error: " + e.Message);
            return;
        }
        Conclude(eval, place, eval.MustFail ? "should have failed" : Comparison.Difference(eval, result));
    }

    private void Conclude(EvalCommand eval, string place, string? difference)
    {
        if (difference is null)
        {
            tally.Passed++;
        }
        else
        {
            tally.Failed.Add(string.Create(CultureInfo.InvariantCulture, $"{place}: {difference}"));
        }
    }
}
