using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Metrics;
using Portal.Data;
using Portal.Rounds;

namespace Portal.Forges;

/// <summary>Tells what is to be told, until it is told or was tried too often. A forge that is slow or away holds up nothing but its own reports.</summary>
internal sealed partial class ReportWorker(
    ReportStore store, Reports reports, IServiceProvider services, NotificationSender notifications, IOptions<DatabaseOptions> database, TimeProvider time, ILogger<ReportWorker> logger) : BackgroundService
{
    /// <summary>How often a state is tried before it is given up: for about a day and a half.</summary>
    public const int MaxAttempts = 40;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly WakeUp _wakeUp = new(Look, time);
    private DateTimeOffset _forgeRests;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        reports.Changed += _wakeUp.Wake;
        try
        {
            await _wakeUp.RunAsync(database.Value.Replicas > 1 ? null : store.ReleaseAllAsync, WorkOffAsync, LogFailed, stoppingToken);
        }
        finally
        {
            reports.Changed -= _wakeUp.Wake;
        }
    }

    private async Task WorkOffAsync(CancellationToken cancellation)
    {
        while (await store.TakeAsync(cancellation) is { } taken)
        {
            await TellAsync(taken, cancellation);
            reports.Tell();
        }
    }

    /// <summary>How long to wait before the next try: 2, 4, 8 s and so on up to an hour, or what the forge asks for.</summary>
    internal static TimeSpan Pause(int attempts, TimeSpan? asked)
    {
        var own = First * Math.Pow(2, Math.Min(attempts - 1, 12));
        var pause = own < LongestPause ? own : LongestPause;
        return asked > pause ? asked.Value : pause;
    }

    private async Task TellAsync(ReportRow taken, CancellationToken cancellation)
    {
        var kind = taken.Kind.ToString().ToLowerInvariant();
        string error;
        TimeSpan? asked = null;
        var now = time.GetUtcNow();
        if (taken.Kind != ReportKind.Notification && _forgeRests > now)
        {
            await store.FailedAsync(taken, "The forge has asked to be left alone for a while.", _forgeRests, cancellation);
            return;
        }
        try
        {
            await store.ToldAsync(taken, await TellAsync(taken, taken.Attempts > 1, cancellation), cancellation);
            PortalMeter.Reported(kind, "told");
            LogTold(taken.Subject);
            return;
        }
        catch (ForgeException e)
        {
            (error, asked) = (e.Message, e.RetryAfter);
            _forgeRests = taken.Kind != ReportKind.Notification && asked is { } rest ? time.GetUtcNow() + rest : _forgeRests;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBroken(e, taken.Subject);
            error = $"It failed for a reason that nobody has thought of ({e.GetType().Name}); the log tells more.";
        }
        DateTimeOffset? again = taken.Attempts < MaxAttempts ? time.GetUtcNow() + Pause(taken.Attempts, asked) : null;
        PortalMeter.Reported(kind, again is null ? "failed" : "retry");
        LogNotTold(taken.Subject, taken.Attempts, error);
        await store.FailedAsync(taken, error, again, cancellation);
    }

    private async Task<string?> TellAsync(ReportRow taken, bool again, CancellationToken cancellation)
    {
        switch (taken.Kind)
        {
            case ReportKind.Status:
                await services.GetRequiredService<IForge>().TellAsync(JsonSerializer.Deserialize<StatusReport>(taken.Body)!, again, cancellation);
                return null;
            case ReportKind.Comment:
                return await services.GetRequiredService<IForge>().TellAsync(JsonSerializer.Deserialize<CommentReport>(taken.Body)!, taken.RemoteId, cancellation);
            default:
                var notification = JsonSerializer.Deserialize<NotificationReport>(taken.Body)!;
                // Who was never told that something fires is not told that it no longer does.
                if (notification.Firing || taken.ToldHash is not null)
                {
                    await notifications.SendAsync(notification, cancellation);
                }
                return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Told {Subject}")]
    private partial void LogTold(string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} was not told at try {Attempt}: {Reason}")]
    private partial void LogNotTold(string subject, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling {Subject} broke")]
    private partial void LogBroken(Exception exception, string subject);

    [LoggerMessage(Level = LogLevel.Error, Message = "The reports cannot be read or written")]
    private partial void LogFailed(Exception exception);
}
