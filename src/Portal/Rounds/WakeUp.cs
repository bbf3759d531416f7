using System.Threading.Channels;

namespace Portal.Rounds;

/// <summary>Has what is stored worked off, and rests in between until it is woken, or for so long: what another replica has stored is found by looking.</summary>
/// <param name="atMost">The longest rest.</param>
/// <param name="time">Measures it.</param>
internal sealed class WakeUp(TimeSpan atMost, TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the rest, or the next one.</summary>
    public void Wake() => _calls.Writer.TryWrite(true);

    /// <summary>Goes on until it is stopped.</summary>
    /// <param name="first">Done once before all else; null for nothing.</param>
    /// <param name="workOff">Works off all that there is.</param>
    /// <param name="failed">Hears of failures: the database is away. What is in it is still there when it is back.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task>? first, Func<CancellationToken, Task> workOff, Action<Exception> failed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (first is not null)
                {
                    await first(stopping);
                    first = null;
                }
                await workOff(stopping);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed(e);
            }
            await RestAsync(stopping);
        }
    }

    /// <summary>Rests.</summary>
    public async Task RestAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nobody called.
        }
    }
}
