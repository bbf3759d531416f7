using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Linting;

/// <summary>A query that can be tried.</summary>
/// <param name="Key">What makes two of them the same.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Datasource">Where it goes.</param>
/// <param name="Ask">Asks it once.</param>
/// <param name="Probe">Asks something that every backend of that kind answers: one that does not is broken, and what it says of queries is not to be believed.</param>
internal sealed record LintQuestion(QueryKey Key, Scope Scope, Datasource Datasource, Func<CancellationToken, Task<LintAnswer>> Ask, Func<CancellationToken, Task<LintAnswer>> Probe);

/// <summary>Makes questions of planned queries. They go the way of panels' queries, through <see cref="QueryTraffic"/> and <see cref="AnswerGuard"/>, but are never answered from memory and leave nothing there.</summary>
internal sealed class LintQuestions(IMetricsBackend metrics, ILogsBackend logs, TraceQueries traces, BackendQuestions questions)
{
    private const int MostLines = 100;

    /// <summary>The question of a query for metrics or logs.</summary>
    public LintQuestion Of(QueryContext context, PlannedQuery planned, ScopedQuery scoped)
    {
        var (query, plan) = (scoped.WithCost(), planned.Plan);
        if (planned.Lines is not null)
        {
            var window = LineWindow.Of(context.Range, MostLines, "newest");
            return Make(context, query, QueryKey.Of(query, "lint lines", window.StartNs, window.EndNs), async token =>
                questions.Guard.Check(query, await logs.LinesAsync(query, window.StartNs, window.EndNs, window.Limit, window.Direction, token)), answer => (answer.Streams.Count, answer.Cost));
        }
        var instant = planned.Query.Instant;
        var key = instant ? QueryKey.Of(query, "lint instant", planned.InstantMs, planned.InstantMs) : QueryKey.Of(query, "lint range", plan.StartMs, plan.EndMs, plan.StepMs);
        return Make(context, query, key, async token => questions.Guard.Check(query, await ((planned.IsLogQL, instant) switch
        {
            (true, true) => logs.QueryAsync(query, "", planned.InstantMs, token),
            (true, false) => logs.QueryRangeAsync(query, "", plan.StartMs, plan.EndMs, plan.StepMs, token),
            (false, true) => metrics.QueryAsync(query, "", planned.InstantMs, token),
            _ => metrics.QueryRangeAsync(query, "", plan.StartMs, plan.EndMs, plan.StepMs, token),
        })), answer => (answer.Frames.Count, answer.Cost));
    }

    /// <summary>The question of a search for traces.</summary>
    public LintQuestion Of(TraceSource source, ScopedQuery access, TraceSearch search) => Make(
        source, QueryKey.Of(access, "lint traces", search.StartNs, search.EndNs) with { Text = TraceKeys.Of(search) },
        new TimeRange(search.StartNs / LineWindow.NsPerMs, search.EndNs / LineWindow.NsPerMs), async (fresh, token) => Answered(await traces.SearchAsync(fresh, search, token)));

    /// <summary>The question of a map of services: who calls whom.</summary>
    public LintQuestion Of(TraceSource source, ScopedQuery access, TimeRange range) => Make(
        source, QueryKey.Of(access, "lint map", range.FromMs, range.ToMs), range, async (fresh, token) => Answered(await traces.DependenciesAsync(fresh, range, token)));

    /// <summary>The question of one trace.</summary>
    public LintQuestion Of(TraceSource source, ScopedQuery access, TimeRange range, TraceId id) => Make(
        source, QueryKey.Of(access, "lint trace", 0, 0, argument: id.Value), range, async (fresh, token) => new LintAnswer(LintState.Answered) { Results = await traces.TraceAsync(fresh, id, token) is null ? 0 : 1 });

    private LintQuestion Make(TraceSource source, QueryKey key, TimeRange range, Func<TraceSource, CancellationToken, Task<LintAnswer>> ask)
    {
        var fresh = source with { Fresh = true };
        return new LintQuestion(key, source.Scope, source.Datasource, token => ask(fresh, token), async token =>
        {
            await traces.ServicesAsync(fresh, range, token);
            return new LintAnswer(LintState.Answered);
        });
    }

    private static LintAnswer Answered<T>(TraceAnswer<IReadOnlyList<T>> found) => new(LintState.Answered) { Results = found.Value.Count, Duration = found.Duration };

    private LintQuestion Make<T>(QueryContext context, ScopedQuery query, QueryKey key, Func<CancellationToken, Task<T>> send, Func<T, (int Results, QueryCost? Cost)> read)
        where T : class =>
        new(key, query.Scope, query.Datasource, async token =>
        {
            // Of the answer nothing but its size is told.
            var delivery = await questions.AskAsync(context with { Fresh = true }, query, key, TimeSpan.Zero, send, _ => 0, static (_, answer) => answer, token);
            var (results, cost) = read(delivery.Answer);
            return new LintAnswer(LintState.Answered) { Results = results, Duration = delivery.Duration, Cost = cost };
        }, token => ProbeAsync(context, query.Datasource, token));

    private async Task<LintAnswer> ProbeAsync(QueryContext context, Datasource datasource, CancellationToken cancellation)
    {
        var fresh = context with { Fresh = true };
        if (datasource.Kind == DatasourceKind.Loki)
        {
            var streams = QueryScoper.Streams(context.Scope, context.Environment, datasource, null).OrThrow();
            await questions.AskAsync(fresh, streams, QueryKey.Of(streams, "lint probe", context.Range.FromMs, context.Range.ToMs), TimeSpan.Zero, token => logs.LabelNamesAsync(streams, context.Range.FromMs, context.Range.ToMs, token), _ => 0, static (_, answer) => answer, cancellation);
        }
        else
        {
            var one = QueryScoper.PromQL(context.Scope, context.Environment, datasource, "vector(1)").OrThrow();
            await questions.AskAsync(fresh, one, QueryKey.Of(one, "lint probe", context.Range.ToMs, context.Range.ToMs), TimeSpan.Zero, token => metrics.QueryAsync(one, "", context.Range.ToMs, token), _ => 0, static (_, answer) => answer, cancellation);
        }
        return new LintAnswer(LintState.Answered);
    }
}
