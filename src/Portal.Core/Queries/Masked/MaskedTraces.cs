using Portal.Core.Masking;
using Portal.Core.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Masked;

/// <summary>Masks what trace stores answer. Ids, times and numbers stay.</summary>
internal static class MaskedTraces
{
    /// <summary>A trace: all texts of its spans, their processes and events.</summary>
    public static Trace Mask(Masker masker, Trace trace)
    {
        var shown = trace with { Spans = [.. trace.Spans.Select(span => Mask(masker, span))], Warnings = MaskAll(masker, trace.Warnings) };
        return shown with { Warnings = [.. shown.Warnings, .. MaskedAnswers.Told(masker, []).Select(notice => notice.Text)] };
    }

    /// <summary>Traces in a list.</summary>
    public static IReadOnlyList<TraceSummary> Mask(Masker masker, IReadOnlyList<TraceSummary> found) =>
    [
        .. found.Select(trace => trace with
        {
            Service = masker.Text(trace.Service),
            Operation = masker.Text(trace.Operation),
            Services = [.. trace.Services.Select(service => KeyValuePair.Create(masker.Text(service.Key), service.Value))],
        }),
    ];

    /// <summary>Services.</summary>
    public static IReadOnlyList<string> Mask(Masker masker, IReadOnlyList<string> services) => MaskedAnswers.Mask(masker, services);

    /// <summary>Operations, each once, sorted by what is shown.</summary>
    public static IReadOnlyList<SpanOperation> Mask(Masker masker, IReadOnlyList<SpanOperation> operations) =>
        [.. operations.Select(operation => operation with { Name = masker.Text(operation.Name) }).Distinct().OrderBy(operation => operation.Name, StringComparer.Ordinal)];

    /// <summary>Who calls whom.</summary>
    public static IReadOnlyList<ServiceCall> Mask(Masker masker, IReadOnlyList<ServiceCall> calls) =>
        ServiceGraph.Ordered(calls.Select(call => call with { Caller = masker.Text(call.Caller), Callee = masker.Text(call.Callee) }));

    /// <summary>
    /// Why a person cannot look for this: by what a store finds, a guess at what is masked would be confirmed. Null where what is looked for is shown as it is wherever it is found.
    /// </summary>
    public static QueryError? Refusal(Masker masker, TraceSearch search)
    {
        var hidden = search.Tags.Where(tag => masker.Masks(tag.Key) || masker.Hides(tag.Key, tag.Value)).Select(tag => $"the tag '{tag.Key}'").FirstOrDefault()
            ?? (search.Operation is { } operation && masker.Text(operation) != operation ? "this operation" : masker.Text(search.Service) != search.Service ? "this service" : null);
        return hidden is null ? null : new QueryError(QueryErrorKind.BadData, $"Traces cannot be looked for by {hidden}: it is masked for your role.", "Leave it out, and look into the traces that are found.");
    }

    private static Span Mask(Masker masker, Span span) => span with
    {
        Service = masker.Text(span.Service),
        Operation = masker.Text(span.Operation),
        Attributes = Mask(masker, span.Attributes),
        Resource = Mask(masker, span.Resource),
        Events = [.. span.Events.Select(happened => happened with { Name = masker.Text(happened.Name), Attributes = Mask(masker, happened.Attributes) })],
        Links = [.. span.Links.Select(link => link with { Attributes = Mask(masker, link.Attributes) })],
        Warnings = MaskAll(masker, span.Warnings),
    };

    private static IReadOnlyList<SpanAttribute> Mask(Masker masker, IReadOnlyList<SpanAttribute> attributes) =>
        attributes.Count == 0 ? attributes : [.. attributes.Select(attribute => Mask(masker, attribute))];

    private static SpanAttribute Mask(Masker masker, SpanAttribute attribute) => masker.Value(attribute.Key, attribute.Text) is var shown && shown == attribute.Text
        // What is in base 64 says nothing to a rule.
        ? attribute.Type == AttributeType.Binary ? attribute with { Type = AttributeType.Text, Text = MaskText.Blank } : attribute
        : attribute with { Type = AttributeType.Text, Text = shown };

    private static IReadOnlyList<string> MaskAll(Masker masker, IReadOnlyList<string> texts) => texts.Count == 0 ? texts : [.. texts.Select(masker.Text)];
}
