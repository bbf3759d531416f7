using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Backends;

namespace Portal.Tests.Backends;

public sealed class CircuitTests
{
    [Fact]
    public void Datasources_that_come_and_go_leave_no_more_behind_than_the_bound()
    {
        var time = new FakeTimeProvider();
        var circuits = new BackendCircuits(Options.Create(new BackendOptions()), time);
        var used = circuits.Of("used");
        for (var i = 0; i < BackendCircuits.MaxCircuits + 10; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            circuits.Of($"datasource {i}");
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Same(used, circuits.Of("used"));
        }

        Assert.Equal(BackendCircuits.MaxCircuits, circuits.Count);
    }
}
