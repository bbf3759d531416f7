namespace Portal.Components.Dashboards;

/// <summary>Calls at an interval, but not while nobody looks: what was missed meanwhile is made good once, as soon as somebody does.</summary>
/// <param name="time">Measures the interval.</param>
/// <param name="refresh">What to call, on any thread.</param>
internal sealed class AutoRefresh(TimeProvider time, Action refresh) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private TimeSpan? _interval;
    private bool _paused;
    private bool _missed;

    /// <summary>Sets the interval, null for never. The same interval again changes nothing.</summary>
    public void Every(TimeSpan? interval)
    {
        lock (_gate)
        {
            if (_interval == interval)
            {
                return;
            }
            _interval = interval;
            Restart();
        }
    }

    /// <summary>Stops or goes on.</summary>
    public void Pause(bool paused)
    {
        lock (_gate)
        {
            _paused = paused;
            if (paused || !_missed)
            {
                return;
            }
            Restart();
        }
        refresh();
    }

    /// <summary>Counts from now: something has just been asked anew.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _missed = false;
            _timer = _interval is { } interval ? time.CreateTimer(_ => Due(), null, interval, interval) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            (_interval, _missed) = (null, false);
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Due()
    {
        lock (_gate)
        {
            if (_interval is null)
            {
                return;
            }
            if (_paused)
            {
                _missed = true;
                return;
            }
        }
        refresh();
    }
}
