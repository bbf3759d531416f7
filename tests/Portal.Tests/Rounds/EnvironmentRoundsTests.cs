using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Core.Templates;
using Portal.Rounds;
using Portal.Tests.Backends;
using Portal.Tests.Components.Pages;

namespace Portal.Tests.Rounds;

public sealed class EnvironmentRoundsTests
{
    [Fact]
    public async Task Environments_are_chosen_once_for_each_revision_however_often_they_are_visited()
    {
        var time = new FakeTimeProvider();
        var catalog = new FakeCatalog { Live = Revision("first") };
        var (chosen, visits) = (0, 0);
        using var rounds = new EnvironmentRounds(catalog, time, 1);
        using var stopping = new CancellationTokenSource();
        var environment = ClientFixture.Environment(ClientFixture.Source(new Uri("http://127.0.0.1:1")));
        var running = rounds.RunAsync(
            (_, _) =>
            {
                Interlocked.Increment(ref chosen);
                return Task.FromResult<IReadOnlyList<Stop>>([new Stop(ClientFixture.Acme, environment, "setup")]);
            },
            (_, _) =>
            {
                Interlocked.Increment(ref visits);
                return Task.FromResult(TimeSpan.FromMinutes(1));
            },
            _ => { }, stopping.Token);

        await Patience.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(2));
            return Task.FromResult(Volatile.Read(ref visits) >= 5);
        });
        Assert.Equal(1, Volatile.Read(ref chosen));

        catalog.Live = Revision("second");
        catalog.Raise();
        await Patience.UntilAsync(() => Volatile.Read(ref chosen) == 2);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static CatalogSnapshot Revision(string id) => new()
    {
        Revision = new RevisionId(id),
        Tenants = new Dictionary<TenantId, Tenant>(),
        Templates = new TemplateSet { Dashboards = new Dictionary<string, DashboardTemplate>() },
        Diagnostics = [],
    };
}
