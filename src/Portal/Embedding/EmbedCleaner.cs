using Portal.Data;

namespace Portal.Embedding;

/// <summary>Forgets ended embeds and snapshots, once an hour.</summary>
/// <param name="store">Embeds.</param>
/// <param name="snapshots">Snapshots.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed partial class EmbedCleaner(EmbedStore store, SnapshotStore snapshots, TimeProvider time, ILogger<EmbedCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.ForgetAsync(time.GetUtcNow(), stoppingToken);
                await snapshots.ForgetAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended embeds could not be removed; it is tried again in an hour")]
    private partial void LogFailure(Exception exception);
}
