namespace Portal.Core.Dashboards;

/// <summary>How a panel of kind <see cref="PanelKind.Logs"/> shows lines.</summary>
public sealed record LogsDisplay
{
    /// <summary>Whether long lines go on below.</summary>
    public bool Wrap { get; init; } = true;

    /// <summary><c>newest</c> or <c>oldest</c> first; what is left out beyond the limit is at the other end.</summary>
    public string Order { get; init; } = "newest";

    /// <summary>Which repeated lines are shown as one: <c>none</c>; <c>exact</c>; <c>numbers</c>: the same but for digits; <c>signature</c>: the same but for letters and digits.</summary>
    public string Dedup { get; init; } = "none";

    /// <summary>Whether the stream's labels stand before each line.</summary>
    public bool ShowLabels { get; init; }

    /// <summary>Whether structured metadata and parsed fields stand before each line.</summary>
    public bool ShowFields { get; init; }

    /// <summary>The label or field that holds the level; null for <c>level</c>, then <c>detected_level</c>.</summary>
    public string? LevelField { get; init; }

    /// <summary>Texts that are marked in lines, whatever their case; at most 20.</summary>
    public IReadOnlyList<string> Highlight { get; init; } = [];

    /// <summary>Whether counts by level over time stand above the lines.</summary>
    public bool Volume { get; init; } = true;

    /// <summary>How many lines each query gets at once, 1 to 5,000.</summary>
    public int Limit { get; init; } = 1_000;

    /// <summary>Whether lines that are JSON are shown over several rows.</summary>
    public bool PrettifyJson { get; init; }

    /// <summary>The label or field that holds a trace's id; null for <c>traceid</c>, <c>trace_id</c> and <c>traceID</c>.</summary>
    public string? TraceIdField { get; init; }
}
