using Microsoft.Extensions.Time.Testing;
using Portal.Components.Dashboards;
using Portal.Core.Dashboards;

namespace Portal.Tests.Components.Dashboards;

public sealed class TimeTextTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private static readonly TimeText Utc = new(TimeZoneInfo.Utc, Clock);
    private static readonly TimeText Berlin = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Clock);

    [Theory]
    [InlineData("now-1h", "now", "Last 1 hour")]
    [InlineData("now-45m", "now", "Last 45 minutes")]
    [InlineData("now/d", "now/d", "Today")]
    [InlineData("now-2h", "now-1h", "now-2h to now-1h")]
    [InlineData("2026-11-25T10:00:00Z", "2026-11-25T11:30:00Z", "25 Nov, 11:00 – 12:30")]
    [InlineData("2026-11-24T10:00:05Z", "2026-11-25T11:30:00Z", "24 Nov 11:00:05 – 25 Nov 12:30")]
    [InlineData("2025-11-24T10:00:00Z", "2026-11-25T11:30:00Z", "24 Nov 2025 11:00 – 25 Nov 2026 12:30")]
    [InlineData("1764064800000", "now", "25 Nov 2025 11:00 to now")]
    [InlineData("rubbish", "now", "rubbish to now")]
    public void A_range_is_told_in_a_few_words(string from, string to, string text) => Assert.Equal(text, Berlin.Describe(new DashboardTime(from, to)));

    [Fact]
    public void Every_quick_range_is_one() => Assert.All(TimeText.Quick, quick => Assert.NotNull(Utc.Resolve(quick.Range)));

    [Fact]
    public void What_was_typed_is_of_the_zone_s_wall_clock()
    {
        var (range, fromError, toError) = Berlin.Read("2026-11-25 10:00:00", " now ");

        Assert.Equal(new DashboardTime("2026-11-25T09:00:00Z", "now"), range);
        Assert.Null(fromError);
        Assert.Null(toError);
        Assert.Equal("2026-11-25 10:00:00", Berlin.Show(range!.From));
    }

    [Theory]
    [InlineData("yesterday", "now", "Please enter a past date or \"now\"", null)]
    [InlineData("now-1h", "", null, "Please enter a past date or \"now\"")]
    [InlineData("x", "y", "Please enter a past date or \"now\"", "Please enter a past date or \"now\"")]
    [InlineData("now", "now-1h", "\"From\" can't be after \"To\"", null)]
    public void What_is_no_range_is_refused_at_its_field(string from, string to, string? fromError, string? toError) =>
        Assert.Equal(((DashboardTime?)null, fromError, toError), Utc.Read(from, to));

    [Fact]
    public void Shifting_moves_by_half_the_range()
    {
        Assert.Equal(new DashboardTime("2026-11-25T10:30:00Z", "2026-11-25T11:30:00Z"), Utc.Shift(new DashboardTime("now-1h", "now"), -1));
        Assert.Equal(new DashboardTime("2026-11-25T10:30:00Z", "2026-11-25T11:30:00Z"), Utc.Shift(new DashboardTime("2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z"), 1));
    }

    [Fact]
    public void Zooming_out_doubles_the_range_and_does_not_reach_into_the_future()
    {
        Assert.Equal(new DashboardTime("2026-11-25T04:30:00Z", "2026-11-25T06:30:00Z"), Utc.ZoomOut(new DashboardTime("2026-11-25T05:00:00Z", "2026-11-25T06:00:00Z")));
        Assert.Equal(new DashboardTime("2026-11-25T10:00:00Z", "2026-11-25T12:00:00Z"), Utc.ZoomOut(new DashboardTime("now-1h", "now")));
    }

    [Fact]
    public void No_step_is_taken_from_what_is_no_range()
    {
        Assert.Null(Utc.Shift(new DashboardTime("x", "now"), 1));
        Assert.Null(Utc.ZoomOut(new DashboardTime("x", "now")));
    }
}
