using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Data;

namespace Portal.Tests.Identity.SignIn;

/// <summary>Signing in through a real provider, over HTTP as a browser does.</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private OpenIdHost _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OpenIdHost.StartAsync();
        _provider.People["1"] = new ProviderPerson("Ada", "ada@acme.example", true, "sre-acme");
        _provider.People["2"] = new ProviderPerson("Boss", "boss@acme.example", true);
        _provider.People["3"] = new ProviderPerson("Eve", "boss@acme.example", false, "local/admin", "demo/x");
    }

    public async ValueTask DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task Whoever_has_not_signed_in_is_led_to_the_sign_in_and_back()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();

        var refused = await browser.GetAsync("/t/acme?env=prod");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?returnUrl=%2Ft%2Facme%3Fenv%3Dprod"), (refused.StatusCode, refused.Headers.Location!.ToString()));
        Assert.Contains("/sign-in/with/idp?returnUrl=%2Ft%2Facme%3Fenv%3Dprod", await browser.GetStringAsync(refused.Headers.Location), StringComparison.Ordinal);
        var away = HttpUtility.ParseQueryString((await browser.GetAsync("/sign-in/with/idp")).Headers.Location!.Query);
        Assert.Equal(("code", "S256", "query"), (away["response_type"], away["code_challenge_method"], away["response_mode"] ?? "query"));

        var back = await TwoTenants.SignInAsync(browser, "1", "/t/acme?env=prod");
        Assert.Equal("/t/acme?env=prod", back.Headers.Location!.ToString());
        var cookie = back.Headers.GetValues("Set-Cookie").Last(c => c.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.InRange(cookie.Length, 1, 600);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/acme")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/t/nova")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/people")).StatusCode);
        Assert.Contains("viewer</span> of <strong>acme</strong> because group sre-acme", await browser.GetStringAsync("/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_says_401_and_the_same_for_what_is_there_and_what_is_not()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var client = portal.Client();

        var there = await client.GetAsync("/api/v1/tenants");
        var not = await client.GetAsync("/api/v1/nothing");
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (there.StatusCode, there.Content.Headers.ContentType!.MediaType));
        Assert.Equal(Without(await there.Content.ReadAsStringAsync()), Without(await not.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/v1/validate", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null)).StatusCode);
        foreach (var open in new[] { "/healthz", "/readyz", "/css/portal.css", "/sign-in", "/schemas/tenant.schema.json" })
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(open)).StatusCode);
        }
    }

    [Fact]
    public async Task Groups_that_change_at_the_provider_count_within_five_minutes_and_whoever_is_gone_is_out()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        await TwoTenants.SignInAsync(browser, "1");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/acme")).StatusCode);

        _provider.People["1"] = _provider.People["1"] with { Groups = ["sre-nova"] };
        Assert.Equal(0, _provider.Refreshes);
        await portal.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/t/acme")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/nova")).StatusCode);
        Assert.Equal(1, _provider.Refreshes);

        _provider.People.TryRemove("1", out _);
        await portal.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/t/nova")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).StatusCode);
        await AuditedAsync(portal, AuditActions.SessionEnded, "idp/1");
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_waited_for_but_not_for_ever()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        await TwoTenants.SignInAsync(browser, "1");

        _provider.IsBroken = true;
        await portal.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/acme")).StatusCode);
        await portal.AdvanceAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/t/acme")).StatusCode);
    }

    [Fact]
    public async Task Without_refresh_tokens_people_are_sent_to_the_provider_again()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider, ("Scopes", "openid profile email")));
        using var browser = portal.Client();
        await TwoTenants.SignInAsync(browser, "1");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/acme")).StatusCode);

        await portal.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/t/acme")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_stay_here_and_at_the_provider_and_the_cookie_is_worth_nothing()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        var cookie = Cookie(await TwoTenants.SignInAsync(browser, "1"));

        var out1 = await TwoTenants.PostAsync(browser, "/t/acme", "/sign-out");
        Assert.Equal("/signed-out?provider=idp", out1.Headers.Location!.ToString());
        var away = await browser.GetAsync("/sign-out/with/idp");
        Assert.StartsWith($"{_provider.Address}/connect/logout", away.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var there = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var back = await there.GetAsync(away.Headers.Location);
        Assert.NotEmpty(Assert.Single(_provider.SignedOut));
        Assert.Equal("/signed-out", (await browser.GetAsync(back.Headers.Location!.PathAndQuery)).Headers.Location!.ToString());

        using var stolen = portal.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/t/acme") { Headers = { { "Cookie", cookie } } };
        Assert.Equal(HttpStatusCode.Redirect, (await stolen.SendAsync(request)).StatusCode);
        await AuditedAsync(portal, AuditActions.SignOut, "idp/1");
    }

    [Fact]
    public async Task Whoever_signs_in_last_in_a_browser_is_who_is_signed_in()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        await TwoTenants.SignInAsync(browser, "1");
        Assert.Contains("<h2 id=\"you\">Ada</h2>", await browser.GetStringAsync("/me"), StringComparison.Ordinal);

        await TwoTenants.SignInAsync(browser, "2");

        Assert.Contains("<h2 id=\"you\">Boss</h2>", await browser.GetStringAsync("/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_was_known_before_someone_signs_in_opens_nothing_afterwards()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var attacker = portal.Client();
        var planted = Cookie(await TwoTenants.SignInAsync(attacker, "3"));
        using var victim = portal.Client();
        victim.DefaultRequestHeaders.Add("Cookie", planted);
        Assert.Contains("<h2 id=\"you\">Eve</h2>", await victim.GetStringAsync("/me"), StringComparison.Ordinal);

        var own = Cookie(await TwoTenants.SignInAsync(victim, "1"));

        Assert.NotEqual(planted, own);
        Assert.Equal(HttpStatusCode.Redirect, (await attacker.GetAsync("/me")).StatusCode);
        using var ada = portal.Client();
        ada.DefaultRequestHeaders.Add("Cookie", own);
        Assert.Contains("<h2 id=\"you\">Ada</h2>", await ada.GetStringAsync("/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_https_the_cookie_of_a_stay_is_one_that_no_other_host_can_set()
    {
        await using var portal = await TwoTenants.StartAsync([.. TwoTenants.Provider(_provider), ("AllowedHosts", "portal.example.com")]);
        using var browser = portal.Client("https://portal.example.com");

        var cookie = (await TwoTenants.SignInAsync(browser, "1")).Headers.GetValues("Set-Cookie").Last(c => c.StartsWith("__Host-portal=", StringComparison.Ordinal));

        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/acme")).StatusCode);
        // One of that name without the prefix is not looked at.
        using var other = portal.Client("https://portal.example.com");
        other.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]["__Host-".Length..]);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/t/acme")).StatusCode);
    }

    [Fact]
    public async Task From_one_persona_to_another_nobody_becomes_nobody()
    {
        await using var portal = await TwoTenants.StartAsync(("Demo:Enabled", "true"), ("Demo:Public", "true"), ("Demo:Port", "0"));
        using var browser = portal.Client();

        foreach (var persona in new[] { "demo/acme-viewer", "demo/nova-viewer", "demo/acme-viewer" })
        {
            Assert.Equal(HttpStatusCode.Redirect, (await TwoTenants.PostAsync(browser, "/sign-in", "/sign-in/demo", ("persona", persona))).StatusCode);
            var mine = persona.Contains("acme", StringComparison.Ordinal) ? ("/t/acme", "/t/nova") : ("/t/nova", "/t/acme");
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(mine.Item1)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(mine.Item2)).StatusCode);
        }
    }

    [Fact]
    public async Task An_address_that_nobody_has_verified_and_groups_of_others_give_nothing()
    {
        await using var portal = await TwoTenants.StartAsync([.. TwoTenants.Provider(_provider), ("Access:Platform:0:Role", "administrator"), ("Access:Platform:0:Groups:0", "local/admin")]);
        using (var boss = portal.Client())
        {
            await TwoTenants.SignInAsync(boss, "2");
            Assert.Equal(HttpStatusCode.OK, (await boss.GetAsync("/t/acme")).StatusCode);
            Assert.Contains("Boss", await boss.GetStringAsync("/people"), StringComparison.Ordinal);
        }
        using var eve = portal.Client();
        await TwoTenants.SignInAsync(eve, "3");
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync("/t/acme")).StatusCode);
        Assert.Contains("You have no role yet", await eve.GetStringAsync("/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_s_people_may_be_kept_to_the_tenants_that_it_names()
    {
        _provider.People["4"] = new ProviderPerson("Di", "di@x.example", true, "sre-acme") { Tenants = ["nova"] };
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider, ("TenantClaim", "org"), ("TenantRole", "viewer")));
        using var browser = portal.Client();
        await TwoTenants.SignInAsync(browser, "4");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/nova")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/t/acme")).StatusCode);
    }

    [Fact]
    public async Task Nobody_is_led_elsewhere()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        foreach (var returnUrl in new[] { "https://evil.example", "//evil.example", "/\\evil.example", "/\r\nSet-Cookie:x=1", "javascript:alert(1)", "\t//evil.example", "" })
        {
            using var browser = portal.Client();

            var back = await TwoTenants.SignInAsync(browser, "1", returnUrl);

            Assert.Equal("/", back.Headers.Location!.ToString());
        }
    }

    [Fact]
    public async Task A_provider_that_is_out_of_order_leads_back_to_the_sign_in()
    {
        _provider.IsBroken = true;
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();

        Assert.Equal("/sign-in?failed=unreachable", (await browser.GetAsync("/sign-in/with/idp")).Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_way_back_that_nobody_has_begun_is_refused()
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        using var victim = portal.Client();
        var away = await browser.GetAsync("/sign-in/with/idp");
        using var there = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var back = (await there.GetAsync($"{away.Headers.Location}&as=1")).Headers.Location!.PathAndQuery;

        var answer = await victim.GetAsync(back);

        Assert.Equal("/sign-in?failed=provider", answer.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await victim.GetAsync("/")).StatusCode);
        await AuditedAsync(portal, AuditActions.SignIn, "nobody");
    }

    [Theory]
    [InlineData("access_denied", "access_denied")]
    [InlineData("login_required", "login_required")]
    [InlineData("<b>An administrator has read your mail</b>", "OpenIdConnectProtocolException")]
    [InlineData("login_required\n", "OpenIdConnectProtocolException")]
    public async Task What_comes_back_as_an_error_writes_nothing_of_its_own_into_the_record(string error, string recorded)
    {
        await using var portal = await TwoTenants.StartAsync(TwoTenants.Provider(_provider));
        using var browser = portal.Client();
        var away = HttpUtility.ParseQueryString((await browser.GetAsync("/sign-in/with/idp")).Headers.Location!.Query);

        var answer = await browser.GetAsync($"/sign-in/callback/idp?state={Uri.EscapeDataString(away["state"]!)}&error={Uri.EscapeDataString(error)}&error_description=A%20tale&error_uri=https%3A%2F%2Fevil.example");

        Assert.Equal("/sign-in?failed=provider", answer.Headers.Location!.ToString());
        await AuditedAsync(portal, AuditActions.SignIn, "nobody");
        var known = await portal.Services.GetRequiredService<AuditStore>().FindAsync(new AuditQuery { Action = AuditActions.SignIn }, TestContext.Current.CancellationToken);
        Assert.Equal(recorded, Assert.Single(known).Event.Detail);
    }

    private static string Cookie(HttpResponseMessage signedIn) => signedIn.Headers.GetValues("Set-Cookie").Last(c => c.StartsWith("portal=", StringComparison.Ordinal)).Split(';')[0];

    private static string Without(string problem) => string.Join(',', JsonDocument.Parse(problem).RootElement.EnumerateObject().Where(p => p.Name != "traceId").Select(p => p.ToString()));

    private static Task AuditedAsync(TwoTenants portal, string action, string person) => Patience.UntilAsync(async () =>
        (await portal.Services.GetRequiredService<AuditStore>().FindAsync(new AuditQuery { Action = action }, CancellationToken.None)).Any(k => k.Event.Person == person));
}
