using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Traffic;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>
/// The single caller of the trace store. Every answer is checked span by span before it is remembered or handed on, so that nothing of another tenant is ever held here.
/// All methods throw <see cref="QueryException"/> for expected failures.
/// </summary>
/// <param name="backend">The store.</param>
/// <param name="traffic">Queues and remembered answers; one for the whole process.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
public sealed class TraceQueries(ITracesBackend backend, QueryTraffic traffic, QueryOptions options, TimeProvider time)
{
    private const int MostNames = 10_000;

    // An unknown trace and another tenant's take a different time to find, but the same time to be told of, up to this much.
    private static readonly TimeSpan NotFoundPace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NamesLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SearchLifetime = TimeSpan.FromSeconds(15);
    private static readonly Notice OthersHidden = new(Severity.Info, "Some of these traces cross tenants: spans of others are hidden.");
    private static readonly Notice MayBeMore = new(Severity.Info, "This store is shared: it may hold more traces that fit.");

    private readonly AnswerGuard _guard = new(traffic.Isolation);
    private readonly TraceSampler _sampler = new(backend, new AnswerGuard(traffic.Isolation));

    /// <summary>Traces that fit, the newest first.</summary>
    public async Task<TraceAnswer<IReadOnlyList<TraceSummary>>> SearchAsync(TraceSource source, TraceSearch search, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(search);
        if (source.Masker is { } masker && !search.ByAuthor && MaskedTraces.Refusal(masker, search) is { } refusal)
        {
            throw new QueryException(refusal);
        }
        search = search with { Limit = Math.Clamp(search.Limit, 1, PanelSearch.MostTraces) };
        var scoped = Scope(source, source.IsSharedByLabels ? search with { Limit = Math.Min(search.Limit * 2, PanelSearch.MostTraces) } : search);
        return await AskAsync(source, scoped.Access, "trace-search", TraceKeys.Of(search), search.StartNs, search.EndNs, SearchLifetime, async token =>
        {
            var found = await backend.SearchAsync(scoped, token);
            var own = _guard.Check(scoped.Access, source.Environment.Isolation, found).Where(trace => TraceMatch.Fits(trace, search)).DistinctBy(trace => trace.Id);
            IReadOnlyList<TraceSummary> shown = [.. own.Select(TraceSummary.Of).OrderByDescending(trace => trace.StartNs).ThenBy(trace => trace.Id.Value, StringComparer.Ordinal).Take(search.Limit)];
            var notices = new List<Notice>();
            if (shown.Any(trace => trace.HidesOthers))
            {
                notices.Add(OthersHidden);
            }
            // Said by the kind of store alone: whether something was left out is nobody's to know.
            if (source.IsSharedByLabels && shown.Count < search.Limit)
            {
                notices.Add(MayBeMore);
            }
            return new TraceAnswer<IReadOnlyList<TraceSummary>>(shown, notices);
        }, answer => answer.Value.Sum(trace => 300L + (100 * trace.Services.Count)), MaskedTraces.Mask, cancellation);
    }

    /// <summary>One trace; null where there is none, or none with a span of this environment: the two cannot be told apart.</summary>
    public async Task<Trace?> TraceAsync(TraceSource source, TraceId id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var start = time.GetTimestamp();
        var access = Access(source);
        var answer = await AskAsync(source, access, "trace", id.Value, 0, 0, NamesLifetime, async token =>
        {
            var trace = await backend.TraceAsync(access, id, token);
            return new TraceAnswer<Trace?>(trace is { } found && found.Id == id ? _guard.Check(access, source.Environment.Isolation, found) : null, []);
        }, found => TraceKeys.SizeOf(found.Value), (masker, trace) => trace is null ? null : MaskedTraces.Mask(masker, trace), cancellation);
        if (answer.Value is null)
        {
            var spent = time.GetElapsedTime(start);
            await Task.Delay(NotFoundPace * Math.Ceiling((spent / NotFoundPace) + 0.001) - spent, time, cancellation);
        }
        return answer.Value;
    }

    /// <summary>The environment's services, sorted.</summary>
    public Task<TraceAnswer<IReadOnlyList<string>>> ServicesAsync(TraceSource source, TimeRange range, CancellationToken cancellation) =>
        NamesAsync(source, range, "trace-services", "", graph => graph.Services,
            async (access, token) => [.. (await backend.ServicesAsync(access, token)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostNames)], MaskedTraces.Mask, cancellation);

