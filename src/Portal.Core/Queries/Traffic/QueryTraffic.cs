using Portal.Core.Metrics;
using Portal.Core.Queries.Canaries;

namespace Portal.Core.Queries.Traffic;

/// <summary>An answer and how it came.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Shared">Whether it came from the cache or from another viewer's identical query.</param>
/// <param name="Duration">From sending to the last byte; zero from the cache.</param>
internal readonly record struct Delivery<T>(T Answer, bool Shared, TimeSpan Duration);

/// <summary>
/// The way of every question to a backend: admitted by the ledger of isolation first, then remembered answers, then one that is already under way, then a place in the queue. Who leaves ends only their own waiting;
/// when the last one leaves, the question to the backend ends too. Errors are not remembered.
/// </summary>
/// <param name="options">Bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="isolation">Which environments are closed; one of its own by default.</param>
public sealed class QueryTraffic(QueryOptions options, TimeProvider time, IsolationLedger? isolation = null)
{
    private readonly AnswerCache _cache = new(options, time);
    private readonly QueryGate _gate = new(options, time);
    private readonly Lock _lock = new();
    private readonly Dictionary<QueryKey, Flight> _flights = [];

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; } = time;

    /// <summary>Which environments are closed.</summary>
    internal IsolationLedger Isolation { get; } = isolation ?? new IsolationLedger();

    /// <summary>Answers a question.</summary>
    /// <param name="query">Whose it is and where it goes.</param>
    /// <param name="key">What makes it the same as another.</param>
    /// <param name="lifetime">How long the answer holds.</param>
    /// <param name="fresh">Whether a remembered answer will not do.</param>
    /// <param name="send">Asks the backend.</param>
    /// <param name="bytes">The answer's size in memory, about.</param>
    /// <param name="cancellation">Ends this caller's waiting.</param>
    internal async Task<Delivery<T>> AskAsync<T>(
        ScopedQuery query, QueryKey key, TimeSpan lifetime, bool fresh, Func<CancellationToken, Task<T>> send, Func<T, long> bytes, CancellationToken cancellation)
        where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        Isolation.Admit(query);
        if (!fresh && _cache.TryGet(key, out var remembered))
        {
            PortalMeter.Cached(query.Scope.Tenant, "hit");
            return new Delivery<T>((T)remembered, true, TimeSpan.Zero);
        }
        Flight? flight;
        bool joined;
        lock (_lock)
        {
            joined = _flights.TryGetValue(key, out flight);
            if (!joined)
            {
                _flights[key] = flight = new Flight();
            }
            flight!.Viewers++;
        }
        PortalMeter.Cached(query.Scope.Tenant, joined ? "shared" : "miss");
        if (!joined)
        {
            // Not of this caller's flow: others may wait for it when this one has left.
            using (ExecutionContext.SuppressFlow())
            {
                flight.Task = Task.Run(() => FlyAsync(flight, query, key, lifetime, send, bytes), CancellationToken.None);
            }
            flight.Started.SetResult();
        }
        try
        {
            await flight.Started.Task.WaitAsync(cancellation);
            var (answer, duration) = await flight.Task!.WaitAsync(cancellation);
            // It may have been closed while the backend was thinking.
            Isolation.Admit(query);
            return new Delivery<T>((T)answer, joined, duration);
        }
        finally
        {
            Leave(flight, key);
        }
    }

    /// <summary>
    /// Asks past what is closed and remembered, in the same queue as all others. For the canary, which has to find out whether a closed environment may be opened again;
    /// what it is answered is shown to nobody.
    /// </summary>
    internal async Task<T> ProbeAsync<T>(ScopedQuery query, Func<CancellationToken, Task<T>> send, CancellationToken cancellation)
    {
        using var place = await _gate.EnterAsync(query.Scope, query.Datasource.Name, cancellation);
        return await send(cancellation);
    }

    private async Task<(object, TimeSpan)> FlyAsync<T>(Flight flight, ScopedQuery query, QueryKey key, TimeSpan lifetime, Func<CancellationToken, Task<T>> send, Func<T, long> bytes)
        where T : class
    {
        try
        {
            using var place = await _gate.EnterAsync(query.Scope, query.Datasource.Name, flight.Cancellation.Token);
            var start = Time.GetTimestamp();
            var answer = await send(flight.Cancellation.Token);
            _cache.Set(key, answer, bytes(answer), lifetime);
            return (answer, Time.GetElapsedTime(start));
        }
        finally
        {
            lock (_lock)
            {
                Remove(flight, key);
            }
        }
    }

    private void Leave(Flight flight, QueryKey key)
    {
        lock (_lock)
        {
            if (--flight.Viewers > 0)
            {
                return;
            }
            // Nobody can join any more, so that nobody gets the end of it.
            Remove(flight, key);
        }
        if (flight.Task is { IsCompleted: false })
        {
            flight.Cancellation.Cancel();
        }
    }

    private void Remove(Flight flight, QueryKey key)
    {
        if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
        {
            _flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(object Answer, TimeSpan Duration)>? Task { get; set; }

        public int Viewers { get; set; }
    }
}
