using Microsoft.Playwright;
using Portal.Tests.Identity.SignIn;

namespace Portal.EndToEnd.People;

/// <summary>People of two tenants who sign in at a real provider, each in a browser of their own.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class FourPeopleTests(BrowserFixture browser) : IAsyncLifetime
{
    private const float Limit = 60_000;
    private OpenIdHost _provider = null!;
    private PortalServer _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OpenIdHost.StartAsync();
        _provider.People["1"] = new ProviderPerson("Ada", "ada@acme.example", true, "acme-oncall");
        _provider.People["2"] = new ProviderPerson("Boss", "boss@acme.example", true, "acme-leads");
        _provider.People["3"] = new ProviderPerson("Nils", "nils@nova.example", true, "nova-staging");
        _provider.People["4"] = new ProviderPerson("Root", "root@example.com", true, "platform");
        _portal = await PortalServer.StartAsync(
            folder =>
            {
                File.AppendAllText(Path.Combine(folder, "tenants", "acme.yaml"), "\n  - {role: administrator, groups: [acme-leads]}\n");
                File.AppendAllText(Path.Combine(folder, "tenants", "nova.yaml"), "\n  - {role: viewer, groups: [nova-staging], environments: [staging]}\n");
            },
            ("SignIn:Providers:idp:Authority", _provider.Address), ("SignIn:Providers:idp:ClientId", OpenIdHost.ClientId), ("SignIn:Providers:idp:ClientSecret", OpenIdHost.ClientSecret),
            ("Secrets:KEYS", "the secret that encrypts the keys of this portal"), ("DataProtection:KeySecret", "KEYS"),
            ("Access:Platform:0:Role", "administrator"), ("Access:Platform:0:Groups:0", "platform"), ("Access:CheckInterval", "00:00:01"));
    }

    public async ValueTask DisposeAsync()
    {
        await (_portal?.DisposeAsync() ?? default);
        await (_provider?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Four_people_see_four_different_portals_and_what_is_taken_away_goes_from_open_pages()
    {
        var ada = await SignInAsync("Ada");
        await SeesAsync(ada, tenants: ["Acme"], environments: ["prod", "staging", "dev"], links: []);
        Assert.Equal(404, (await ada.GotoAsync("/t/nova"))!.Status);

        var boss = await SignInAsync("Boss");
        await SeesAsync(boss, tenants: ["Acme"], environments: ["prod", "staging", "dev"], links: ["/people", "/audit"]);

        var nils = await SignInAsync("Nils");
        await SeesAsync(nils, tenants: ["Nova"], environments: ["staging"], links: []);
        Assert.Equal(404, (await nils.GotoAsync("/d/nova/prod/service-overview?service=accounts"))!.Status);
        Assert.Equal(404, (await nils.GotoAsync("/people"))!.Status);

        var root = await SignInAsync("Root");
        await SeesAsync(root, tenants: ["Acme", "Nova"], environments: null, links: ["/people", "/audit", "/templates", "/catalog"]);
        foreach (var path in new[] { "/people", "/tokens", "/audit", "/me" })
        {
            await root.GotoAsync(path);
            await Assertions.Expect(root.Locator("h1")).ToBeVisibleAsync();
            await Accessibility.AssertAsync(root);
        }

        // A role that Git no longer gives is gone from the page that is open.
        await ada.GotoAsync("/t/acme");
        await Assertions.Expect(ada.Locator("h1")).ToContainTextAsync("Acme");
        await LiveAsync(ada);
        var file = Path.Combine(_portal.Folder, "tenants", "acme.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("groups: [acme-oncall], ", "", StringComparison.Ordinal));
        await Assertions.Expect(ada.Locator("h1")).ToHaveTextAsync("There is no such page here", new() { Timeout = Limit });

        // Whoever signs out in one tab is out in all.
        await LiveAsync(boss);
        var other = await boss.Context.NewPageAsync();
        await other.GotoAsync("/me");
        await other.Locator(".pt-person").ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await boss.WaitForURLAsync("**/sign-in?returnUrl=**", new() { Timeout = Limit });
        await Assertions.Expect(boss.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Accessibility.AssertAsync(boss);
        foreach (var page in new[] { ada, boss, nils, root })
        {
            await page.Context.CloseAsync();
        }
    }

    private async Task<IPage> SignInAsync(string name)
    {
        var page = await browser.OpenAsync("/", portal: _portal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with idp" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboards", Exact = true })).ToBeVisibleAsync();
        var cookie = Assert.Single(await page.Context.CookiesAsync(), c => c.Name == "portal");
        Assert.True(cookie.HttpOnly);
        _portal.Hide(cookie.Value);
        return page;
    }

    private static async Task SeesAsync(IPage page, string[] tenants, string[]? environments, string[] links)
    {
        await Assertions.Expect(page.Locator(".pt-card-head h2")).ToHaveTextAsync(tenants);
        if (environments is not null)
        {
            await Assertions.Expect(page.Locator(".pt-env")).ToHaveTextAsync(environments);
        }
        foreach (var link in new[] { "/people", "/audit", "/templates", "/catalog" })
        {
            await Assertions.Expect(page.Locator($"a[href='{link}']")).ToHaveCountAsync(links.Contains(link) ? 1 : 0);
        }
    }

    /// <summary>Waits until the page is more than the server's first answer.</summary>
    private static async Task LiveAsync(IPage page) => await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some((e) => e.name.includes('/_blazor/negotiate'))");
}