    /// <summary>The operations of a service, sorted.</summary>
    public Task<TraceAnswer<IReadOnlyList<SpanOperation>>> OperationsAsync(TraceSource source, string service, TimeRange range, CancellationToken cancellation) =>
        NamesAsync(source, range, "trace-operations", service, graph => graph.Operations(service),
            async (access, token) => [.. (await backend.OperationsAsync(access, service, token)).Distinct().OrderBy(operation => operation.Name, StringComparer.Ordinal).Take(MostNames)], MaskedTraces.Mask, cancellation);

    /// <summary>Who calls whom, by caller and callee.</summary>
    public Task<TraceAnswer<IReadOnlyList<ServiceCall>>> DependenciesAsync(TraceSource source, TimeRange range, CancellationToken cancellation) =>
        NamesAsync(source, range, "trace-dependencies", "", graph => graph.Calls,
            async (access, token) => ServiceGraph.Ordered((await backend.DependenciesAsync(access, range.FromMs, range.ToMs, token)).Take(MostNames)), MaskedTraces.Mask, cancellation);

    // What a store tells of all its tenants at once is asked for only where it has one; elsewhere, checked spans tell it.
    private async Task<TraceAnswer<IReadOnlyList<T>>> NamesAsync<T>(
        TraceSource source, TimeRange range, string kind, string argument, Func<ServiceGraph, IReadOnlyList<T>> derive,
        Func<ScopedQuery, CancellationToken, Task<IReadOnlyList<T>>> ask, Func<Masker, IReadOnlyList<T>, IReadOnlyList<T>> mask, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var access = Access(source);
        // Who looks a moment later sees the same.
        var (from, to) = (StepPlan.Floor(range.FromMs, 60_000), StepPlan.Floor(range.ToMs, 60_000) + 60_000);
        if (!source.IsSharedByLabels)
        {
            return await AskAsync(source, access, kind, argument, from, to, NamesLifetime,
                async token => new TraceAnswer<IReadOnlyList<T>>(await ask(access, token), []), answer => 150L * answer.Value.Count, mask, cancellation);
        }
        var sample = await AskAsync(source, access, "trace-sample", string.Join('\n', source.Services), from, to, NamesLifetime,
            token => _sampler.SampleAsync(source, access, from, to, token), answer => answer.Value.Size, (_, graph) => graph, cancellation);
        return Shown(source, new TraceAnswer<IReadOnlyList<T>>(derive(sample.Value), sample.Notices) { Shared = sample.Shared, Duration = sample.Duration }, mask);
    }

    private TraceAnswer<T> Shown<T>(TraceSource source, TraceAnswer<T> answer, Func<Masker, T, T> mask)
    {
        if (source.Masker?.ForAnswer(time) is not { } masker)
        {
            return answer;
        }
        var value = mask(masker, answer.Value);
        return answer with { Value = value, Notices = MaskedAnswers.Told(masker, answer.Notices) };
    }

    private static ScopedQuery Access(TraceSource source) => TraceScoper.Access(source.Scope, source.Environment, source.Datasource).OrThrow();

    private static ScopedTraceSearch Scope(TraceSource source, TraceSearch search)
    {
        var (scoped, error) = TraceScoper.Search(source.Scope, source.Environment, source.Datasource, search);
        return scoped ?? throw new QueryException(error!);
    }

    private async Task<TraceAnswer<T>> AskAsync<T>(
        TraceSource source, ScopedQuery access, string kind, string argument, long start, long end, TimeSpan lifetime, Func<CancellationToken, Task<TraceAnswer<T>>> send,
        Func<TraceAnswer<T>, long> size, Func<Masker, T, T> mask, CancellationToken cancellation)
    {
        try
        {
            // What was checked for one isolation is not an answer for another.
            var key = QueryKey.Of(access, kind, start, end, argument: argument) with { Text = TraceKeys.Of(source.Environment.Isolation) };
            var delivery = await traffic.AskAsync(access, key, lifetime < options.CacheLifetime ? lifetime : options.CacheLifetime, source.Fresh, send, size, cancellation);
            // What is remembered is what the store has said; each asker is told what their role may see of it.
            return Shown(source, delivery.Answer with { Shared = delivery.Shared, Duration = delivery.Duration }, mask);
        }
        catch (QueryException e) when (source.Masker is not null && e is not ForeignAnswerException)
        {
            throw new QueryException(MaskedAnswers.Mask(source.Masker, e.Error), e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Canceled, "The query was ended before it was answered.", "Try again."), e);
        }
    }
}
