namespace Portal.Core.Tests.Masking;

/// <summary>A clock that goes on by as much whenever it is read, as if expressions were slow.</summary>
internal sealed class TickingTime(TimeSpan tick) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now += tick.Ticks;
}
