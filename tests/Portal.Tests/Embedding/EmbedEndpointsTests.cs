using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Tests.Embedding;

/// <summary>Embeds over HTTP, as browsers ask for them.</summary>
public sealed class EmbedEndpointsTests(EmbedEndpointsTests.Shared shared) : IClassFixture<EmbedEndpointsTests.Shared>
{
    [Fact]
    public async Task A_page_is_framed_by_the_token_s_origins_alone_and_sets_no_cookie()
    {
        var world = shared.World;
        using var answer = await FrameAsync(world, await world.IssueAsync(EmbedWorld.Wish()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith($"frame-ancestors {EmbedWorld.Host}", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Secret of acme for a", html, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"rate\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("up{", html, StringComparison.Ordinal);
        Assert.DoesNotContain("_framework", html, StringComparison.Ordinal);
        Assert.Matches("src=\"/js/embed\\.[a-z0-9]+\\.js\"", html);
        Assert.Matches("\"/js/dom.js\":\"/js/dom\\.[a-z0-9]+\\.js\"", html);
    }

    [Fact]
    public async Task A_question_is_answered_with_what_the_token_binds_and_for_the_token_s_role()
    {
        var backend = new AskedBackend();
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IMetricsBackend>(backend)));
        using var answer = await AskAsync(world, await world.IssueAsync(EmbedWorld.Wish()), "rate", new { variables = new { route = new[] { "/pay" } }, width = 400 });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("up{customer=\"a\",route=\"/pay\",tenant=\"acme\"}", Assert.Single(backend.Asked));
        Assert.False(json.RootElement.GetProperty("queries")[0].TryGetProperty("expr", out _));
    }

    [Theory]
    [InlineData("?var-customer=b")]
    [InlineData("?var-customer=a")]
    [InlineData("?var-other=b")]
    [InlineData("?from=now-30d")]
    [InlineData("?from=now-1h&to=now")]
    [InlineData("?tenant=nova")]
    [InlineData("?panel=rate")]
    [InlineData("?role=viewer")]
    [InlineData("?theme=dark&theme=light")]
    [InlineData("?theme=blue")]
    [InlineData("?rev=0123456789abcdef0123456789abcdef01234567")]
    [InlineData("?refresh=1s")]
    public async Task A_parameter_that_widens_the_token_or_is_not_known_is_refused(string query)
    {
        var world = shared.World;
        using var answer = await FrameAsync(world, await world.IssueAsync(EmbedWorld.Wish()), query);

        await AssertRefusedAsync(answer);
    }

    [Theory]
    [InlineData("?theme=dark&background=transparent&titles=0&refresh=30s&tz=Europe/Berlin&var-route=/pay", null)]
    [InlineData("?from=now-6h&to=now-1h", "now-1d")]
    public async Task What_is_free_may_be_chosen(string query, string? windowFrom)
    {
        var world = shared.World;
        using var answer = await FrameAsync(world, await world.IssueAsync(EmbedWorld.Wish() with { Window = windowFrom is null ? null : new EmbedWindow(windowFrom, "now") }), query);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("rate", """{"variables":{"customer":["b"]}}""")]
    [InlineData("rate", """{"from":"now-7d","to":"now"}""")]
    [InlineData("rate", """{"from":"now-2h","to":"now"}""")]
    [InlineData("rate", """{"expr":"up"}""")]
    [InlineData("rate", """{"width":1}""")]
    [InlineData("rate", "nonsense")]
    [InlineData("gone", "{}")]
    public async Task A_question_that_goes_beyond_the_token_is_refused(string panel, string body)
    {
        var world = shared.World;
        using var answer = await AskAsync(world, await world.IssueAsync(EmbedWorld.Wish() with { From = "now-1h", To = "now" }), panel, JsonDocument.Parse(body is "nonsense" ? "\"nonsense\"" : body).RootElement);

        await AssertRefusedAsync(answer);
    }

    [Fact]
    public async Task A_token_of_one_panel_opens_no_other()
    {
        var world = shared.World;
        var token = await world.IssueAsync(EmbedWorld.Wish() with { Panel = "note" });

        using var page = await FrameAsync(world, token);
        Assert.DoesNotContain("\"rate\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var other = await AskAsync(world, token, "rate", new { });
        await AssertRefusedAsync(other);
    }

    [Fact]
    public async Task Every_refusal_is_the_same()
    {
        await using var world = await EmbedWorld.StartAsync();
        var (ended, revoked) = (await world.IssueAsync(EmbedWorld.Wish() with { Lifetime = "1m" }), await world.IssueAsync(EmbedWorld.Wish()));
        await world.Get<EmbedIssuer>().RevokeAsync(world.Person, new TenantId("acme"), CompactToken.Read(revoked)!.Claims.Jti, TestContext.Current.CancellationToken);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var foreign = EmbedWorld.SignShared(world.Claims("elsewhere"));

        var answers = new List<string>();
        foreach (var token in new[] { "x", "a.b.c", ended, revoked, foreign, revoked + "A" })
        {
            foreach (var request in new Func<Task<HttpResponseMessage>>[] { () => FrameAsync(world, token), () => AskAsync(world, token, "rate", new { }) })
            {
                using var answer = await request();
                answers.Add($"{answer.StatusCode} {string.Join('|', answer.Headers.Where(h => h.Key != "Content-Security-Policy").Select(h => $"{h.Key}={string.Join(',', h.Value)}"))} {await answer.Content.ReadAsStringAsync()}");
                Assert.EndsWith("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            }
        }
        using var none = await world.Client.PostAsJsonAsync("/embed/panels/rate/data", new { });
        await AssertRefusedAsync(none);
        using var lost = await world.Client.GetAsync("/embed/a/b/c");
        await AssertRefusedAsync(lost);

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Whoever_is_signed_in_in_the_same_browser_widens_nothing()
    {
        var access = new WatchedAccess();
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IAccess>(access)));
        access.Allowed = true;
        var token = await world.IssueAsync(EmbedWorld.Wish() with { Panel = "note" });
        (access.Allowed, access.Asked) = (false, 0);

        using var page = await FrameAsync(world, token);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(0, access.Asked);
    }

    [Fact]
    public async Task Other_sites_reach_embeds_and_the_component_alone()
    {
        var world = shared.World;
        using var framed = Navigation("/", "iframe");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Client.SendAsync(framed)).StatusCode);

        using var script = new HttpRequestMessage(HttpMethod.Get, EmbedDoor.Component);
        script.Headers.Add("Origin", EmbedWorld.Host);
        using var component = await world.Client.SendAsync(script);
        Assert.Equal(HttpStatusCode.OK, component.StatusCode);
        Assert.Equal("*", Assert.Single(component.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("cross-origin", Assert.Single(component.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Contains("portal-panel", await component.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var data = new HttpRequestMessage(HttpMethod.Post, "/embed/panels/rate/data") { Content = JsonContent.Create(new { }) };
        data.Headers.Add("Origin", EmbedWorld.Host);
        data.Headers.Add(Portal.Embedding.EmbedEndpoints.Header, await world.IssueAsync(EmbedWorld.Wish()));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Client.SendAsync(data)).StatusCode);
    }

    [Fact]
    public async Task A_snapshot_shows_what_was_there_then()
    {
        var backend = new AskedBackend();
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IMetricsBackend>(backend)));
        var token = await world.IssueAsync(EmbedWorld.Wish() with { Snapshot = true, Free = [] });
        var asked = backend.Asked.Count;

        using var page = await FrameAsync(world, token);
        Assert.Contains("As of", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var data = await AskAsync(world, token, "rate", new { });
        Assert.Equal("ok", JsonDocument.Parse(await data.Content.ReadAsStringAsync()).RootElement.GetProperty("state").GetString());
        Assert.Equal(asked, backend.Asked.Count);

        await world.Get<EmbedIssuer>().RevokeAsync(world.Person, new TenantId("acme"), CompactToken.Read(token)!.Claims.Jti, TestContext.Current.CancellationToken);
        using var gone = await AskAsync(world, token, "rate", new { });
        await AssertRefusedAsync(gone);
    }

    [Fact]
    public async Task Embeds_are_issued_listed_and_revoked_over_the_API_by_those_who_may()
    {
        var access = new WatchedAccess { Allowed = true };
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IAccess>(access)));
        var wish = new { tenant = "acme", environment = "prod", dashboard = "notes", origins = new[] { EmbedWorld.Host }, variables = new { customer = new[] { "a" } }, lifetime = "7d" };

        using var made = await world.Client.PostAsJsonAsync("/api/v1/embeds", wish);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var issued = (await made.Content.ReadFromJsonAsync<JsonElement>())!;
        Assert.True(await world.HoldsAsync(issued.GetProperty("token").GetString()!));
        using var wrong = await world.Client.PostAsJsonAsync("/api/v1/embeds", new { tenant = "acme", environment = "prod", dashboard = "notes", origins = new[] { "example.com" } });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var list = await world.Client.GetFromJsonAsync<JsonElement>("/api/v1/embeds/acme");
        Assert.Equal(issued.GetProperty("id").GetString(), list[0].GetProperty("id").GetString());
        Assert.DoesNotContain(issued.GetProperty("token").GetString()!, list.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, (await world.Client.GetFromJsonAsync<JsonElement>("/api/v1/embeds/acme/keys")).GetArrayLength());

        access.Allowed = false;
        using var denied = await world.Client.PostAsJsonAsync("/api/v1/embeds", wish);
        Assert.Equal(HttpStatusCode.NotFound, denied.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync("/api/v1/embeds/acme")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.DeleteAsync($"/api/v1/embeds/acme/{issued.GetProperty("id").GetString()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.PostAsync("/api/v1/embeds/acme/keys", null)).StatusCode);

        access.Allowed = true;
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.DeleteAsync($"/api/v1/embeds/nova/{issued.GetProperty("id").GetString()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.DeleteAsync($"/api/v1/embeds/acme/{issued.GetProperty("id").GetString()}")).StatusCode);
        Assert.False(await world.HoldsAsync(issued.GetProperty("token").GetString()!));
    }

    private static HttpRequestMessage Navigation(string path, string destination)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", destination);
        request.Headers.Add("Cookie", "portal=anything");
        return request;
    }

    private static async Task<HttpResponseMessage> FrameAsync(EmbedWorld world, string token, string query = "")
    {
        using var request = Navigation($"/embed/{token}{query}", "iframe");
        return await world.Client.SendAsync(request);
    }

    [Fact]
    public async Task Marks_are_asked_for_with_what_the_token_binds_and_tell_nothing_of_revisions()
    {
        var backend = new AskedBackend();
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IMetricsBackend>(backend)));
        var token = await world.IssueAsync(EmbedWorld.Wish());

        using var answer = await AskAsync(world, token, "rate", new { variables = new { route = new[] { "/pay" } } }, "annotations");

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("events", Assert.Single(json.RootElement.GetProperty("annotations").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("up{customer=\"a\",kind=\"event\",tenant=\"acme\"}", Assert.Single(backend.Asked));
        foreach (var (panel, what, body) in new (string, string, object)[]
        {
            ("rate", "annotations", new { variables = new { customer = new[] { "b" } } }), ("rate", "annotations", new { from = "now-30d", to = "now" }), ("rate", "annotations", new { annotations = new[] { "revisions" } }),
            ("gone", "annotations", new { }), ("rate", "annotations?rev=0123456789abcdef0123456789abcdef01234567", new { }), ("rate", "data?rev=0123456789abcdef0123456789abcdef01234567", new { }),
        })
        {
            using var refused = await AskAsync(world, token, panel, body, what);
            await AssertRefusedAsync(refused);
        }
        Assert.Single(backend.Asked);
    }

    [Fact]
    public async Task A_token_of_one_panel_tells_no_marks_whatever_an_author_marks_later()
    {
        var backend = new AskedBackend();
        await using var world = await EmbedWorld.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IMetricsBackend>(backend)));
        var token = await world.IssueAsync(EmbedWorld.Wish() with { Panel = "rate" });

        using var marks = await AskAsync(world, token, "rate", new { }, "annotations");

        await AssertRefusedAsync(marks);
        Assert.Empty(backend.Asked);
        using var page = await FrameAsync(world, token);
        Assert.Contains("\"marks\":false", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var whole = await FrameAsync(world, await world.IssueAsync(EmbedWorld.Wish()));
        Assert.Contains("\"marks\":true", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(EmbedWorld world, string token, string panel, object body, string what = "data")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/embed/panels/{panel}/{what}") { Content = JsonContent.Create(body) };
        request.Headers.Add(Portal.Embedding.EmbedEndpoints.Header, token);
        return await world.Client.SendAsync(request);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not available</title><p>This is not available.</p></html>", await answer.Content.ReadAsStringAsync());
    }

    public sealed class Shared : IAsyncLifetime
    {
        internal EmbedWorld World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await EmbedWorld.StartAsync();

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }

    private sealed class WatchedAccess : IAccess
    {
        public bool Allowed { get; set; }

        public int Asked { get; set; }

        public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => Answer();

        public bool May(ClaimsPrincipal person, Right right) => Answer();

        private bool Answer()
        {
            Asked++;
            return Allowed;
        }
    }
}
