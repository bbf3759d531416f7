using Portal.Core.Masking;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Masked;
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

    /// <summary>Masks one answer for whoever asks; null where nothing is masked.</summary>
    public Masker? Masker(QueryContext context) => context.Masker?.ForAnswer(traffic.Time);

    /// <summary>
    /// Asks one question; parameters as for <see cref="QueryTraffic"/>. What is remembered is what the backend has said; each asker is told what their role may see of it, and nobody can ask
    /// without saying how that is made.
    /// </summary>
    public async Task<Delivery<T>> AskAsync<T>(
        QueryContext context, ScopedQuery query, QueryKey key, TimeSpan lifetime, Func<CancellationToken, Task<T>> send, Func<T, long> bytes, Func<Masker, T, T> mask,
        CancellationToken cancellation)
        where T : class
    {
        try
        {
            var delivery = await traffic.AskAsync(query, key, lifetime < options.CacheLifetime ? lifetime : options.CacheLifetime, context.Fresh, send, bytes, cancellation);
            return Masker(context) is { } masker ? delivery with { Answer = mask(masker, delivery.Answer) } : delivery;
        }
        catch (QueryException e) when (context.Masker is not null && e is not ForeignAnswerException)
        {
            throw new QueryException(MaskedAnswers.Mask(context.Masker, e.Error), e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new QueryException(new QueryError(QueryErrorKind.Canceled, "The query was ended before it was answered.", "Try again."), e);
        }
    }
}
