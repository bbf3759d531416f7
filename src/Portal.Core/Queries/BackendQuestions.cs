using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries;

/// <summary>Asks a backend through <see cref="QueryTraffic"/>, whatever the backend.</summary>
internal sealed class BackendQuestions(QueryTraffic traffic, QueryOptions options)
{
    /// <summary>What names and values there are changes slowly.</summary>
    public static readonly TimeSpan NamesLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Checks every answer.</summary>
    public AnswerGuard Guard { get; } = new(traffic.Isolation);

    /// <summary>Which environments are closed.</summary>
    public IsolationLedger Isolation => traffic.Isolation;

    /// <summary>Asks one question; parameters as for <see cref="QueryTraffic"/>.</summary>
    public async Task<Delivery<T>> AskAsync<T>(
        QueryContext context, ScopedQuery query, QueryKey key, TimeSpan lifetime, Func<CancellationToken, Task<T>> send, Func<T, long> bytes, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await traffic.AskAsync(query, key, lifetime < options.CacheLifetime ? lifetime : options.CacheLifetime, context.Fresh, send, bytes, cancellation);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Canceled, "The query was ended before it was answered.", "Try again."), e);
        }
    }
}
