namespace Portal.Git.Remotes;

/// <summary>Fetches one at a time. Whoever asks while a fetch runs shares the next one: the one that runs may have begun before what they wait for was pushed.</summary>
/// <param name="mirror">The copy.</param>
/// <param name="withHead">Whether the remote's own choice of a branch is asked for too.</param>
/// <param name="time">Tells when.</param>
internal sealed class Fetcher(Mirror mirror, bool withHead, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task<FetchOutcome>? _running;
    private Task<FetchOutcome>? _next;

    /// <summary>What came of the last fetch of everything; null before.</summary>
    public FetchOutcome? Last { get; private set; }

    /// <summary>When one last went well; null for never.</summary>
    public DateTimeOffset? SucceededAt { get; private set; }

    /// <summary>Raised after each fetch of everything.</summary>
    public event Action<FetchOutcome>? Fetched;

    private string[] Everything => ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", .. withHead ? [$"+HEAD:{RefNames.RemoteHead}"] : Array.Empty<string>()];

    /// <summary>Fetches everything.</summary>
    public Task<FetchOutcome> FetchAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false } running)
            {
                return (_next ??= Task.Run(() => AfterAsync(running), CancellationToken.None)).WaitAsync(cancellation);
            }
            _running = _next ?? Task.Run(FetchAllAsync, CancellationToken.None);
            _next = null;
            return _running.WaitAsync(cancellation);
        }
    }

    /// <summary>Fetches one reference.</summary>
    public async Task<FetchOutcome> FetchOneAsync(string refspec, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        await _one.WaitAsync(ended.Token);
        try
        {
            return await mirror.FetchAsync([refspec], [.. Everything, refspec], ended.Token);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A git that runs is killed before the process ends, and not left behind.
        _stopping.Cancel();
        lock (_lock)
        {
            _next ??= _running;
        }
        try
        {
            _next?.Wait(TimeToEnd);
        }
        catch (AggregateException)
        {
            // It was cancelled, as it was meant to be.
        }
    }

    private async Task<FetchOutcome> AfterAsync(Task<FetchOutcome> before)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            (_running, _next) = (_next ?? _running, null);
        }
        return await FetchAllAsync();
    }

    private async Task<FetchOutcome> FetchAllAsync()
    {
        FetchOutcome outcome;
        try
        {
            await _one.WaitAsync(_stopping.Token);
            try
            {
                outcome = await mirror.FetchAsync(Everything, Everything, _stopping.Token);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            outcome = new FetchOutcome(FetchFailure.Broken, GitMessages.Explain(FetchFailure.Broken, e.GetType().Name), time.GetUtcNow());
        }
        Last = outcome;
        SucceededAt = outcome.Succeeded ? outcome.At : SucceededAt;
        Fetched?.Invoke(outcome);
        return outcome;
    }
}
