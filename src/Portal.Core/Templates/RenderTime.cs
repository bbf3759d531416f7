namespace Portal.Core.Templates;

/// <summary>
/// Ends a render that has had its second. A machine that is busy elsewhere does not count against a template: what counts is the processor time that this process got,
/// shared among the renders under way, and never more than what the clock says.
/// </summary>
internal sealed class RenderTime : IDisposable
{
    /// <summary>How long a render may work.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestByClock = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static int _renders;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;
    private readonly long _started;
    private long _lastTick;
    private TimeSpan _lastProcessor;
    private TimeSpan _worked;

    /// <summary>Begins to count.</summary>
    /// <param name="cancellation">Ends the render from outside.</param>
    public RenderTime(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _renders);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _started = _lastTick = _time.GetTimestamp();
        _lastProcessor = Environment.CpuUsage.TotalTime;
        _timer = _time.CreateTimer(static state => ((RenderTime)state!).Count(), this, Tick, Tick);
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => _end.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Interlocked.Decrement(ref _renders);
        lock (_timer)
        {
            _end.Dispose();
        }
    }

    private void Count()
    {
        lock (_timer)
        {
            var (now, processor) = (_time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var byClock = _time.GetElapsedTime(_lastTick, now);
            var byProcessor = (processor - _lastProcessor) / Math.Max(1, Volatile.Read(ref _renders));
            _worked += byClock < byProcessor ? byClock : byProcessor;
            (_lastTick, _lastProcessor) = (now, processor);
            if (_worked >= Longest || _time.GetElapsedTime(_started, now) >= LongestByClock)
            {
                try
                {
                    _end.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The render has just ended by itself.
                }
            }
        }
    }
}
