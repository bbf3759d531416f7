using System.Text.Json.Nodes;
using Portal.Forges;

namespace Portal.Tests.Forges;

/// <summary>Whoever is on duty hears that a revision was refused as from Alertmanager: firing, then resolved.</summary>
public sealed class NotificationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_alert_fires_for_all_that_is_refused_in_a_row_and_is_resolved_by_a_good_revision()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.Gitea);
        world.Work();
        await world.Reports.ResolvedAsync("good", Cancellation);
        await world.Reports.RefusedAsync("bad1", "Refused: 1 error in 1 file.", "templates/a.yaml.sbn:4:11: PT303 Wrong.", Cancellation);
        await world.ToldAsync();
        await world.Reports.RefusedAsync("bad1", "Refused: 1 error in 1 file.", "templates/a.yaml.sbn:4:11: PT303 Wrong.", Cancellation);
        await world.Reports.RefusedAsync("bad2", "Refused: 2 errors in 1 file.", "", Cancellation);
        await world.ToldAsync();
        await world.Reports.ResolvedAsync("good2", Cancellation);
        await world.Reports.ResolvedAsync("good3", Cancellation);
        await world.ToldAsync();

        var told = world.Forge.Notifications.ToList();
        Assert.Equal(["firing", "firing", "resolved"], told.Select(n => n["status"]!.GetValue<string>()));
        var (first, last) = (Alert(told[0]), Alert(told[2]));
        Assert.Equal("4", told[0]["version"]!.GetValue<string>());
        Assert.Equal("PortalRevisionRefused", first["labels"]!["alertname"]!.GetValue<string>());
        Assert.Equal("bad1", first["annotations"]!["revision"]!.GetValue<string>());
        Assert.Equal("0001-01-01T00:00:00Z", first["endsAt"]!.GetValue<string>());
        Assert.Equal("https://portal.example.com/catalog", first["generatorURL"]!.GetValue<string>());
        // The same alert: labels, fingerprint and beginning stay.
        Assert.Equal(first["labels"]!.ToJsonString(), last["labels"]!.ToJsonString());
        Assert.Equal(first["fingerprint"]!.GetValue<string>(), last["fingerprint"]!.GetValue<string>());
        Assert.Equal(first["startsAt"]!.GetValue<string>(), last["startsAt"]!.GetValue<string>());
        Assert.True(last["endsAt"]!.GetValue<DateTimeOffset>() >= last["startsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal($"Bearer {TestForge.Token}", world.Forge.Authorizations.First());
        Assert.Matches("^[0-9a-f]{16}$", first["fingerprint"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_never_heard_that_it_fires_does_not_hear_that_it_is_resolved()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.Gitea);
        await world.Reports.RefusedAsync("bad", "Refused.", "", Cancellation);
        await world.Reports.ResolvedAsync("good", Cancellation);
        world.Work();
        await world.ToldAsync();

        Assert.Empty(world.Forge.Notifications);
    }

    [Fact]
    public async Task A_failure_to_notify_does_not_tell_the_address()
    {
        await using var world = await ForgeWorld.StartAsync(ForgeKind.Gitea);
        world.Forge.Mishaps.Enqueue(TestForge.Fails(500, ("Retry-After", "60")));
        world.Work();
        await world.Reports.RefusedAsync("bad", "Refused.", "", Cancellation);
        var error = "";
        await Patience.UntilAsync(async () => (error = Assert.Single(await world.Reports.RecentAsync(10, Cancellation)).Error).Length > 0);

        Assert.DoesNotContain("alerts", error, StringComparison.Ordinal);
        await world.ToldAsync();
    }

    private static JsonNode Alert(JsonNode notification) => Assert.Single(notification["alerts"]!.AsArray())!;
}
