using System.Threading.Channels;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Rounds;

/// <summary>An environment that is visited.</summary>
/// <param name="Scope">Which.</param>
/// <param name="Environment">As the live content tells.</param>
/// <param name="Setup">All that a visit depends on, in one text: where it changes, the environment is visited at once.</param>
internal sealed record Stop(Scope Scope, TenantEnvironment Environment, string Setup);

/// <summary>
/// Visits environments of the live content from time to time, each at its own: at once when it is new or was changed, then after the pause that its last visit has asked for.
/// Never more at once than is said, and never two visits of one environment.
/// </summary>
/// <param name="catalog">What is live.</param>
/// <param name="time">The clock.</param>
/// <param name="atOnce">How many are visited at once.</param>
internal sealed class EnvironmentRounds(ICatalog catalog, TimeProvider time, int atOnce) : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _places = new(atOnce);
    private readonly Dictionary<Scope, Turn> _turns = [];

    /// <summary>Goes round until it is stopped.</summary>
    /// <param name="choose">The environments that are visited, asked for each revision that goes live, and again while one that is gone is still being visited. Must not throw but when it is stopped.</param>
    /// <param name="visit">Visits one and gives the pause until the next time. Must not throw but when it is stopped.</param>
    /// <param name="forget">Told of environments that are visited no more.</param>
    /// <param name="stopping">Ends it, after the visits under way have ended.</param>
    public async Task RunAsync(
        Func<CatalogSnapshot, CancellationToken, Task<IReadOnlyList<Stop>>> choose, Func<Stop, CancellationToken, Task<TimeSpan>> visit, Action<Scope> forget, CancellationToken stopping)
    {
        catalog.Changed += Wake;
        var (chosen, stops) = ((CatalogSnapshot?)null, new Dictionary<Scope, Stop>());
        try
        {
            while (true)
            {
                if (catalog.Live is { } snapshot)
                {
                    // Visits that end wake it far more often than the content changes.
                    if (!ReferenceEquals(snapshot, chosen) || _turns.Keys.Any(scope => !stops.ContainsKey(scope)))
                    {
                        (chosen, stops) = (snapshot, (await choose(snapshot, stopping)).ToDictionary(stop => stop.Scope));
                    }
                    StartDue(stops, visit, forget, stopping);
                }
                await SleepAsync(stopping);
            }
        }
        finally
        {
            catalog.Changed -= Wake;
            await Task.WhenAll(_turns.Values.Select(turn => turn.Work));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private void Wake() => _wake.Writer.TryWrite(true);

    private void StartDue(Dictionary<Scope, Stop> stops, Func<Stop, CancellationToken, Task<TimeSpan>> visit, Action<Scope> forget, CancellationToken stopping)
    {
        foreach (var (gone, turn) in _turns.Where(turn => !stops.ContainsKey(turn.Key) && !turn.Value.IsBusy).ToList())
        {
            _turns.Remove(gone);
            forget(gone);
        }
        foreach (var (scope, stop) in stops)
        {
            if (!_turns.TryGetValue(scope, out var turn))
            {
                _turns[scope] = turn = new Turn();
            }
            if (!turn.IsBusy && (turn.Setup != stop.Setup || turn.Due <= time.GetUtcNow()))
            {
                turn.Setup = stop.Setup;
                turn.IsBusy = true;
                turn.Work = VisitAsync(stop, turn, visit, stopping);
            }
        }
    }

    private async Task VisitAsync(Stop stop, Turn turn, Func<Stop, CancellationToken, Task<TimeSpan>> visit, CancellationToken stopping)
    {
        try
        {
            await _places.WaitAsync(stopping);
            try
            {
                // The pause begins when the visit has ended, so the clock is not read before.
                var pause = await visit(stop, stopping);
                turn.Due = time.GetUtcNow() + pause;
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        turn.IsBusy = false;
        Wake();
    }

    /// <summary>Sleeps until the next environment is due, or the content has changed, or a visit has ended.</summary>
    private async Task SleepAsync(CancellationToken stopping)
    {
        var idle = _turns.Values.Where(turn => !turn.IsBusy).Select(turn => turn.Due - time.GetUtcNow()).DefaultIfEmpty(LongestSleep).Min();
        if (idle <= TimeSpan.Zero)
        {
            return;
        }
        using var due = new CancellationTokenSource(idle < LongestSleep ? idle : LongestSleep, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
        }
    }

    private sealed class Turn
    {
        private volatile bool _isBusy;

        public bool IsBusy
        {
            get => _isBusy;
            set => _isBusy = value;
        }

        public string? Setup { get; set; }

        public DateTimeOffset Due { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
