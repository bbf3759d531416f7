using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>Panels of the demo in pages of other origins, as a browser shows or refuses them.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class EmbedTests(BrowserFixture browser)
{
    private const float Limit = 60_000;

    [Fact]
    public async Task An_embed_is_seen_on_its_own_host_alone_and_goes_dark_when_it_is_revoked()
    {
        await using var host = await Site.StartAsync();
        await using var stranger = await Site.StartAsync();
        var issued = await IssueAsync(host.Origin, "requests-by-route");
        var element = $"<script type=\"module\" src=\"{browser.Portal.Address}embed/portal-panel.js\"></script><portal-panel src=\"{browser.Portal.Address}embed/{issued.Token}?theme=light\"></portal-panel>";
        (host.Body, stranger.Body) = (element, element);

        var page = await browser.OpenAsync(host.Origin);
        var frame = page.FrameLocator("iframe");
        await Assertions.Expect(frame.Locator(".pt-panel")).ToHaveAttributeAsync("data-state", "ok", new() { Timeout = Limit });
        await page.WaitForFunctionAsync("document.querySelector('portal-panel').shadowRoot.querySelector('iframe').style.height === '296px'", null, new() { Timeout = Limit });
        Assert.Empty(await page.Context.CookiesAsync());

        // Everything but the page and its data is in the browser by now.
        await page.ReloadAsync();
        await Assertions.Expect(page.FrameLocator("iframe").Locator(".pt-panel")).ToHaveAttributeAsync("data-state", "ok", new() { Timeout = Limit });
        var inner = page.Frames.Single(f => f.Url.Contains("/embed/", StringComparison.Ordinal));
        Assert.Equal(
            ["/embed/panels/requests-by-route/data"],
            await inner.EvaluateAsync<string[]>("performance.getEntriesByType('resource').filter((e) => e.transferSize > 0).map((e) => new URL(e.name).pathname)"));

        var other = await browser.OpenAsync(stranger.Origin);
        await PortalServer.UntilAsync(() => other.Frames.Any(f => f.Url.StartsWith("chrome-error:", StringComparison.Ordinal)), "the browser to refuse the frame");

        using var revoked = await browser.Portal.Http.DeleteAsync($"/api/v1/embeds/acme/{issued.Id}");
        Assert.True(revoked.IsSuccessStatusCode);
        await page.EvaluateAsync("document.querySelector('portal-panel').refresh()");
        await Assertions.Expect(page.FrameLocator("iframe").Locator(".pt-embed-gone")).ToBeVisibleAsync(new() { Timeout = Limit });
        await Assertions.Expect(page.FrameLocator("iframe").Locator(".pt-panel")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await other.Context.CloseAsync();
    }

    [Fact]
    public async Task Every_kind_of_panel_is_drawn_without_anything_around_it_and_within_the_policy()
    {
        await using var host = await Site.StartAsync();
        var violations = browser.PolicyViolations.Count;
        foreach (var dashboard in new[] { "service-overview", "service-logs", "latency-slo", "runtime" })
        {
            var issued = await IssueAsync(host.Origin, null, dashboard);
            host.Body = $"<iframe src=\"{browser.Portal.Address}embed/{issued.Token}\" width=\"1200\" height=\"4000\"></iframe>";
            var page = await browser.OpenAsync(host.Origin, 1300, 4100);
            var panels = page.FrameLocator("iframe").Locator(".pt-panel");
            await Assertions.Expect(page.FrameLocator("iframe").Locator(".pt-panel[data-state=loading]")).ToHaveCountAsync(0, new() { Timeout = Limit });
            Assert.InRange(await panels.CountAsync(), 1, 100);
            await Assertions.Expect(page.FrameLocator("iframe").Locator(".pt-panel[data-state=error]")).ToHaveCountAsync(0);
            await page.Context.CloseAsync();
        }
        Assert.Empty(browser.PolicyViolations.Skip(violations));
    }

    [Fact]
    public async Task The_examples_show_the_demo_s_panels_from_another_origin()
    {
        var page = await browser.OpenAsync("/examples/embedding");

        foreach (var index in Enumerable.Range(0, 4))
        {
            var frame = page.Locator("iframe").Nth(index);
            await frame.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(frame.ContentFrame.Locator(".pt-panel").First).ToHaveAttributeAsync("data-state", "ok", new() { Timeout = Limit });
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_panel_is_shared_from_its_menu()
    {
        var page = await browser.OpenAsync("/d/acme/prod/service-overview?service=checkout");
        await Dashboards.DrawAllAsync(page);
        var panel = page.Locator("#panel-requests-by-route");
        await panel.HoverAsync();
        await panel.Locator("[data-part=menu-button]").ClickAsync();
        await panel.GetByRole(AriaRole.Menuitem, new() { Name = "Share…" }).ClickAsync();

        var drawer = page.Locator("dialog[open]");
        await drawer.Locator("[name=origins]").FillAsync("https://status.example.com");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await Assertions.Expect(drawer.Locator("pre").First).ToContainTextAsync("/embed/", new() { Timeout = Limit });
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".pt-share-drawer")).ToHaveCountAsync(0, new() { Timeout = Limit });

        await page.GotoAsync("/t/acme/embeds");
        await Assertions.Expect(page.Locator("tr[data-embed]").First).ToContainTextAsync("https://status.example.com", new() { Timeout = Limit });
        await page.Context.CloseAsync();
    }

    private async Task<(string Id, string Token)> IssueAsync(string origin, string? panel, string dashboard = "service-overview")
    {
        using var answer = await browser.Portal.Http.PostAsJsonAsync("/api/v1/embeds", new { tenant = "acme", environment = "prod", dashboard, service = "checkout", panel, origins = new[] { origin }, lifetime = "1h" });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        using var json = JsonDocument.Parse(body);
        var token = json.RootElement.GetProperty("token").GetString()!;
        browser.Portal.Hide(token);
        return (json.RootElement.GetProperty("id").GetString()!, token);
    }

    /// <summary>A page of an origin of its own.</summary>
    private sealed class Site(WebApplication app, string origin) : IAsyncDisposable
    {
        public string Origin { get; } = origin;

        public string Body { get; set; } = "";

        public static async Task<Site> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            Site? site = null;
            app.MapGet("/", () => TypedResults.Text($"<!doctype html><html lang=\"en\"><title>Host</title><body>{site!.Body}</body></html>", "text/html"));
            await app.StartAsync();
            return site = new Site(app, app.Urls.Single());
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
