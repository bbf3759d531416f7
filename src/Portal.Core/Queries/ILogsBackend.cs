using Portal.Core.Frames;

namespace Portal.Core.Queries;

/// <summary>Which lines come first.</summary>
public enum LogDirection
{
    /// <summary>The newest.</summary>
    Backward,
    /// <summary>The oldest.</summary>
    Forward,
}

/// <summary>A log line.</summary>
/// <param name="TimeNs">Nanoseconds since 1970.</param>
/// <param name="Text">The line, as the backend gives it.</param>
/// <param name="Metadata">Structured metadata and parsed labels of this line alone; empty for none.</param>
public readonly record struct LogLine(long TimeNs, string Text, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Lines of one stream.</summary>
/// <param name="Labels">The stream's labels.</param>
/// <param name="Lines">In the direction that was asked for.</param>
public sealed record LogStream(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<LogLine> Lines);

/// <summary>An answer with log lines.</summary>
/// <param name="Streams">The lines by stream.</param>
/// <param name="Notices">Warnings that came with it.</param>
public sealed record LogsAnswer(IReadOnlyList<LogStream> Streams, IReadOnlyList<Notice> Notices)
{
    /// <summary>The answer's size in bytes, as received.</summary>
    public long Bytes { get; init; }

    /// <summary>What the answer has cost the backend; null where that was not asked or not told.</summary>
    public QueryCost? Cost { get; init; }

    /// <summary>How many streams were others' and have been dropped. 0 where the backend keeps tenants apart.</summary>
    public int Foreign { get; init; }
}

/// <summary>What a log query would read.</summary>
/// <param name="Streams">Streams.</param>
/// <param name="Chunks">Chunks.</param>
/// <param name="Entries">Lines.</param>
/// <param name="Bytes">Bytes.</param>
public sealed record LogStats(long Streams, long Chunks, long Entries, long Bytes);

/// <summary>A field that was found in lines.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Type"><c>string</c>, <c>int</c>, <c>float</c>, <c>boolean</c>, <c>duration</c> or <c>bytes</c>.</param>
/// <param name="Cardinality">How many values, about.</param>
/// <param name="Parsers">What reads it: <c>json</c>, <c>logfmt</c>; empty for structured metadata.</param>
public sealed record DetectedField(string Label, string Type, long Cardinality, IReadOnlyList<string> Parsers);

/// <summary>Lines that have just arrived.</summary>
/// <param name="Streams">The lines.</param>
/// <param name="Dropped">How many were left out because the reader was too slow, here or at the backend.</param>
/// <param name="Reconnected">Whether the connection was lost in between, so that lines may be missing.</param>
public sealed record LogTail(IReadOnlyList<LogStream> Streams, long Dropped, bool Reconnected);

/// <summary>A seam: how Core asks a log store. All methods throw <see cref="QueryException"/> for expected failures and honour cancellation.</summary>
public interface ILogsBackend
{
    /// <summary>Log lines, at most <paramref name="limit"/>; more than the backend gives at once are fetched in pages.</summary>
    Task<LogsAnswer> LinesAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation);

    /// <summary>A metric query over a range; frames as those of metrics.</summary>
    Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation);

    /// <summary>A metric query at one instant; frames as those of metrics.</summary>
    Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation);

    /// <summary>The names of the labels of the selector's streams; sorted.</summary>
    Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>The values of a label among the selector's streams; sorted, at most 10,000.</summary>
    Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>The label sets of the selector's streams, at most 10,000.</summary>
    Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>What the selector's streams hold.</summary>
    Task<LogStats> StatsAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>Bytes over time of the selector's streams, by these labels; frames as those of metrics.</summary>
    Task<BackendAnswer> VolumeAsync(ScopedQuery selector, string refId, IReadOnlyList<string> by, long startMs, long endMs, long stepMs, CancellationToken cancellation);

    /// <summary>The fields in a sample of the query's lines.</summary>
    Task<IReadOnlyList<DetectedField>> DetectedFieldsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation);

    /// <summary>Lines as they arrive, until cancelled. Connects again by itself; what is lost is told. Holds a bounded number of lines.</summary>
    IAsyncEnumerable<LogTail> TailAsync(ScopedQuery query, long startNs, CancellationToken cancellation);
}
