using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What an author sees who saves a file while the dashboard is open.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class FollowedContentTests(BrowserFixture browser)
{
    private const string Path = "/d/acme/prod/edited";

    private const string Template =
        """
        ---
        title: Edited
        scope: environment
        ---
        title: First title
        panels:
          - title: Up
            type: stat
            queries:
              - expr: count(up)

        """;

    [Fact]
    public async Task An_edited_and_saved_template_is_on_screen_without_a_reload()
    {
        await using var portal = await PortalServer.StartAsync(Prepare);
        var page = await browser.OpenAsync(Path, portal: portal);
        await ShowsAsync(page, "First title");
        await Assertions.Expect(page.Locator("html[data-live]")).ToHaveCountAsync(1);
        await page.EvaluateAsync("window.sameDocument = true");

        Save(portal, Template.Replace("First title", "Second title").Replace("title: Up", "title: Targets"));

        await ShowsAsync(page, "Second title");
        await Assertions.Expect(page.Locator("section.pt-panel")).ToHaveAttributeAsync("aria-label", "Targets");
        await Assertions.Expect(page.Locator("section.pt-panel")).ToHaveAttributeAsync("data-state", "ok");
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_broken_one_is_refused_with_file_and_line_and_the_old_dashboard_stays_even_after_a_restart()
    {
        await using var portal = await PortalServer.StartAsync(Prepare);
        var page = await browser.OpenAsync(Path, portal: portal);
        await ShowsAsync(page, "First title");

        Save(portal, Template.Replace("count(up)", "count(up").Replace("First title", "Broken title"));

        var diagnostic = await RefusalAsync(portal);
        Assert.Equal("templates/edited.yaml.sbn", diagnostic.GetProperty("file").GetString());
        Assert.Equal(10, diagnostic.GetProperty("line").GetInt32());
        Assert.Equal("PT501", diagnostic.GetProperty("code").GetString());
        await page.ReloadAsync();
        await ShowsAsync(page, "First title");

        // Open pages come back by themselves; this is about those who come anew.
        await page.Context.CloseAsync();
        await portal.RestartAsync();
        page = await browser.OpenAsync(Path, portal: portal);
        await ShowsAsync(page, "First title");
        Assert.Equal("templates/edited.yaml.sbn", (await RefusalAsync(portal)).GetProperty("file").GetString());

        Save(portal, Template.Replace("First title", "Mended title"));
        await ShowsAsync(page, "Mended title");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task With_nothing_good_ever_stored_the_portal_starts_and_says_why_there_are_no_dashboards()
    {
        await using var portal = await PortalServer.StartUnreadyAsync(folder => File.WriteAllText(System.IO.Path.Combine(folder, "tenants", "acme.yaml"), "id: acme\n"));
        await PortalServer.UntilAsync(async () => (await portal.Http.GetStringAsync("/api/v1/catalog")).Contains("tenants/acme.yaml", StringComparison.Ordinal), "the revision to be refused");

        using var ready = await portal.Http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var home = await portal.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    private static void Prepare(string folder)
    {
        File.WriteAllText(System.IO.Path.Combine(folder, "templates", "edited.yaml.sbn"), Template);
        var tenant = System.IO.Path.Combine(folder, "tenants", "acme.yaml");
        var text = File.ReadAllText(tenant);
        Assert.Contains("\ndashboards:\n", text, StringComparison.Ordinal);
        File.WriteAllText(tenant, text.Replace("\ndashboards:\n", "\ndashboards:\n  - template: edited\n", StringComparison.Ordinal));
    }

    // As editors do it: written beside, then moved into place.
    private static void Save(PortalServer portal, string text)
    {
        var file = System.IO.Path.Combine(portal.Folder, "templates", "edited.yaml.sbn");
        File.WriteAllText(file + ".tmp", text);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private static Task ShowsAsync(IPage page, string title) => Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(title, new() { Timeout = 60_000 });

    private static async Task<JsonElement> RefusalAsync(PortalServer portal)
    {
        JsonElement? diagnostic = null;
        await PortalServer.UntilAsync(
            async () =>
            {
                var catalog = JsonDocument.Parse(await portal.Http.GetStringAsync("/api/v1/catalog")).RootElement;
                diagnostic = catalog.TryGetProperty("refused", out var refused) ? refused.GetProperty("diagnostics").EnumerateArray().First(d => d.GetProperty("severity").GetString() == "error") : null;
                return diagnostic is not null;
            },
            "the revision to be refused");
        return diagnostic!.Value;
    }
}
