using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>Every page that ships, as people see it. It takes a third of all that is tried in a browser, so it has a portal and a browser of its own and runs beside the rest.</summary>
public sealed class ShippedContentTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Each page is opened once, in one window as people read them, and is looked at by day, by night and on a phone.</summary>
    [Fact]
    public async Task Every_page_draws_can_be_used_by_everyone_and_fits_a_phone()
    {
        var failures = new List<string>();
        var page = await browser.OpenAsync("/");
        foreach (var path in await PagesAsync())
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await page.SetViewportSizeAsync(1400, 900);
            await page.GotoAsync(path);
            failures.AddRange(await SettleAsync(page, path));
            failures.AddRange(await Accessibility.ViolationsAsync(page));

            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            // Colours pass over into one another; in between nothing has the contrast that it will have.
            await page.WaitForFunctionAsync("() => document.documentElement.dataset.theme === 'dark' && !document.getAnimations().some((animation) => animation instanceof CSSTransition)");
            failures.AddRange(await Accessibility.ViolationsAsync(page));

            await page.SetViewportSizeAsync(375, 800);
            failures.AddRange(await SidewaysAsync(page, path));
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Empty(browser.PolicyViolations);

        // What was asked of each page finds something where there is something.
        await page.EvaluateAsync("document.body.append(new Image())");
        Assert.Contains("image-alt: <img>", Assert.Single(await Accessibility.ViolationsAsync(page)), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Every_panel_of_every_dashboard_of_the_other_tenant_draws_on_a_phone()
    {
        var failures = new List<string>();
        var page = await browser.OpenAsync("/", width: 375, height: 800);
        foreach (var path in await DashboardsAsync("nova"))
        {
            await page.GotoAsync(path);
            failures.AddRange(await SettleAsync(page, path));
            failures.AddRange(await SidewaysAsync(page, path));
        }
        await page.Context.CloseAsync();

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task Home_leads_to_the_dashboards_of_both_demo_tenants()
    {
        var page = await browser.OpenAsync("/");

        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Acme");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Nova");
        var link = page.Locator("a[href*='/d/'], a[href*='/t/']").First;
        await Assertions.Expect(link).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>Waits until a page shows what it is for; tells what does not.</summary>
    private async Task<IEnumerable<string>> SettleAsync(IPage page, string path)
    {
        using var answer = await browser.Portal.Http.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        if (path.EndsWith("/logs", StringComparison.Ordinal))
        {
            await page.WaitForSelectorAsync(".pt-service-volume");
        }
        else if (path.Contains("/logs?", StringComparison.Ordinal))
        {
            // Lines, none, or an error, beside their names or none.
            await page.WaitForSelectorAsync(".pt-line, .pt-logs-none:not([hidden]), .pt-message-error");
            await page.WaitForSelectorAsync(".pt-names:not([aria-busy])");
            if (await page.Locator(".pt-line").CountAsync() > 0)
            {
                await page.Locator(".pt-line").First.ClickAsync();
                await page.WaitForSelectorAsync(".pt-line-detail");
            }
        }
        else if (path.StartsWith("/d/", StringComparison.Ordinal))
        {
            return await Dashboards.FailuresAsync(page, path);
        }
        else
        {
            await page.WaitForSelectorAsync("h1");
        }
        return [];
    }

    private static async Task<IEnumerable<string>> SidewaysAsync(IPage page, string path)
    {
        try
        {
            await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth");
            return [];
        }
        catch (TimeoutException)
        {
            return [$"{path} is {await page.EvaluateAsync<int>("document.documentElement.scrollWidth")} px wide"];
        }
    }

    // One service stands for all: their dashboards come from the same template and the same kind of data.
    private async Task<IReadOnlyList<string>> DashboardsAsync(string tenant)
    {
        using var rows = JsonDocument.Parse(await browser.Portal.Http.GetStringAsync($"/api/v1/dashboards?tenant={tenant}&environment=prod"));
        return [.. rows.RootElement.EnumerateArray().DistinctBy(row => row.GetProperty("dashboard").GetString()).Select(row => row.GetProperty("url").GetString()!)];
    }

    private async Task<IReadOnlyList<string>> PagesAsync() =>
        [
            "/", "/t/acme", "/templates", "/templates/service-overview", "/catalog", "/previews", "/me", "/people", "/tokens", "/audit", "/t/acme/embeds",
            "/t/acme/prod/logs", "/t/acme/prod/logs?service=checkout&level=error&level=info&field=level!%3Dx", "/t/acme/prod/logs?service=checkout&text=nowhere-to-be-found", "/t/acme/prod/logs?text=(&match=regex",
            .. await DashboardsAsync("acme"),
        ];
}
