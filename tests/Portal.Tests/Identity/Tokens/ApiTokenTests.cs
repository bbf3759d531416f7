using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Identity.Tokens;

public sealed class ApiTokenTests : IAsyncLifetime
{
    private static readonly Person Ada = new() { Id = "idp/1", User = "ada", Name = "Ada", Groups = ["sre-acme", "dev-acme"] };
    private TwoTenants _portal = null!;
    private ApiTokens _tokens = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        _tokens = _portal.Services.GetRequiredService<ApiTokens>();
        await SeenAsync(Ada);
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_token_does_what_its_maker_may_within_its_scope()
    {
        var all = await MakeAsync(null, Right.Edit);
        var viewer = await MakeAsync("acme", Right.View);
        var other = await MakeAsync("nova", Right.Administer);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await GetAsync(all, "acme"), await GetAsync(all, "nova")));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await GetAsync(viewer, "acme"), await GetAsync(other, "acme")));
        Assert.Contains("expr", await TextAsync(all), StringComparison.Ordinal);
        Assert.DoesNotContain("expr", await TextAsync(viewer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_maker_may_no_longer_do_the_token_may_no_longer_do()
    {
        var token = await MakeAsync(null, Right.Administer);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(token, "acme"));

        await SeenAsync(Ada with { Groups = ["sre-nova"] });
        await _portal.AdvanceAsync(TimeSpan.FromSeconds(16));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await GetAsync(token, "acme"), await GetAsync(token, "nova")));

        await _portal.AdvanceAsync(TimeSpan.FromDays(91));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(token, "nova"));
    }

    [Fact]
    public async Task A_revoked_or_ended_token_is_let_in_no_longer_and_only_its_maker_revokes_it()
    {
        var (token, short1) = (await MakeAsync(null, Right.View), await MakeAsync(null, Right.View, TimeSpan.FromDays(1)));
        var id = token.Split('_')[1];

        Assert.False(await _tokens.RevokeAsync(As("idp/2"), id, CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(token, "acme"));
        Assert.True(await _tokens.RevokeAsync(As(Ada.Id), id, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(token, "acme"));
        Assert.False(await _tokens.RevokeAsync(As(Ada.Id), id, CancellationToken.None));

        await _portal.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(short1, "acme"));
    }

    [Fact]
    public async Task Only_the_hash_is_kept_and_the_last_use_is_noted()
    {
        var token = await MakeAsync(null, Right.View);
        var secret = token.Split('_')[2];
        Assert.Null(Assert.Single(await _tokens.OfAsync(As(Ada.Id), CancellationToken.None)).UsedAt);

        await GetAsync(token, "acme");

        Assert.NotNull(Assert.Single(await _tokens.OfAsync(As(Ada.Id), CancellationToken.None)).UsedAt);
        await using var context = _portal.Services.GetRequiredService<PortalDatabase>().Open();
        var row = await context.Tokens.SingleAsync();
        Assert.DoesNotContain(secret, $"{row.Id} {row.Hash} {row.Name}", StringComparison.Ordinal);
        Assert.DoesNotContain(await context.Audit.ToListAsync(), a => (a.What + a.Detail).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_token_is_refused_as_one_that_has_ended()
    {
        var token = await MakeAsync(null, Right.View);
        foreach (var wrong in new[] { "x", "portal_", "portal__", token[..^1], token + "0", token.ToUpperInvariant(), token.Replace("portal_", "portal_0", StringComparison.Ordinal), new string('a', 5000) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(wrong, "acme"));
        }
    }

    [Fact]
    public async Task A_token_makes_no_tokens_and_there_are_at_most_a_hundred()
    {
        var token = await MakeAsync(null, Right.Administer);
        var stranded = (await _tokens.ReadAsync(token, "", CancellationToken.None))!;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _tokens.MakeAsync(stranded, "more", null, Right.View, TimeSpan.FromDays(1), CancellationToken.None));

        for (var i = 1; i < TokenStore.MaxOfPerson; i++)
        {
            await MakeAsync(null, Right.View);
        }
        Assert.Null(await _tokens.MakeAsync(Ada.ToPrincipal(Sessions.Scheme), "one more", null, Right.View, TimeSpan.FromDays(1), CancellationToken.None));
    }

    private async Task<string> MakeAsync(string? tenant, Right right, TimeSpan? life = null) =>
        (await _tokens.MakeAsync(Ada.ToPrincipal(Sessions.Scheme), "ci", tenant is null ? null : new TenantId(tenant), right, life ?? TimeSpan.FromDays(200), CancellationToken.None))!;

    private static System.Security.Claims.ClaimsPrincipal As(string id) => (Ada with { Id = id }).ToPrincipal(Sessions.Scheme);

    private async Task SeenAsync(Person person) => await _portal.Services.GetRequiredService<PeopleStore>().SeenAsync(person, CancellationToken.None);

    private async Task<HttpStatusCode> GetAsync(string token, string tenant) => (await SendAsync(token, tenant)).StatusCode;

    private async Task<string> TextAsync(string token) => await (await SendAsync(token, "acme")).Content.ReadAsStringAsync();

    private async Task<HttpResponseMessage> SendAsync(string token, string tenant)
    {
        using var client = _portal.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync($"/api/v1/dashboards/{tenant}/prod/nodes");
    }
}
