using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries;

/// <summary>Asks the metrics backend: every question goes through <see cref="QueryTraffic"/>, every answer through <see cref="AnswerGuard"/>.</summary>
internal sealed class MetricsQueries(IMetricsBackend backend, BackendQuestions questions)
{
    /// <inheritdoc cref="BackendQuestions.Masker"/>
    public Masker? Masker(QueryContext context) => questions.Masker(context);

    /// <summary>A query over a range. Its frames may bear another query's id, where that one asked the same.</summary>
    public Task<Delivery<BackendAnswer>> RangeAsync(QueryContext context, ScopedQuery query, string refId, StepPlan plan, TimeSpan lifetime, CancellationToken cancellation) =>
        questions.AskAsync(context, query, QueryKey.Of(query, "range", plan.StartMs, plan.EndMs, plan.StepMs), lifetime,
            async token => questions.Guard.Check(query, await backend.QueryRangeAsync(query, refId, plan.StartMs, plan.EndMs, plan.StepMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation);

    /// <summary>A query at one instant; ids as for a range.</summary>
    public Task<Delivery<BackendAnswer>> InstantAsync(QueryContext context, ScopedQuery query, string refId, long timeMs, TimeSpan lifetime, CancellationToken cancellation) =>
        questions.AskAsync(context, query, QueryKey.Of(query, "instant", timeMs, timeMs), lifetime,
            async token => questions.Guard.Check(query, await backend.QueryAsync(query, refId, timeMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation);

    /// <summary>Exemplars of a query's series.</summary>
    public async Task<IReadOnlyList<Exemplar>> ExemplarsAsync(QueryContext context, ScopedQuery query, StepPlan plan, TimeSpan lifetime, CancellationToken cancellation) =>
        (await questions.AskAsync(context, query, QueryKey.Of(query, "exemplars", plan.StartMs, plan.EndMs), lifetime,
            async token => questions.Guard.Check(query, await backend.ExemplarsAsync(query, plan.StartMs, plan.EndMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>The values of a label.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(QueryContext context, ScopedQuery selector, string label, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "values", range.FromMs, range.ToMs, argument: label), BackendQuestions.NamesLifetime,
            async token => questions.Guard.Check(selector, label, await backend.LabelValuesAsync(selector, label, range.FromMs, range.ToMs, token)), AnswerSize.Of, (masker, values) => MaskedAnswers.Mask(masker, label, values), cancellation)).Answer;

    /// <summary>The names of labels.</summary>
    public async Task<IReadOnlyList<string>> LabelNamesAsync(QueryContext context, ScopedQuery selector, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "names", range.FromMs, range.ToMs), BackendQuestions.NamesLifetime,
            token => backend.LabelNamesAsync(selector, range.FromMs, range.ToMs, token), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>What the metrics of a selector's series are, by name. No answer tells whose words these are, so there is nothing to check.</summary>
    public async Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(QueryContext context, ScopedQuery selector, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "metadata", 0, 0), BackendQuestions.NamesLifetime,
            token => backend.MetadataAsync(selector, token), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;
}
