namespace Portal.Core.Frames;

/// <summary>Columnar data: one answer of a backend is a list of frames; for a range query each series is a frame of a time and a value field.</summary>
/// <param name="RefId">The query that it answers.</param>
/// <param name="Fields">The columns, all of one length.</param>
public sealed record Frame(string RefId, IReadOnlyList<Field> Fields)
{
    /// <summary>The series' display name: the legend worked out, or the series' own notation. Null for tables.</summary>
    public string? Name { get; init; }

    /// <summary>The series' labels, without the metric's name; empty for tables.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = EmptyLabels;

    /// <summary>The metric's name, or null.</summary>
    public string? Metric { get; init; }

    /// <summary>The number of rows.</summary>
    public int Length => Fields.Count == 0 ? 0 : Fields[0].Length;

    /// <summary>No labels.</summary>
    public static readonly IReadOnlyDictionary<string, string> EmptyLabels = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
public abstract record Field(string Name)
{
    /// <summary>The number of values.</summary>
    public abstract int Length { get; }
}

/// <summary>A column of instants.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Milliseconds since 1970, UTC.</param>
public sealed record TimeField(string Name, long[] Values) : Field(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;
}

/// <summary>A column of numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">NaN where there is no value.</param>
public sealed record NumberField(string Name, double[] Values) : Field(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;
}

/// <summary>A column of texts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Null where there is no value.</param>
public sealed record StringField(string Name, string?[] Values) : Field(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;
}

/// <summary>A column of native histograms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Null where there is no value.</param>
public sealed record HistogramField(string Name, Histogram?[] Values) : Field(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;
}

/// <summary>A native histogram as Prometheus' API gives it.</summary>
/// <param name="Count">The number of observations.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Buckets">The buckets that are not empty.</param>
public sealed record Histogram(double Count, double Sum, IReadOnlyList<HistogramBucket> Buckets);

/// <summary>A bucket of a native histogram.</summary>
/// <param name="Boundaries">0: left open, right closed; 1: left closed, right open; 2: both open; 3: both closed.</param>
/// <param name="Lower">Lower bound.</param>
/// <param name="Upper">Upper bound.</param>
/// <param name="Count">Observations.</param>
public readonly record struct HistogramBucket(int Boundaries, double Lower, double Upper, double Count);

/// <summary>A sample that names the trace which explains it.</summary>
/// <param name="TimeMs">Milliseconds since 1970.</param>
/// <param name="Value">The observed value.</param>
/// <param name="Labels">Its own labels, such as <c>trace_id</c>.</param>
/// <param name="SeriesLabels">The labels of the series that it belongs to.</param>
public sealed record Exemplar(long TimeMs, double Value, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> SeriesLabels);

/// <summary>A remark that came with an answer: it is shown, the data stays usable.</summary>
/// <param name="Severity">Info or warning.</param>
/// <param name="Text">What to tell.</param>
public sealed record Notice(Diagnostics.Severity Severity, string Text);
