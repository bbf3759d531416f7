using Portal.Core.Traces;

namespace Portal.Api;

/// <summary>All that is known of a span.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The span that caused it, or null.</param>
/// <param name="Service">Who did the work.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Kind"><c>server</c>, <c>client</c>, …, or null.</param>
/// <param name="StartUs">Begin, microseconds since 1970.</param>
/// <param name="AtNs">Begin, from the trace's begin.</param>
/// <param name="DurationNs">Length.</param>
/// <param name="Error">Whether it failed.</param>
/// <param name="Attributes">Its tags.</param>
/// <param name="Resource">Its process' tags.</param>
/// <param name="Events">What happened meanwhile.</param>
/// <param name="Links">What it has to do with.</param>
/// <param name="Warnings">Remarks.</param>
internal sealed record SpanAnswer(
    string Id, string? Parent, string Service, string Operation, string? Kind, long StartUs, long AtNs, long DurationNs, bool Error, IReadOnlyList<TagAnswer> Attributes,
    IReadOnlyList<TagAnswer> Resource, IReadOnlyList<EventAnswer> Events, IReadOnlyList<LinkAnswer> Links, IReadOnlyList<string> Warnings)
{
    /// <summary>The span of that id as the API tells it; null where the trace has none.</summary>
    public static SpanAnswer? From(Trace trace, SpanId id)
    {
        var tree = TraceTree.Of(trace.Spans);
        if (tree.Rows.FirstOrDefault(row => row.Span.Id == id) is not { Span: var span } found)
        {
            return null;
        }
        var parent = span.Parent is { } cause ? trace.Spans.FirstOrDefault(other => other.Id == cause) : null;
        return new SpanAnswer(
            span.Id.Value, span.Parent?.Value, span.Service, span.Operation, span.Kind, span.StartNs / 1000, span.StartNs - tree.StartNs, span.DurationNs, span.IsError,
            TagAnswer.From(span.Attributes), TagAnswer.From(span.Resource),
            [.. span.Events.OrderBy(happened => happened.TimeNs).Select(happened => new EventAnswer(happened.TimeNs - tree.StartNs, happened.Name, TagAnswer.From(happened.Attributes)))],
            [.. span.Links.Select(link => new LinkAnswer(link.TraceId.Value, link.SpanId.Value, TagAnswer.From(link.Attributes)))],
            SpanRemarks.Of(found, parent));
    }
}

/// <summary>A tag.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type"><c>text</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>binary</c> or <c>list</c>.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record TagAnswer(string Key, string Type, string Value)
{
    /// <summary>Tags as the API tells them.</summary>
    public static IReadOnlyList<TagAnswer> From(IReadOnlyList<SpanAttribute> attributes) => [.. attributes.Select(a => new TagAnswer(a.Key, a.Type.ToString().ToLowerInvariant(), a.Text))];
}

/// <summary>Something that happened.</summary>
/// <param name="AtNs">When, from the trace's begin.</param>
/// <param name="Name">What.</param>
/// <param name="Attributes">More about it.</param>
internal sealed record EventAnswer(long AtNs, string Name, IReadOnlyList<TagAnswer> Attributes);

/// <summary>A span that has to do with this one.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">Which.</param>
/// <param name="Attributes">More about the relation.</param>
internal sealed record LinkAnswer(string TraceId, string SpanId, IReadOnlyList<TagAnswer> Attributes);
