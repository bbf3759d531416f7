using Portal.Core.Queries;

namespace Portal.Api;

/// <summary>What a viewer asks of a panel or of the variables. All of it may be left out.</summary>
internal sealed record DataQuestion
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

/// <summary>Content to validate.</summary>
internal sealed record ValidationQuestion
{
    /// <summary>All content: text by path, such as <c>tenants/acme.yaml</c>.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
