using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Identity.Rights;

/// <summary>The grants that administrators have given in the portal, in memory: a change made here counts at once, one made by another replica within half a check.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="options">How often to look.</param>
/// <param name="time">What now is.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed partial class StoredGrants(GrantStore store, IOptions<AccessOptions> options, TimeProvider time, ILogger<StoredGrants> logger) : BackgroundService
{
    private readonly SemaphoreSlim _looking = new(1, 1);
    private volatile Read? _read;

    /// <summary>Raised, on any thread, after grants have changed, or can no longer or again be known.</summary>
    public event Action? Changed;

    /// <summary>The grants; null where they were never read, or not for longer than a check takes.</summary>
    public IReadOnlyList<StoredGrant>? Current => _read is { } read && time.GetElapsedTime(read.At) <= options.Value.CheckInterval + Slack ? read.Grants : null;

    // A look may take a moment on a busy machine.
    private static TimeSpan Slack => TimeSpan.FromSeconds(10);

    /// <summary>Gives a role; false where the same was given before.</summary>
    public async Task<bool> GiveAsync(Grant grant, string givenBy, CancellationToken cancellation)
    {
        var given = await store.AddAsync(grant, givenBy, cancellation);
        await LookAsync(cancellation);
        return given;
    }

    /// <summary>Takes a given role away; null where there is none of that number.</summary>
    public async Task<StoredGrant?> TakeAsync(long id, CancellationToken cancellation)
    {
        var taken = await store.RemoveAsync(id, cancellation);
        await LookAsync(cancellation);
        return taken;
    }

    /// <summary>Reads them anew.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        bool same;
        // One after the other: what was read earlier must not take the place of what was read later.
        await _looking.WaitAsync(cancellation);
        try
        {
            var before = Current;
            var at = time.GetTimestamp();
            var found = await store.AllAsync(cancellation);
            // The same list stays the same object, so that nothing is worked out anew.
            same = before is not null && before.Select(g => g.Id).SequenceEqual(found.Select(g => g.Id));
            _read = new Read(same ? before! : found, at);
        }
        finally
        {
            _looking.Release();
        }
        if (!same)
        {
            Changed?.Invoke();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckInterval / 2, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryLookAsync(stoppingToken);
        }
    }

    private async Task TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnread(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rights cannot be read from the database; soon nobody has any")]
    private partial void LogUnread(Exception exception);

    private sealed record Read(IReadOnlyList<StoredGrant> Grants, long At);
}
