namespace Portal.Core.Dashboards;

/// <summary>What a panel looks for among traces. Texts may hold variables.</summary>
public sealed record PanelSearch
{
    /// <summary>Name or kind of the datasource.</summary>
    public string Datasource { get; init; } = "jaeger";

    /// <summary>A trace's id, for the kind that shows one.</summary>
    public string Trace { get; init; } = "";

    /// <summary>A service that takes part.</summary>
    public string Service { get; init; } = "";

    /// <summary>An operation of it; null for any.</summary>
    public string? Operation { get; init; }

    /// <summary>Tags that one span carries.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Frames.Frame.EmptyLabels;

    /// <summary>The least duration of a span, such as <c>250ms</c> or <c>1.5s</c>; null for any.</summary>
    public string? MinDuration { get; init; }

    /// <summary>The greatest duration of a span; null for any.</summary>
    public string? MaxDuration { get; init; }

    /// <summary>The most traces, 1 to 500. 20 by default.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>All texts that may hold variables.</summary>
    public IEnumerable<string?> Texts => [Trace, Service, Operation, MinDuration, MaxDuration, .. Tags.Values];

    /// <summary>The most traces where nothing is said.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The most traces that may be asked for.</summary>
    public const int MostTraces = 500;
}
