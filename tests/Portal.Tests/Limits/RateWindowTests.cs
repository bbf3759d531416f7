using System.Net;
using Portal.Limits;

namespace Portal.Tests.Limits;

public sealed class RateWindowTests
{
    [Fact]
    public void Keys_without_end_take_no_memory_without_end()
    {
        using var counted = RateWindows.PerMinute(1);

        var admitted = Enumerable.Range(0, 4 * RateWindows.Count).Count(i => counted.Take($"someone {i}"));

        // Each window lets one through, so that no more windows than these can have been made.
        Assert.InRange(admitted, RateWindows.Count / 2, RateWindows.Count);
    }

    [Fact]
    public void What_is_counted_at_once_may_come_again_when_it_has_gone()
    {
        using var counted = RateWindows.AtOnce(1);
        var first = counted.AttemptAcquire("ada");

        Assert.False(counted.Take("ada"));
        first.Dispose();
        Assert.True(counted.Take("ada"));
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Whoever_has_many_addresses_counts_as_one(string one, string other, bool same) =>
        Assert.Equal(same, RateWindows.Key(IPAddress.Parse(one)) == RateWindows.Key(IPAddress.Parse(other)));
}
