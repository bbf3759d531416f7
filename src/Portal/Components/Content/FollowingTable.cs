using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Core.Tenancy;

namespace Portal.Components.Content;

/// <summary>A table of the portal's state that follows it: at once where this process changes it, within seconds where another one does.</summary>
public abstract partial class FollowingTable : ComponentBase, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _gone = new();
    private ITimer? _timer;
    private int _pending;

    /// <summary>Where the table's state is found.</summary>
    [Inject]
    protected IServiceProvider Services { get; set; } = null!;

    [Inject]
    private IAccess Access { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Whether the person runs the portal.</summary>
    protected bool MayAdminister { get; private set; }

    /// <summary>Whether the state could not be read.</summary>
    protected bool Unread { get; private set; }

    private protected abstract void Follow(Action changed);

    private protected abstract void Leave(Action changed);

    private protected abstract Task ReadAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Follow(Changed);
        _timer = Time.CreateTimer(_ => Changed(), null, Look, Look);
        await LookAsync();
    }

    /// <summary>Does what only those may who run the portal, and looks again.</summary>
    private protected async Task DoAsync(Func<CancellationToken, Task> work)
    {
        if (await MayAsync())
        {
            await work(_gone.Token);
        }
        await LookAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops following.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_gone.IsCancellationRequested)
        {
            Leave(Changed);
            _timer?.Dispose();
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    private async Task<bool> MayAsync() => Access.May((await Authentication.GetAuthenticationStateAsync()).User, Right.Administer);

    private async Task LookAsync()
    {
        try
        {
            MayAdminister = await MayAsync();
            await ReadAsync(_gone.Token);
            Unread = false;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            LogUnread(Services.GetRequiredService<ILoggerFactory>().CreateLogger(GetType().FullName!), e);
            Unread = true;
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private void Changed()
    {
        // Changes that come in a burst are looked at once.
        if (!_gone.IsCancellationRequested && Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = InvokeAsync(async () =>
            {
                Volatile.Write(ref _pending, 0);
                if (!_gone.IsCancellationRequested)
                {
                    await LookAsync();
                    StateHasChanged();
                }
            });
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A part of the catalog page cannot be read")]
    private static partial void LogUnread(ILogger logger, Exception exception);
}
