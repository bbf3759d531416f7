using Microsoft.Extensions.Time.Testing;
using Portal.Components.Dashboards;

namespace Portal.Tests.Components.Dashboards;

public sealed class AutoRefreshTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AutoRefresh _refresh;
    private int _count;

    public AutoRefreshTests() => _refresh = new AutoRefresh(_clock, () => _count++);

    public void Dispose() => _refresh.Dispose();

    [Fact]
    public void It_calls_at_its_interval()
    {
        _refresh.Every(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, _count);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(2, _count);
    }

    [Fact]
    public void Off_is_off()
    {
        _refresh.Every(TimeSpan.FromSeconds(5));
        _refresh.Every(null);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _count);
    }

    [Fact]
    public void The_same_interval_again_does_not_begin_anew()
    {
        _refresh.Every(TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(6));
        _refresh.Every(TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, _count);
    }

    [Fact]
    public void While_nobody_looks_nothing_is_asked_and_what_was_missed_is_made_good_once()
    {
        _refresh.Every(TimeSpan.FromSeconds(10));
        _refresh.Pause(true);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _count);

        _refresh.Pause(false);
        Assert.Equal(1, _count);

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _count);
    }

    [Fact]
    public void A_short_absence_misses_nothing()
    {
        _refresh.Every(TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(6));
        _refresh.Pause(true);
        _refresh.Pause(false);
        Assert.Equal(0, _count);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, _count);
    }

    [Fact]
    public void After_a_refresh_by_hand_the_interval_begins_anew()
    {
        _refresh.Every(TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(9));
        _refresh.Restart();
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, _count);
    }

    [Theory]
    [InlineData("5s", 5)]
    [InlineData("1m", 60)]
    [InlineData("1h", 3600)]
    [InlineData("1s", 5)]
    [InlineData("999d", 86400)]
    [InlineData("off", null)]
    [InlineData("5", null)]
    [InlineData("-5s", null)]
    [InlineData("0m", null)]
    [InlineData("5 s", null)]
    [InlineData(null, null)]
    public void Intervals_are_read_and_held_between_their_bounds(string? text, int? seconds) => Assert.Equal(seconds, RefreshInterval.Parse(text)?.TotalSeconds);
}
