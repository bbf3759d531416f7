using System.Threading.Channels;

namespace Portal.Webhooks;

/// <summary>Lets a worker rest until it is woken, or for so long: what another replica has stored is found by looking.</summary>
/// <param name="atMost">The longest rest.</param>
/// <param name="time">Measures it.</param>
internal sealed class WakeUp(TimeSpan atMost, TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the rest, or the next one.</summary>
    public void Wake() => _calls.Writer.TryWrite(true);

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
