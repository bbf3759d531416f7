using Portal.Demo.Storage;

namespace Portal.Demo.Evaluation;

/// <summary>The times that an expression is evaluated at.</summary>
internal readonly record struct Grid(long StartMs, long EndMs, long StepMs)
{
    public int Count => StepMs <= 0 || EndMs <= StartMs ? (EndMs < StartMs ? 0 : 1) : checked((int)((EndMs - StartMs) / StepMs) + 1);

    public long At(int index) => StartMs + (index * StepMs);
}

/// <summary>What a node evaluates to, at all times of a grid at once.</summary>
internal abstract record Value;

internal sealed record ScalarValue(double[] Values) : Value;

internal sealed record StringValue(string Text) : Value;

internal sealed record VectorValue(List<EvalSeries> Series) : Value;

/// <summary>One series of a result: a value for each step, of which some may be absent.</summary>
internal sealed class EvalSeries
{
    public EvalSeries(LabelSet labels, int steps, bool dropName = false)
    {
        Labels = labels;
        DropName = dropName;
        Floats = new double[steps];
        Array.Fill(Floats, StaleMarker.Value);
    }

    public LabelSet Labels { get; set; }

    /// <summary>Whether the metric name still goes away at the end (delayed name removal).</summary>
    public bool DropName { get; set; }

    public double[] Floats { get; private set; }

    public FloatHistogram?[]? Histograms { get; private set; }

    public bool Has(int step) => !StaleMarker.Is(Floats[step]) || Histograms?[step] is not null;

    public bool HasFloat(int step) => !StaleMarker.Is(Floats[step]);

    public FloatHistogram? HistogramAt(int step) => Histograms?[step];

    public void Set(int step, double value) => Floats[step] = value;

    public void Set(int step, FloatHistogram histogram)
    {
        Histograms ??= new FloatHistogram?[Floats.Length];
        Histograms[step] = histogram;
    }

    public void Copy(EvalSeries from, int step)
    {
        if (from.HistogramAt(step) is { } histogram)
        {
            Set(step, histogram);
        }
        else
        {
            Floats[step] = from.Floats[step];
        }
    }

    public bool IsEmpty
    {
        get
        {
            for (var i = 0; i < Floats.Length; i++)
            {
                if (Has(i))
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>The same samples under other labels; the samples are shared.</summary>
    public EvalSeries Relabel(LabelSet labels, bool dropName) => new(labels, 0, dropName) { Floats = Floats, Histograms = Histograms };
}

internal sealed record EvaluationOptions
{
    public long LookbackMs { get; init; } = 300_000;

    public long DefaultSubqueryStepMs { get; init; } = 60_000;

    /// <summary>Samples that one query may touch.</summary>
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>Series that one query may hold at a time.</summary>
    public int MaxSeries { get; init; } = 50_000;

    /// <summary>Prometheus' feature <c>promql-delayed-name-removal</c>.</summary>
    public bool DelayedNameRemoval { get; init; }

    /// <summary>Prometheus' feature <c>type-and-unit-labels</c>: these labels go away together with the name.</summary>
    public bool TypeAndUnitLabels { get; init; }
}

/// <summary>The answer to a query.</summary>
internal sealed record EvaluationResult(Value Value, Grid Grid, bool IsRange, Annotations Annotations, long SamplesRead);
