using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Metrics;
using Portal.Data;
using Portal.Rounds;

namespace Portal.Webhooks;

/// <summary>Works off deliveries, one after the other. What a process leaves undone, the next one takes up.</summary>
internal sealed partial class DeliveryWorker(
    DeliveryStore store, DeliveryWork work, Deliveries deliveries, IOptions<DatabaseOptions> database, TimeProvider time, ILogger<DeliveryWorker> logger) : BackgroundService
{
    /// <summary>How often a delivery is tried before it is given up.</summary>
    public const int MaxAttempts = 6;

    // Those that another replica has stored, or left, are found by looking.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly string _name = $"{Environment.MachineName[..Math.Min(60, Environment.MachineName.Length)]}-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}";
    private readonly WakeUp _wakeUp = new(Look, time);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        deliveries.Changed += _wakeUp.Wake;
        try
        {
            await _wakeUp.RunAsync(database.Value.Replicas > 1 ? null : store.ReleaseAllAsync, WorkOffAsync, LogFailed, stoppingToken);
        }
        finally
        {
            deliveries.Changed -= _wakeUp.Wake;
        }
    }

    private async Task WorkOffAsync(CancellationToken cancellation)
    {
        while (await store.TakeAsync(_name, cancellation) is { } delivery)
        {
            await WorkAsync(delivery, cancellation);
        }
    }

    /// <summary>How long to wait before the next try: 2, 8, 32 s and so on.</summary>
    internal static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(2 * Math.Pow(4, attempts - 1), 600));

    private async Task WorkAsync(Delivery delivery, CancellationToken stopping)
    {
        deliveries.Tell();
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var keeping = KeepAsync(delivery, either);
        DeliveryOutcome outcome;
        try
        {
            // One that takes the process down with it is not tried for ever either.
            outcome = delivery.Attempts > MaxAttempts ? new DeliveryOutcome(false, "The portal ended at each try.") : await work.RunAsync(delivery, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            outcome = new DeliveryOutcome(false, $"It was not done within {Longest.TotalMinutes} minutes.") { MayRetry = true };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBroken(e, delivery.Id);
            outcome = new DeliveryOutcome(false, $"It failed for a reason that is a mistake of the portal ({e.GetType().Name}); the log tells more.") { MayRetry = true };
        }
        finally
        {
            await either.CancelAsync();
            await keeping;
        }
        await EndAsync(delivery, outcome, stopping);
    }

    private async Task EndAsync(Delivery delivery, DeliveryOutcome outcome, CancellationToken stopping)
    {
        if (outcome is { Done: false, MayRetry: true } && delivery.Attempts < MaxAttempts)
        {
            var at = time.GetUtcNow() + Pause(delivery.Attempts);
            await store.RetryAsync(_name, delivery.Id, outcome.Outcome, at, stopping);
            PortalMeter.WorkedOff("retry", time.GetUtcNow() - delivery.ReceivedAt);
            LogRetry(delivery.Id, delivery.Attempts, outcome.Outcome);
        }
        else
        {
            await store.FinishAsync(_name, delivery.Id, outcome.Done, outcome.Outcome, stopping);
            PortalMeter.WorkedOff(outcome.Done ? "done" : "failed", time.GetUtcNow() - delivery.ReceivedAt);
            LogEnded(delivery.Id, outcome.Done ? "done" : "given up", outcome.Outcome);
        }
        deliveries.Tell();
    }

    /// <summary>Keeps other replicas from taking the delivery while it is worked off.</summary>
    private async Task KeepAsync(Delivery delivery, CancellationTokenSource working)
    {
        try
        {
            while (true)
            {
                await Task.Delay(DeliveryStore.Lease / 3, time, working.Token);
                if (!await RenewAsync(delivery, working.Token))
                {
                    await working.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is done.
        }
    }

    // A lease lasts for three tries, so one that fails says nothing yet.
    private async Task<bool> RenewAsync(Delivery delivery, CancellationToken cancellation)
    {
        try
        {
            return await store.RenewAsync(_name, delivery.Id, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivery {Id} is {State}: {Outcome}")]
    private partial void LogEnded(long id, string state, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Id} is tried again after try {Attempt}: {Outcome}")]
    private partial void LogRetry(long id, int attempt, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {Id} broke")]
    private partial void LogBroken(Exception exception, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The deliveries cannot be read or written")]
    private partial void LogFailed(Exception exception);
}
