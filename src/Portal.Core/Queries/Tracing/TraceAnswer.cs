using Portal.Core.Frames;

namespace Portal.Core.Queries.Tracing;

/// <summary>An answer about traces.</summary>
/// <param name="Value">What was asked for.</param>
/// <param name="Notices">Remarks, such as that it is drawn from a sample.</param>
public sealed record TraceAnswer<T>(T Value, IReadOnlyList<Notice> Notices)
{
    /// <summary>Whether it came from the cache or from another viewer's question.</summary>
    public bool Shared { get; init; }

    /// <summary>From sending to the last byte; zero from the cache.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>A trace in a list, told from the spans that its reader may see.</summary>
public sealed record TraceSummary
{
    /// <summary>The trace.</summary>
    public required Traces.TraceId Id { get; init; }

    /// <summary>Begin of its earliest span, nanoseconds since 1970.</summary>
    public required long StartNs { get; init; }

    /// <summary>From there to the end of its last span.</summary>
    public required long DurationNs { get; init; }

    /// <summary>The service of its first root.</summary>
    public required string Service { get; init; }

    /// <summary>The operation of its first root.</summary>
    public required string Operation { get; init; }

    /// <summary>How many spans it has.</summary>
    public required int Spans { get; init; }

    /// <summary>How many of them failed.</summary>
    public required int Errors { get; init; }

    /// <summary>How many spans each service has, most first.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Services { get; init; }

    /// <summary>Whether spans of others were left out.</summary>
    public bool HidesOthers { get; init; }

    /// <summary>Whether a span's parent is missing.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>The trace in short.</summary>
    public static TraceSummary Of(Traces.Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var tree = Traces.TraceTree.Of(trace.Spans);
        var root = tree.Rows.First(row => row.Depth == 0).Span;
        return new TraceSummary
        {
            Id = trace.Id,
            StartNs = tree.StartNs,
            DurationNs = tree.EndNs - tree.StartNs,
            Service = root.Service,
            Operation = root.Operation,
            Spans = tree.Rows.Count,
            Errors = tree.Rows.Count(row => row.Span.IsError),
            Services = [.. tree.Rows.CountBy(row => row.Span.Service).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)],
            HidesOthers = trace.HidesOthers,
            IsIncomplete = tree.IsIncomplete,
        };
    }
}
