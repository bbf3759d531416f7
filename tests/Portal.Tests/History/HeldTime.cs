namespace Portal.Tests.History;

/// <summary>Time that stands still, and holds whoever looks at the clock, or sets a timer, until it is let go.</summary>
/// <param name="timers">Whether those who set a timer are held, and not those who look at the clock.</param>
internal sealed class HeldTime(bool timers) : TimeProvider, IDisposable
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private int _held;

    /// <summary>How many are held.</summary>
    public int Held => Volatile.Read(ref _held);

    public void Hold() => _gate.Reset();

    public void LetGo() => _gate.Set();

    public override long GetTimestamp()
    {
        Wait(!timers);
        return 0;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wait(timers);
        return base.CreateTimer(callback, state, dueTime, period);
    }

    public void Dispose()
    {
        LetGo();
        _gate.Dispose();
    }

    private void Wait(bool held)
    {
        if (held && !_gate.IsSet)
        {
            Interlocked.Increment(ref _held);
            _gate.Wait();
        }
    }
}
