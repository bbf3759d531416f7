using System.Runtime.CompilerServices;
using Portal.Core.Masking;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries.Logs;

/// <summary>Asks the log store: every question goes through <see cref="QueryTraffic"/>, every answer through <see cref="AnswerGuard"/>.</summary>
internal sealed class LogsQueries(ILogsBackend backend, BackendQuestions questions)
{
    /// <inheritdoc cref="BackendQuestions.Masker"/>
    public Masker? Masker(QueryContext context) => questions.Masker(context);

    /// <summary>Lines.</summary>
    public Task<Delivery<LogsAnswer>> LinesAsync(QueryContext context, ScopedQuery query, LineWindow window, TimeSpan lifetime, CancellationToken cancellation) =>
        questions.AskAsync(context, query, QueryKey.Of(query, "lines", window.StartNs, window.EndNs, window.Limit, window.Direction.ToString()), lifetime,
            async token => questions.Guard.Check(query, await backend.LinesAsync(query, window.StartNs, window.EndNs, window.Limit, window.Direction, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation);

    /// <summary>A metric query over a range.</summary>
    public Task<Delivery<BackendAnswer>> RangeAsync(QueryContext context, ScopedQuery query, string refId, StepPlan plan, TimeSpan lifetime, CancellationToken cancellation) =>
        questions.AskAsync(context, query, QueryKey.Of(query, "log range", plan.StartMs, plan.EndMs, plan.StepMs), lifetime,
            async token => questions.Guard.Check(query, await backend.QueryRangeAsync(query, refId, plan.StartMs, plan.EndMs, plan.StepMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation);

    /// <summary>A metric query at one instant.</summary>
    public Task<Delivery<BackendAnswer>> InstantAsync(QueryContext context, ScopedQuery query, string refId, long timeMs, TimeSpan lifetime, CancellationToken cancellation) =>
        questions.AskAsync(context, query, QueryKey.Of(query, "log instant", timeMs, timeMs), lifetime,
            async token => questions.Guard.Check(query, await backend.QueryAsync(query, refId, timeMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation);

    /// <summary>The values of a label.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(QueryContext context, ScopedQuery selector, string label, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "log values", range.FromMs, range.ToMs, argument: label), BackendQuestions.NamesLifetime,
            async token => questions.Guard.Check(selector, label, await backend.LabelValuesAsync(selector, label, range.FromMs, range.ToMs, token)), AnswerSize.Of, (masker, values) => MaskedAnswers.Mask(masker, label, values), cancellation)).Answer;

    /// <summary>The names of labels.</summary>
    public async Task<IReadOnlyList<string>> LabelNamesAsync(QueryContext context, ScopedQuery selector, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "log names", range.FromMs, range.ToMs), BackendQuestions.NamesLifetime,
            token => backend.LabelNamesAsync(selector, range.FromMs, range.ToMs, token), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>The label sets of streams.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(QueryContext context, ScopedQuery selector, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "log series", range.FromMs, range.ToMs), BackendQuestions.NamesLifetime,
            async token => questions.Guard.Check(selector, await backend.SeriesAsync(selector, range.FromMs, range.ToMs, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>What the selector's streams hold.</summary>
    public async Task<LogStats> StatsAsync(QueryContext context, ScopedQuery selector, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "log stats", range.FromMs, range.ToMs), BackendQuestions.NamesLifetime,
            token => backend.StatsAsync(selector, range.FromMs, range.ToMs, token), _ => 64, (_, stats) => stats, cancellation)).Answer;

    /// <summary>Bytes of the selector's streams by a label.</summary>
    public async Task<BackendAnswer> VolumeAsync(QueryContext context, ScopedQuery selector, string label, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, selector, QueryKey.Of(selector, "log volume", range.FromMs, range.ToMs, argument: label), BackendQuestions.NamesLifetime,
            async token => questions.Guard.Check(selector, await backend.VolumeAsync(selector, "", [label], range.FromMs, range.ToMs, 0, token)), AnswerSize.Of, MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>The fields in a sample of the query's lines.</summary>
    public async Task<IReadOnlyList<DetectedField>> FieldsAsync(QueryContext context, ScopedQuery query, TimeRange range, CancellationToken cancellation) =>
        (await questions.AskAsync(context, query, QueryKey.Of(query, "log fields", range.FromMs, range.ToMs), BackendQuestions.NamesLifetime,
            token => backend.DetectedFieldsAsync(query, range.FromMs, range.ToMs, token), fields => fields.Sum(field => 100L + field.Label.Length), MaskedAnswers.Mask, cancellation)).Answer;

    /// <summary>Lines as they arrive, until cancelled or until the environment is closed.</summary>
    public async IAsyncEnumerable<LogTail> TailAsync(QueryContext context, ScopedQuery query, long startNs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        questions.Isolation.Admit(query);
        await foreach (var tail in backend.TailAsync(query, startNs, cancellation))
        {
            questions.Isolation.Admit(query);
            var own = questions.Guard.Check(query, tail);
            yield return Masker(context) is { } masker ? MaskedAnswers.Mask(masker, own) : own;
        }
    }
}
