namespace Portal.Demo.Storage;

/// <summary>Where the evaluator finds samples: synthetic workloads, or a list in memory for tests. Safe for concurrent use.</summary>
internal interface ISampleStore
{
    /// <summary>The series that match all matchers, in a stable order.</summary>
    IReadOnlyList<ISeries> Select(CompiledMatcher[] matchers);

    /// <summary>Type, unit and help of the metrics, by family name.</summary>
    IReadOnlyDictionary<string, MetricMetadata> Metadata { get; }
}

/// <summary>One series of a store.</summary>
internal interface ISeries
{
    LabelSet Labels { get; }

    /// <summary>Appends the samples with <paramref name="fromMs"/> ≤ time ≤ <paramref name="toMs"/> to the buffer. A stale marker is <see cref="StaleMarker.Value"/>.</summary>
    void Read(long fromMs, long toMs, SampleBuffer buffer);

    /// <summary>Appends the exemplars of the range; most series have none.</summary>
    void ReadExemplars(long fromMs, long toMs, List<Exemplar> exemplars)
    {
    }
}

internal sealed record MetricMetadata(string Type, string Unit, string Help);

internal sealed record Exemplar(LabelSet Labels, double Value, long TimeMs);

/// <summary>The NaN that marks the end of a series.</summary>
internal static class StaleMarker
{
    public const long Bits = 0x7ff0000000000002;

    public static readonly double Value = BitConverter.Int64BitsToDouble(Bits);

    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
