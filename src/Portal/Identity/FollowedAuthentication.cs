using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using Portal.Identity.Rights;

namespace Portal.Identity;

/// <summary>
/// Who sits before an open page: looked at anew every <see cref="AccessOptions.CheckInterval"/>, for a circuit outlives the request that opened it. Pages are told when that is someone
/// else, nobody any more, or someone with other rights, and look anew at what they may show.
/// </summary>
internal sealed partial class FollowedAuthentication : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());
    private readonly Presence _presence;
    private readonly StoredGrants _grants;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _gone = new();
    private int _follows;

    /// <summary>Begins to follow once it is known who it is.</summary>
    public FollowedAuthentication(Presence presence, StoredGrants grants, IOptions<AccessOptions> options, TimeProvider time, ILogger<FollowedAuthentication> logger)
    {
        (_presence, _grants, _time, _interval, _logger) = (presence, grants, time, options.Value.CheckInterval, logger);
        AuthenticationStateChanged += Begin;
        _grants.Changed += LookAgain;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AuthenticationStateChanged -= Begin;
        _grants.Changed -= LookAgain;
        if (!_gone.IsCancellationRequested)
        {
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    private void Begin(Task<AuthenticationState> state)
    {
        if (Interlocked.Exchange(ref _follows, 1) == 0)
        {
            _ = FollowAsync(_gone.Token);
        }
    }

    private void LookAgain()
    {
        if (Volatile.Read(ref _follows) == 1 && !_gone.IsCancellationRequested)
        {
            NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(cancellation).AsTask().ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default))
        {
            var before = (await GetAuthenticationStateAsync()).User;
            var now = await NowAsync(before, cancellation);
            if (now.Identity?.IsAuthenticated != before.Identity?.IsAuthenticated || !now.Claims.Select(c => (c.Type, c.Value)).SequenceEqual(before.Claims.Select(c => (c.Type, c.Value))))
            {
                SetAuthenticationState(Task.FromResult(new AuthenticationState(now)));
            }
        }
    }

    private async Task<ClaimsPrincipal> NowAsync(ClaimsPrincipal before, CancellationToken cancellation)
    {
        try
        {
            return await _presence.NowAsync(before, cancellation) ?? Nobody;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Whoever cannot be vouched for is let in no longer.
            LogUnknown(e);
            return Nobody;
        }
        catch (OperationCanceledException)
        {
            return before;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "It cannot be told whether someone is still signed in; the page is closed to them")]
    private partial void LogUnknown(Exception exception);
}
