namespace Portal.Core.Traces;

/// <summary>The spans of one trace that a person may see.</summary>
/// <param name="Id">The trace.</param>
/// <param name="Spans">Its spans, in no particular order.</param>
public sealed record Trace(TraceId Id, IReadOnlyList<Span> Spans)
{
    /// <summary>Whether spans of others were left out. Never how many.</summary>
    public bool HidesOthers { get; init; }

    /// <summary>What the backend remarks on the trace as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A piece of work.</summary>
public sealed record Span
{
    /// <summary>The trace that it belongs to.</summary>
    public required TraceId TraceId { get; init; }

    /// <summary>Its own id.</summary>
    public required SpanId Id { get; init; }

    /// <summary>The span that caused it; null for a root.</summary>
    public SpanId? Parent { get; init; }

    /// <summary>Whether it goes on after its parent, which does not wait for it (<c>FOLLOWS_FROM</c>).</summary>
    public bool FollowsFrom { get; init; }

    /// <summary>The service that did the work.</summary>
    public required string Service { get; init; }

    /// <summary>What it did.</summary>
    public required string Operation { get; init; }

    /// <summary>Begin, nanoseconds since 1970.</summary>
    public required long StartNs { get; init; }

    /// <summary>Length in nanoseconds; not negative.</summary>
    public required long DurationNs { get; init; }

    /// <summary>End, nanoseconds since 1970.</summary>
    public long EndNs => StartNs + DurationNs;

    /// <summary><c>client</c>, <c>server</c>, <c>producer</c>, <c>consumer</c>, <c>internal</c>, or null where it is not told.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether it failed.</summary>
    public bool IsError { get; init; }

    /// <summary>Its attributes (tags), in the backend's order.</summary>
    public IReadOnlyList<SpanAttribute> Attributes { get; init; } = [];

    /// <summary>The attributes of the process (resource) that did the work.</summary>
    public IReadOnlyList<SpanAttribute> Resource { get; init; } = [];

    /// <summary>What happened meanwhile (logs).</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Spans that it has to do with, other than its parent.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>What the backend remarks on it, such as an adjusted clock.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The types of attribute.</summary>
public enum AttributeType
{
#pragma warning disable CS1591 // the names say it
    Text, Integer, Number, Boolean, Binary, List,
#pragma warning restore CS1591
}

/// <summary>An attribute.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">What it was.</param>
/// <param name="Text">Its value as text; binary ones in base 64, lists as JSON.</param>
public sealed record SpanAttribute(string Key, AttributeType Type, string Text);

/// <summary>Something that happened during a span.</summary>
/// <param name="TimeNs">When, nanoseconds since 1970.</param>
/// <param name="Name">What; empty where it has only attributes.</param>
/// <param name="Attributes">More about it.</param>
public sealed record SpanEvent(long TimeNs, string Name, IReadOnlyList<SpanAttribute> Attributes);

/// <summary>A span, perhaps of another trace, that has to do with this one.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="Attributes">More about the relation.</param>
public sealed record SpanLink(TraceId TraceId, SpanId SpanId, IReadOnlyList<SpanAttribute> Attributes);
