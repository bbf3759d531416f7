using System.Net;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Tests.Embedding;

public sealed class EmbedTokenTests
{
    [Fact]
    public async Task A_host_s_token_is_narrowed_by_its_key_and_never_widens_it()
    {
        await using var world = await EmbedWorld.StartAsync();
        var tokens = world.Get<EmbedTokens>();

        var plain = await tokens.OpenAsync(world.SignByHost(world.Claims()), TestContext.Current.CancellationToken);
        var narrowed = await tokens.OpenAsync(EmbedWorld.SignShared(world.Claims() with { Origins = [EmbedWorld.Host], Role = "support" }), TestContext.Current.CancellationToken);

        Assert.Equal((Role.Support, EmbedWorld.Host), (plain!.Role, Assert.Single(plain.Origins)));
        Assert.Equal((Role.Support, EmbedWorld.Host), (narrowed!.Role, Assert.Single(narrowed.Origins)));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims() with { Role = "viewer" })));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims(dashboard: "other"))));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims() with { Origins = ["https://elsewhere.example.com"] })));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims() with { Exp = world.Clock.GetUtcNow().AddMinutes(61).ToUnixTimeSeconds() })));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims() with { Snapshot = "any" })));
        Assert.False(await world.HoldsAsync(world.SignByHost(world.Claims(), kid: "shared")));
    }

    [Theory]
    [InlineData(long.MinValue, 253_402_300_799, null)]
    [InlineData(long.MinValue, long.MaxValue, null)]
    [InlineData(-1L, 0L, null)]
    [InlineData(0L, 253_402_300_800, null)]
    [InlineData(0L, 0L, long.MinValue)]
    [InlineData(0L, 0L, long.MaxValue)]
    public async Task Times_that_no_calendar_has_make_a_host_s_key_neither_last_longer_nor_fail(long issued, long ends, long? begins)
    {
        await using var world = await EmbedWorld.StartAsync();
        // 0 stands for what is good.
        var claims = world.Claims();
        claims = claims with { Iat = issued == 0 ? claims.Iat : issued, Exp = ends == 0 ? claims.Exp : ends, Nbf = begins };

        Assert.False(await world.HoldsAsync(world.SignByHost(claims)));
        Assert.False(await world.HoldsAsync(EmbedWorld.SignShared(claims)));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/embed/{world.SignByHost(claims)}")).StatusCode);
    }

    [Fact]
    public async Task A_token_ends_by_its_time_by_its_id_and_with_its_key()
    {
        await using var world = await EmbedWorld.StartAsync();
        var (issuer, cancellation) = (world.Get<EmbedIssuer>(), TestContext.Current.CancellationToken);
        var tenant = world.Get<Core.Catalog.ICatalog>().Live!.Tenants[new TenantId("acme")];
        var (one, two) = (await world.IssueAsync(EmbedWorld.Wish()), await world.IssueAsync(EmbedWorld.Wish() with { Lifetime = "2d" }));
        var first = CompactToken.Read(one)!;

        Assert.True(await issuer.RevokeAsync(world.Person, tenant.Id, first.Claims.Jti, cancellation));
        Assert.False(await world.HoldsAsync(one));
        Assert.True(await world.HoldsAsync(two));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        // A new key signs from now on; what the old one has signed stays good until that is revoked.
        Assert.True(await issuer.RotateAsync(world.Person, tenant.Id, cancellation));
        var three = await world.IssueAsync(EmbedWorld.Wish() with { Lifetime = "1h" });
        Assert.NotEqual(first.KeyId, CompactToken.Read(three)!.KeyId);
        Assert.True(await world.HoldsAsync(two));
        Assert.True(await issuer.RevokeKeyAsync(world.Person, tenant, first.KeyId, cancellation));
        Assert.False(await world.HoldsAsync(two));
        Assert.True(await world.HoldsAsync(three));

        // A key of the tenant's file is revoked in the portal as well, and one visitor's token alone.
        var (byHost, another) = (world.Claims(), world.Claims());
        Assert.True(await world.HoldsAsync(world.SignByHost(byHost)));
        Assert.True(await issuer.RevokeAsync(world.Person, tenant.Id, byHost.Jti, cancellation));
        Assert.False(await world.HoldsAsync(world.SignByHost(byHost)));
        Assert.True(await world.HoldsAsync(world.SignByHost(another)));
        Assert.True(await issuer.RevokeKeyAsync(world.Person, tenant, "page", cancellation));
        Assert.False(await world.HoldsAsync(world.SignByHost(another)));

        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(await world.HoldsAsync(three));
    }

    [Fact]
    public async Task An_embed_goes_dark_where_what_it_is_bound_to_is_gone()
    {
        await using var world = await EmbedWorld.StartAsync();

        Assert.False(await world.HoldsAsync(EmbedWorld.SignShared(world.Claims() with { Variables = new Dictionary<string, IReadOnlyList<string>> { ["gone"] = ["a"] } })));
        Assert.False(await world.HoldsAsync(EmbedWorld.SignShared(world.Claims() with { Panel = "gone" })));
        Assert.False(await world.HoldsAsync(EmbedWorld.SignShared(world.Claims() with { Environment = "gone" })));
        Assert.False(await world.HoldsAsync(EmbedWorld.SignShared(world.Claims() with { Service = "checkout" })));
        Assert.True(await world.HoldsAsync(EmbedWorld.SignShared(world.Claims() with { Variables = new Dictionary<string, IReadOnlyList<string>> { ["customer"] = ["a"] } })));
    }

    [Fact]
    public async Task What_was_issued_is_listed_with_its_last_use()
    {
        await using var world = await EmbedWorld.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var tenant = world.Get<Core.Catalog.ICatalog>().Live!.Tenants[new TenantId("acme")];
        var token = await world.IssueAsync(EmbedWorld.Wish());

        Assert.Null(Assert.Single((await world.Get<EmbedIssuer>().ListAsync(world.Person, tenant, cancellation))!).UsedAt);
        await world.HoldsAsync(token);
        var listed = Assert.Single((await world.Get<EmbedIssuer>().ListAsync(world.Person, tenant, cancellation))!);

        Assert.Equal(("ada", "Notes of acme", false), (listed.Person, listed.Title, listed.ByHost));
        Assert.NotNull(listed.UsedAt);
        Assert.Equal(["a"], listed.Claims.Variables!["customer"]);
    }
}
