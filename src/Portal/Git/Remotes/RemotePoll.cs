using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Metrics;

namespace Portal.Git.Remotes;

/// <summary>Asks the remote from time to time, as a net under what webhooks tell; less often while it fails.</summary>
internal sealed partial class RemotePoll(ContentRepository repository, IOptions<RemoteOptions> remote, IOptions<ContentOptions> content, TimeProvider time, ILogger<RemotePoll> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private FetchFailure _told;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!repository.IsRemote)
        {
            return;
        }
        repository.Fetched += Tell;
        var failures = 0;
        do
        {
            var outcome = await repository.FetchAsync(stoppingToken);
            failures = outcome.Succeeded ? 0 : failures + 1;
            if (outcome.Succeeded && !content.Value.Follow)
            {
                return;
            }
            await Task.Delay(Pause(failures), time, stoppingToken);
        }
        while (!stoppingToken.IsCancellationRequested);
    }

    /// <summary>A fifth more or less, so that replicas do not all ask at once; doubled with each failure.</summary>
    private TimeSpan Pause(int failures)
    {
        var longest = remote.Value.FetchInterval > LongestPause ? remote.Value.FetchInterval : LongestPause;
        var pause = remote.Value.FetchInterval * Math.Pow(2, Math.Min(failures, 10));
        return (pause < longest ? pause : longest) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private void Tell(FetchOutcome outcome)
    {
        PortalMeter.Fetched(outcome.Succeeded ? "ok" : outcome.Failure.ToString().ToLowerInvariant(), outcome.At - outcome.Started);
        if (outcome.Failure == _told)
        {
            return;
        }
        _told = outcome.Failure;
        if (outcome.Succeeded)
        {
            LogFetched();
        }
        else
        {
            LogFailed(outcome.Failure, outcome.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The content is fetched again")]
    private partial void LogFetched();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content could not be fetched ({Failure}), what is live stays: {Message}")]
    private partial void LogFailed(FetchFailure failure, string message);
}
