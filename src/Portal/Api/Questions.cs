using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>What a viewer asks of a panel or of the variables. All of it may be left out.</summary>
internal record DataQuestion
{
    /// <summary>The most variables that are read.</summary>
    private const int MostVariables = 100;

    /// <summary>The most values of a variable that are read.</summary>
    private const int MostValues = 1000;

    /// <summary>Start: <c>now-6h</c>, <c>now/d</c>, ISO 8601 or milliseconds since 1970.</summary>
    public string? From { get; init; }

    /// <summary>End, in the same words.</summary>
    public string? To { get; init; }

    /// <summary>IANA zone; UTC by default.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The panel's width in pixels, 50 to 10,000.</summary>
    public int Width { get; init; } = 800;

    /// <summary>Chosen values by variable; 'All' is <c>$__all</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether a cached answer will not do.</summary>
    public bool Fresh { get; init; }

    /// <summary>What is wrong with the question, or null.</summary>
    public string? Fault() =>
        Width is < 50 or > 10_000 ? "The width is not between 50 and 10000."
        : Variables.Count > MostVariables ? $"There are more than {MostVariables} variables."
        : Variables.Values.Any(v => v is null || v.Count > MostValues || v.Any(text => text is null)) ? $"A variable's values are not a list of at most {MostValues} texts."
        : From?.Length > 64 || To?.Length > 64 || TimeZone?.Length > 64 ? "The range or the zone is longer than 64 characters."
        : null;

    /// <summary>The question for Core.</summary>
    public PanelDataRequest For(string panel) =>
        new() { PanelId = panel, From = From, To = To, TimeZone = TimeZone, Width = Width, Variables = Variables, Fresh = Fresh };
}

/// <summary>What a viewer asks of a panel of logs beyond its first page: the range and variables of that page, and where to go on.</summary>
internal sealed record LinesQuestion : DataQuestion
{
    /// <summary>Where the page begins: <c>logs.next</c> of the page before. Ask with the same absolute range.</summary>
    public string? Cursor { get; init; }

    /// <summary>Asks for the lines around one line instead.</summary>
    public AroundQuestion? Around { get; init; }

    /// <summary>What is wrong with the question's own part, or null.</summary>
    public string? LinesFault() =>
        Cursor?.Length > 20 ? "The cursor is none."
        : Around is { } around && (around.Labels.Count > 100 || around.RefId.Length > 64 || around.Limit is < 1 or > 1000 || !long.TryParse(around.TimeNs, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            ? "The line is not told by its query, its stream's labels and its time in nanoseconds, or the limit is not between 1 and 1000."
        : null;

    /// <summary>The question for Core.</summary>
    public PanelLinesRequest LinesFor(string panel) => new()
    {
        Panel = For(panel),
        Cursor = Cursor,
        Around = Around is null ? null : new LineContext(Around.RefId, Around.Labels, long.Parse(Around.TimeNs, System.Globalization.CultureInfo.InvariantCulture), Around.Before, Around.Limit),
    };
}

/// <summary>A line whose neighbours in its stream are asked for.</summary>
internal sealed record AroundQuestion
{
    /// <summary>The query that gave it.</summary>
    public required string RefId { get; init; }

    /// <summary>The labels of its stream, all of them, as the answer told them.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Its time, a text of nanoseconds since 1970.</summary>
    public required string TimeNs { get; init; }

    /// <summary>Whether the lines up to its moment are wanted, newest first, the line itself among them; else those after its moment, oldest first.</summary>
    public bool Before { get; init; }

    /// <summary>How many, 1 to 1000.</summary>
    public int Limit { get; init; } = 10;
}

/// <summary>Content to validate.</summary>
internal sealed record ValidationQuestion
{
    /// <summary>All content: text by path, such as <c>tenants/acme.yaml</c>.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
