using Portal.Core.Metrics;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Traffic;

/// <summary>
/// Lets so many queries through at once: of each tenant's datasource, of each tenant, and in all. The others wait in bounded queues, and free places go round the datasources in turn,
/// so that one slow tenant cannot starve another.
/// </summary>
/// <param name="options">The bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class QueryGate(QueryOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Scope, string), Lane> _lanes = [];
    private readonly Dictionary<TenantId, int> _running = [];
    // Lanes in which someone waits, each once.
    private readonly LinkedList<Lane> _waiting = new();
    private int _total;

    /// <summary>Waits for a place; disposing what is returned gives it back.</summary>
    /// <param name="scope">Whose query it is.</param>
    /// <param name="datasource">The datasource's name.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="QueryException">The queue is full, or the wait was too long: <see cref="QueryErrorKind.Unavailable"/>.</exception>
    public async Task<IDisposable> EnterAsync(Scope scope, string datasource, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        LinkedListNode<TaskCompletionSource> place;
        Lane lane;
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_lanes.TryGetValue((scope, datasource), out lane!))
            {
                _lanes[(scope, datasource)] = lane = new Lane(scope, datasource);
            }
            if (lane.Queue.Count == 0 && HasPlace(lane))
            {
                Take(lane);
                PortalMeter.Waited(scope.Tenant, "ok", TimeSpan.Zero);
                return new Place(this, lane);
            }
            if (lane.Queue.Count >= options.QueueLength)
            {
                PortalMeter.Waited(scope.Tenant, "refused", TimeSpan.Zero);
                throw Busy("Too many queries of this environment are waiting.");
            }
            place = lane.Queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (lane.Queue.Count == 1)
            {
                _waiting.AddLast(lane);
            }
        }
        PortalMeter.QueueChanged(scope.Tenant, 1);
        try
        {
            await place.Value.Task.WaitAsync(options.QueueWait, time, cancellation);
            PortalMeter.Waited(scope.Tenant, "ok", time.GetElapsedTime(start));
            return new Place(this, lane);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Leave(lane, place);
            PortalMeter.Waited(scope.Tenant, e is TimeoutException ? "refused" : "canceled", time.GetElapsedTime(start));
            if (e is TimeoutException)
            {
                throw Busy("The query waited too long for others of this environment.");
            }
            throw;
        }
        finally
        {
            PortalMeter.QueueChanged(scope.Tenant, -1);
        }
    }

    private static QueryException Busy(string message) =>
        new(new QueryError(QueryErrorKind.Unavailable, message, "Wait a moment, choose a shorter range, or refresh less often.") { Cause = QueryErrorCause.Queue });

    private bool HasPlace(Lane lane) =>
        _total < options.MaxRunning && lane.Running < options.MaxRunningPerDatasource && _running.GetValueOrDefault(lane.Scope.Tenant) < options.MaxRunningPerTenant;

    private void Take(Lane lane)
    {
        _total++;
        lane.Running++;
        _running[lane.Scope.Tenant] = _running.GetValueOrDefault(lane.Scope.Tenant) + 1;
    }

    private void Leave(Lane lane, LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                // The place was given in the same moment.
                Release(lane);
                return;
            }
            lane.Queue.Remove(place);
            if (lane.Queue.Count == 0)
            {
                _waiting.Remove(lane);
            }
            Forget(lane);
        }
    }

    private void Release(Lane lane)
    {
        lock (_lock)
        {
            _total--;
            lane.Running--;
            if (--_running[lane.Scope.Tenant] == 0)
            {
                _running.Remove(lane.Scope.Tenant);
            }
            Forget(lane);
            // Whoever gets a place goes to the end of the round.
            for (var left = _waiting.Count; left > 0 && _total < options.MaxRunning; left--)
            {
                var next = _waiting.First!.Value;
                _waiting.RemoveFirst();
                if (HasPlace(next))
                {
                    Take(next);
                    var place = next.Queue.First!;
                    next.Queue.RemoveFirst();
                    place.Value.SetResult();
                }
                if (next.Queue.Count > 0)
                {
                    _waiting.AddLast(next);
                }
            }
        }
    }

    private void Forget(Lane lane)
    {
        if (lane.Running == 0 && lane.Queue.Count == 0)
        {
            _lanes.Remove((lane.Scope, lane.Datasource));
        }
    }

    private sealed class Lane(Scope scope, string datasource)
    {
        public Scope Scope { get; } = scope;

        public string Datasource { get; } = datasource;

        public LinkedList<TaskCompletionSource> Queue { get; } = new();

        public int Running { get; set; }
    }

    private sealed class Place(QueryGate gate, Lane lane) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                gate.Release(lane);
            }
        }
    }
}
