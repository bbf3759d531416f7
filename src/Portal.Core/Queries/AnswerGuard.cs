using Portal.Core.Frames;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Queries;

/// <summary>
/// Looks at every answer once more: what carries a label of the isolation with another value is not the tenant's, whatever made the backend send it. It is dropped, counted, logged and told.
/// A label that the query has aggregated away proves nothing, and one that the query may write itself is not looked at.
/// </summary>
/// <param name="ledger">Counts and logs.</param>
internal sealed class AnswerGuard(IsolationLedger ledger)
{
    /// <summary>The answer without others' series.</summary>
    public BackendAnswer Check(ScopedQuery query, BackendAnswer answer)
    {
        var own = Own(query, answer.Frames, frame => frame.Labels, "series");
        return ReferenceEquals(own, answer.Frames) ? answer : answer with { Frames = own, Foreign = answer.Frames.Count - own.Count };
    }

    /// <summary>The answer without others' streams.</summary>
    public LogsAnswer Check(ScopedQuery query, LogsAnswer answer)
    {
        var own = Own(query, answer.Streams, stream => stream.Labels, "streams");
        return ReferenceEquals(own, answer.Streams) ? answer : answer with { Streams = own, Foreign = answer.Streams.Count - own.Count };
    }

    /// <summary>The tail without others' streams.</summary>
    /// <exception cref="QueryException">Nothing but others' streams came: the tail is ended.</exception>
    public LogTail Check(ScopedQuery query, LogTail tail)
    {
        var own = Own(query, tail.Streams, stream => stream.Labels, "streams");
        return own.Count == tail.Streams.Count ? tail : throw new ForeignAnswerException(tail.Streams.Count - own.Count, "streams");
    }

    /// <summary>The label sets, which must all be the tenant's.</summary>
    /// <exception cref="QueryException">Some are not.</exception>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Check(ScopedQuery query, IReadOnlyList<IReadOnlyDictionary<string, string>> series)
    {
        var own = Own(query, series, labels => labels, "series");
        return ReferenceEquals(own, series) ? series : throw new ForeignAnswerException(series.Count - own.Count, "series");
    }

    /// <summary>The values of a label, which must all be the tenant's where the label is one of the isolation.</summary>
    /// <exception cref="QueryException">Some are not.</exception>
    public IReadOnlyList<string> Check(ScopedQuery query, string label, IReadOnlyList<string> values)
    {
        if (!query.Proven.TryGetValue(label, out var expected) || values.All(value => value == expected))
        {
            return values;
        }
        var foreign = values.Count(value => value != expected);
        ledger.Drop(query, foreign, "values");
        throw new ForeignAnswerException(foreign, "values");
    }

    /// <summary>The exemplars, which must all be of the tenant's series.</summary>
    /// <exception cref="QueryException">Some are not.</exception>
    public IReadOnlyList<Exemplar> Check(ScopedQuery query, IReadOnlyList<Exemplar> exemplars)
    {
        var own = Own(query, exemplars, exemplar => exemplar.SeriesLabels, "series");
        return ReferenceEquals(own, exemplars) ? exemplars : throw new ForeignAnswerException(exemplars.Count - own.Count, "series");
    }

    /// <summary>
    /// The environment's part of each trace of a search; a trace without one is left out. Where environments share a store by labels, traces that cross them are as they should be,
    /// and only one that is another's as a whole is counted: the store has not kept to the search. It is no error of the panel, for anybody who writes spans there could bring it about.
    /// </summary>
    /// <exception cref="QueryException">The store holds this environment's telemetry only, and a span says that it is another's.</exception>
    public IReadOnlyList<Trace> Check(ScopedQuery query, Isolation isolation, IReadOnlyList<Trace> traces)
    {
        IReadOnlyList<Trace> own = [.. traces.Select(trace => Check(query, isolation, trace)).OfType<Trace>()];
        if (own.Count < traces.Count)
        {
            ledger.Drop(query, traces.Count - own.Count, "traces");
        }
        return own;
    }

    /// <summary>The environment's part of a trace, see <see cref="SpanGuard"/>; null where it has none.</summary>
    /// <exception cref="QueryException">The store holds this environment's telemetry only, and a span says that it is another's.</exception>
    public Trace? Check(ScopedQuery query, Isolation isolation, Trace trace)
    {
        if (isolation.Dedicated && trace.Spans.Count(span => SpanGuard.IsAnothers(span, isolation)) is > 0 and var foreign)
        {
            ledger.Drop(query, foreign, "spans");
            throw new ForeignAnswerException(foreign, "spans");
        }
        return SpanGuard.Filter(trace, isolation);
    }

    /// <summary>What is told of an answer that held others' data.</summary>
    public static QueryError Error(int foreign, string what) => new(
        QueryErrorKind.Internal, $"The backend has answered with {foreign} {what} that are not this tenant's. They were dropped.", "Let a platform engineer check that the backend keeps tenants apart.");

    private IReadOnlyList<T> Own<T>(ScopedQuery query, IReadOnlyList<T> all, Func<T, IReadOnlyDictionary<string, string>> labels, string what)
    {
        if (query.Proven.Count == 0 || all.All(item => IsOwn(query, labels(item))))
        {
            return all;
        }
        List<T> own = [.. all.Where(item => IsOwn(query, labels(item)))];
        ledger.Drop(query, all.Count - own.Count, what);
        return own;
    }

    private static bool IsOwn(ScopedQuery query, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (name, value) in query.Proven)
        {
            if (labels.TryGetValue(name, out var found) && found != value)
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>Others' data were in an answer, which is not shown.</summary>
internal sealed class ForeignAnswerException(int foreign, string what) : QueryException(AnswerGuard.Error(foreign, what));
