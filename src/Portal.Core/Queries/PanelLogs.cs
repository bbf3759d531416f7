using Portal.Core.Frames;

namespace Portal.Core.Queries;

/// <summary>Lines of one stream, for one query of a panel.</summary>
/// <param name="RefId">The query.</param>
/// <param name="Labels">The stream's labels.</param>
/// <param name="Lines">In the panel's order.</param>
public sealed record PanelLogStream(string RefId, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<LogLine> Lines);

/// <summary>What a panel of logs shows.</summary>
public sealed record PanelLogs
{
    /// <summary>The lines by query and stream.</summary>
    public required IReadOnlyList<PanelLogStream> Streams { get; init; }

    /// <summary>Whether there may be more lines than these in the range.</summary>
    public bool LimitReached { get; init; }

    /// <summary>Where the next page begins, to be handed back; null where there is none. No line is on two pages, whatever moment lines share.</summary>
    public string? Next { get; init; }

    /// <summary>How many lines there are over time, a frame for each level and query, named by the level; empty where not asked for.</summary>
    public IReadOnlyList<Frame> Volume { get; init; } = [];

    /// <summary>The width of a bar of the volume in milliseconds, which is the count's range; a bar ends at its time.</summary>
    public long VolumeStepMs { get; init; }
}

/// <summary>What a viewer asks of a panel's lines beyond the first page. Everything in it is untrusted.</summary>
public sealed record PanelLinesRequest
{
    /// <summary>The panel, its range and variables.</summary>
    public required PanelDataRequest Panel { get; init; }

    /// <summary>Where the page begins, as <see cref="PanelLogs.Next"/> gave it; null for the first page or for context.</summary>
    public string? Cursor { get; init; }

    /// <summary>Asks for the lines around one line instead; null for a page.</summary>
    public LineContext? Around { get; init; }
}

/// <summary>A line whose neighbours in its stream are asked for.</summary>
/// <param name="RefId">The query that gave it.</param>
/// <param name="Labels">The labels of its stream, as they were told. They choose among the streams that the query reads, and nothing else.</param>
/// <param name="TimeNs">The line's time.</param>
/// <param name="Before">Whether the lines up to its moment are wanted, the line itself among them, newest first; else those after its moment, oldest first.</param>
/// <param name="Limit">How many, 1 to 1,000.</param>
public sealed record LineContext(string RefId, IReadOnlyDictionary<string, string> Labels, long TimeNs, bool Before, int Limit);
