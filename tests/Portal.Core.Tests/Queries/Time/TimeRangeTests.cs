using CsCheck;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;

namespace Portal.Core.Tests.Queries.Time;

public sealed class TimeRangeTests
{
    // A Wednesday.
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 10, 20, 30, 400, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-11-25T10:20:30.400Z", "2026-11-25T10:20:30.400Z")]
    [InlineData("now-6h", "2026-11-25T04:20:30.400Z", "2026-11-25T04:20:30.400Z")]
    [InlineData("now+90s", "2026-11-25T10:22:00.400Z", "2026-11-25T10:22:00.400Z")]
    [InlineData("now-h", "2026-11-25T09:20:30.400Z", "2026-11-25T09:20:30.400Z")]
    [InlineData("now/s", "2026-11-25T10:20:30.000Z", "2026-11-25T10:20:30.999Z")]
    [InlineData("now/m", "2026-11-25T10:20:00.000Z", "2026-11-25T10:20:59.999Z")]
    [InlineData("now/h", "2026-11-25T10:00:00.000Z", "2026-11-25T10:59:59.999Z")]
    [InlineData("now/d", "2026-11-25T00:00:00.000Z", "2026-11-25T23:59:59.999Z")]
    [InlineData("now-1d/d", "2026-11-24T00:00:00.000Z", "2026-11-24T23:59:59.999Z")]
    [InlineData("now/w", "2026-11-23T00:00:00.000Z", "2026-11-29T23:59:59.999Z")]
    [InlineData("now-1w/w", "2026-11-16T00:00:00.000Z", "2026-11-22T23:59:59.999Z")]
    [InlineData("now/M", "2026-11-01T00:00:00.000Z", "2026-11-30T23:59:59.999Z")]
    [InlineData("now-9M/M", "2026-02-01T00:00:00.000Z", "2026-02-28T23:59:59.999Z")]
    [InlineData("now/Q", "2026-10-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z")]
    [InlineData("now-1Q/fQ", "2026-07-01T00:00:00.000Z", "2026-09-30T23:59:59.999Z")]
    [InlineData("now/y", "2026-01-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z")]
    [InlineData("now-1y/fy", "2025-01-01T00:00:00.000Z", "2025-12-31T23:59:59.999Z")]
    [InlineData("now-1d/d+8h", "2026-11-24T08:00:00.000Z", "2026-11-25T07:59:59.999Z")]
    [InlineData("1700000000000", "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20.000Z")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z")]
    [InlineData("2026-11-01T12:30", "2026-11-01T12:30:00.000Z", "2026-11-01T12:30:00.000Z")]
    [InlineData("2026-11-01 12:30:15", "2026-11-01T12:30:15.000Z", "2026-11-01T12:30:15.000Z")]
    [InlineData("2026-11-01T12:30:15.25Z", "2026-11-01T12:30:15.250Z", "2026-11-01T12:30:15.250Z")]
    [InlineData("2026-11-01T12:30:15+02:00", "2026-11-01T10:30:15.000Z", "2026-11-01T10:30:15.000Z")]
    public void Words_mean_the_first_or_the_last_moment(string text, string first, string last)
    {
        Assert.Equal(DateTimeOffset.Parse(first), TimeWords.Read(text, TimeZoneInfo.Utc, Now, roundUp: false));
        Assert.Equal(DateTimeOffset.Parse(last), TimeWords.Read(text, TimeZoneInfo.Utc, Now, roundUp: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("now-")]
    [InlineData("now-6")]
    [InlineData("now-6x")]
    [InlineData("now/x")]
    [InlineData("now/")]
    [InlineData("now6h")]
    [InlineData("now-9999999999d")]
    [InlineData("now-1000000000y")]
    [InlineData("now+900y+900y")]
    [InlineData("now-100y")]
    [InlineData("now-1s-1s-1s-1s-1s-1s-1s-1s-1s-1s-1s")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-01T25:00")]
    [InlineData("2026-11-01'T'12:00")]
    public void What_is_no_time_is_told(string text) => Assert.Null(TimeWords.Read(text, TimeZoneInfo.Utc, Now, roundUp: false));

    [Theory]
    // Clocks go back at 03:00 on 25 October 2026 and forward at 02:00 on 28 March 2027.
    [InlineData("2026-10-25T12:00:00Z", "now/d", "2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z")]
    [InlineData("2026-10-26T12:00:00Z", "now-1d", "2026-10-25T12:00:00.000Z", "2026-10-25T12:00:00.000Z")]
    [InlineData("2026-10-25T12:00:00Z", "now-1d", "2026-10-24T11:00:00.000Z", "2026-10-24T11:00:00.000Z")]
    [InlineData("2026-10-25T12:00:00Z", "now-24h", "2026-10-24T12:00:00.000Z", "2026-10-24T12:00:00.000Z")]
    [InlineData("2027-03-28T12:00:00Z", "now/d", "2027-03-27T23:00:00.000Z", "2027-03-28T21:59:59.999Z")]
    [InlineData("2027-03-28T12:00:00Z", "2027-03-28T02:30", "2027-03-28T01:30:00.000Z", "2027-03-28T01:30:00.000Z")]
    [InlineData("2026-10-25T12:00:00Z", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z", "2026-10-25T00:30:00.000Z")]
    public void Days_are_those_of_the_zone_also_where_its_clocks_change(string now, string text, string first, string last)
    {
        var zone = TimeZones.Find("Europe/Berlin")!;
        Assert.Equal(DateTimeOffset.Parse(first), TimeWords.Read(text, zone, DateTimeOffset.Parse(now), roundUp: false));
        Assert.Equal(DateTimeOffset.Parse(last), TimeWords.Read(text, zone, DateTimeOffset.Parse(now), roundUp: true));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("utc")]
    [InlineData("UTC")]
    [InlineData("browser")]
    public void Without_a_zone_it_is_UTC(string? zone) => Assert.Equal(TimeZoneInfo.Utc, TimeZones.Find(zone));

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("Europe/Berlin\n")]
    public void A_zone_that_is_not_known_is_an_error(string zone)
    {
        var (range, error) = TimeRange.Read("now-1h", "now", zone, Now, TimeSpan.FromDays(1));
        Assert.Null(range);
        Assert.Equal(QueryErrorKind.BadData, error!.Kind);
    }

    [Theory]
    [InlineData("now", "now")]
    [InlineData("now", "now-1s")]
    [InlineData("now-2d", "now")]
    public void A_range_has_a_length_and_a_bound(string from, string to) => Assert.NotNull(TimeRange.Read(from, to, null, Now, TimeSpan.FromDays(1)).Error);

    private static readonly Gen<string> Words = Gen.Select(
        Gen.Int[0, 7].Select(i => "smhdwMQy"[i]), Gen.Int[0, 400], Gen.Int[0, 7].Select(i => "smhdwMQy"[i]), Gen.Bool, (unit, amount, round, rounds) => $"now-{amount}{unit}{(rounds ? $"/{round}" : "")}");

    // Since 1990: .NET does not see the gap where a zone changed its own offset, as Lord Howe Island did in 1981.
    [Fact]
    public void Rounding_down_is_never_after_rounding_up_and_both_hold_the_moment() => Gen.Select(
        Gen.Int[0, 7].Select(i => "smhdwMQy"[i]), Gen.Long[631_152_000_000, 4_000_000_000_000], Gen.Int[0, 3].Select(i => new[] { "UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe" }[i]))
        .Sample((unit, ms, name) =>
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            var zone = TimeZones.Find(name)!;
            // The first year's beginning may be before 1970.
            if (TimeWords.Read($"now/{unit}", zone, now, roundUp: false) is { } first)
            {
                Assert.InRange(now, first, TimeWords.Read($"now/{unit}", zone, now, roundUp: true)!.Value);
                Assert.Equal(first, TimeWords.Read($"now/{unit}", zone, first, roundUp: false));
            }
        });

    [Fact]
    public void No_text_throws() => Gen.Select(Gen.OneOf(Gen.String, Words, Gen.String.Select(text => "now" + text)), Gen.Bool).Sample((text, up) =>
    {
        TimeWords.Read(text, TimeZoneInfo.Utc, Now, up);
        TimeZones.Find(text);
    });
}
