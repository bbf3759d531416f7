using Portal.Data;
using Portal.Git;

namespace Portal.Previews;

/// <summary>Closes previews that nobody looks at, and lets go of what is in memory and of what was fetched for those that are closed, by whomever and wherever.</summary>
internal sealed partial class PreviewExpiry(PreviewStore store, LoadedPreviews loaded, ContentRepository repository, TimeProvider time, ILogger<PreviewExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private IReadOnlyCollection<string> _unused = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database is away; the next minute is as good.
                LogFailed(e);
            }
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        loaded.Forget();
        foreach (var id in await store.ExpireAsync(cancellation))
        {
            LogExpired(id);
        }
        var open = await store.PullsAsync(cancellation);
        var unused = repository.FetchedRefs(PreviewIds.PullRefs).Where(name => !open.Contains(name.Replace('/', '-'))).ToHashSet();
        // What was fetched a moment ago may not be in the database yet, so it has to be unused at two looks.
        foreach (var name in unused.Intersect(_unused))
        {
            repository.ForgetRef(name);
        }
        _unused = unused;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The preview {Id} is closed: nobody has looked at it for long")]
    private partial void LogExpired(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Previews that nobody looks at cannot be closed")]
    private partial void LogFailed(Exception exception);
}
