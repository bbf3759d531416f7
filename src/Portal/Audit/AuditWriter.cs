using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Audit;

/// <summary>Writes the audit log in the background, and forgets what is older than it is kept.</summary>
/// <param name="log">What happened.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="options">How long.</param>
/// <param name="time">What now is.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed partial class AuditWriter(AuditLog log, AuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditWriter> logger) : BackgroundService
{
    private const int MaxBatch = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Forgets = TimeSpan.FromHours(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _end = new();
    private bool _disposed;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What happened before the end is written, if that can be done soon.
        if (_disposed)
        {
            return;
        }
        _end.CancelAfter(LastWords);
        await base.StopAsync(cancellationToken);
        try
        {
            while (Take() is { Count: > 0 } rest)
            {
                await WriteAsync(rest, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogLeft(log.Waiting.Count);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _disposed = true;
        _end.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var forgetting = ForgetOldAsync(stoppingToken);
        while (await log.Waiting.WaitToReadAsync(stoppingToken))
        {
            await WriteAsync(Take(), _end.Token);
        }
        await forgetting;
    }

    private List<AuditEvent> Take()
    {
        var batch = new List<AuditEvent>();
        while (batch.Count < MaxBatch && log.Waiting.TryRead(out var happened))
        {
            batch.Add(happened);
        }
        return batch;
    }

    // The queue fills up meanwhile, and is bounded.
    private async Task WriteAsync(List<AuditEvent> batch, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await store.AddAsync(batch, cancellation);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                LogUnwritten(batch.Count, e);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private async Task ForgetOldAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Forgets, time);
        do
        {
            try
            {
                await store.ForgetAsync(time.GetUtcNow() - options.Value.Retention, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogUnforgotten(e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log cannot be written; {Count} events wait and are tried again")]
    private partial void LogUnwritten(int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log could not be written before the end; {Count} events are lost")]
    private partial void LogLeft(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events of the audit log cannot be removed")]
    private partial void LogUnforgotten(Exception exception);
}
