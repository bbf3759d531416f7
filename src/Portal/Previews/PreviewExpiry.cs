using Portal.Data;

namespace Portal.Previews;

/// <summary>Closes previews that nobody looks at, and lets go of what is in memory.</summary>
internal sealed partial class PreviewExpiry(PreviewStore store, LoadedPreviews loaded, TimeProvider time, ILogger<PreviewExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            loaded.Forget();
            try
            {
                foreach (var id in await store.ExpireAsync(stoppingToken))
                {
                    LogExpired(id);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database is away; the next minute is as good.
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The preview {Id} is closed: nobody has looked at it for long")]
    private partial void LogExpired(string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Previews that nobody looks at cannot be closed")]
    private partial void LogFailed(Exception exception);
}
