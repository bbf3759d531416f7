using Portal.Core.Metrics;

namespace Portal.Core.Queries;

/// <summary>
/// Looks at every answer once more: what carries a label of the isolation with another value is not the tenant's, whatever made the backend send it. It is dropped, counted and told.
/// A label that the query has aggregated away proves nothing, and one that the query may write itself is not looked at.
/// </summary>
internal static class AnswerGuard
{
    /// <summary>The answer without others' series.</summary>
    public static BackendAnswer Check(ScopedQuery query, BackendAnswer answer)
    {
        var own = Own(query, answer.Frames, frame => frame.Labels);
        return ReferenceEquals(own, answer.Frames) ? answer : answer with { Frames = own, Foreign = answer.Frames.Count - own.Count };
    }

    /// <summary>The answer without others' streams.</summary>
    public static LogsAnswer Check(ScopedQuery query, LogsAnswer answer)
    {
        var own = Own(query, answer.Streams, stream => stream.Labels);
        return ReferenceEquals(own, answer.Streams) ? answer : answer with { Streams = own, Foreign = answer.Streams.Count - own.Count };
    }

    /// <summary>The tail without others' streams.</summary>
    /// <exception cref="QueryException">Nothing but others' streams came: the tail is ended.</exception>
    public static LogTail Check(ScopedQuery query, LogTail tail)
    {
        var own = Own(query, tail.Streams, stream => stream.Labels);
        return own.Count == tail.Streams.Count ? tail : throw new QueryException(Error(tail.Streams.Count - own.Count, "streams"));
    }

    /// <summary>The label sets, which must all be the tenant's.</summary>
    /// <exception cref="QueryException">Some are not.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Check(ScopedQuery query, IReadOnlyList<IReadOnlyDictionary<string, string>> series)
    {
        var own = Own(query, series, labels => labels);
        return ReferenceEquals(own, series) ? series : throw new QueryException(Error(series.Count - own.Count, "series"));
    }

    /// <summary>The values of a label, which must all be the tenant's where the label is one of the isolation.</summary>
    /// <exception cref="QueryException">Some are not.</exception>
    public static IReadOnlyList<string> Check(ScopedQuery query, string label, IReadOnlyList<string> values)
    {
        if (!query.Proven.TryGetValue(label, out var expected) || values.All(value => value == expected))
        {
            return values;
        }
        var foreign = values.Count(value => value != expected);
        PortalMeter.Dropped(query.Scope.Tenant, foreign);
        throw new QueryException(Error(foreign, "values"));
    }

    /// <summary>What is told of an answer that held others' data.</summary>
    public static QueryError Error(int foreign, string what) => new(
        QueryErrorKind.Internal, $"The backend has answered with {foreign} {what} that are not this tenant's. They were dropped.", "Let a platform engineer check that the backend keeps tenants apart.");

    private static IReadOnlyList<T> Own<T>(ScopedQuery query, IReadOnlyList<T> all, Func<T, IReadOnlyDictionary<string, string>> labels)
    {
        if (query.Proven.Count == 0 || all.All(item => IsOwn(query, labels(item))))
        {
            return all;
        }
        List<T> own = [.. all.Where(item => IsOwn(query, labels(item)))];
        PortalMeter.Dropped(query.Scope.Tenant, all.Count - own.Count);
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
