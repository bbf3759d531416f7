using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Logs;

/// <summary>How many may follow lines at a time: in all, and of one tenant.</summary>
internal sealed class TailPlaces(QueryOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _taken = [];
    private int _total;

    /// <summary>Takes a place; disposing what is returned gives it back.</summary>
    /// <exception cref="QueryException">There is none.</exception>
    public IDisposable Take(TenantId tenant)
    {
        lock (_lock)
        {
            if (_total >= options.MaxTails || _taken.GetValueOrDefault(tenant) >= options.MaxTailsPerTenant)
            {
                throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "Too many are following lines at the moment.", "Close other pages that do, or refresh now and then instead."));
            }
            _total++;
            _taken[tenant] = _taken.GetValueOrDefault(tenant) + 1;
        }
        return new Place(this, tenant);
    }

    private void Release(TenantId tenant)
    {
        lock (_lock)
        {
            _total--;
            if (--_taken[tenant] == 0)
            {
                _taken.Remove(tenant);
            }
        }
    }

    private sealed class Place(TailPlaces places, TenantId tenant) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Release(tenant);
            }
        }
    }
}
