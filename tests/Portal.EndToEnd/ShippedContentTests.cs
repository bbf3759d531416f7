using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>Every page that ships, as people see it.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class ShippedContentTests(BrowserFixture browser)
{
    private static readonly AxeRunOptions Wcag = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    [Theory]
    [InlineData("acme")]
    [InlineData("nova")]
    public async Task Every_panel_of_every_dashboard_of_a_demo_tenant_draws(string tenant)
    {
        var failures = new List<string>();
        foreach (var path in await DashboardsAsync(tenant))
        {
            var page = await browser.OpenAsync(path);
            failures.AddRange(await Dashboards.FailuresAsync(page, path));
            await page.Context.CloseAsync();
        }

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

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_can_be_used_by_everyone(ColorScheme scheme)
    {
        var violations = new List<string>();
        foreach (var path in await PagesAsync())
        {
            var page = await browser.OpenAsync(path, scheme: scheme);
            await SettleAsync(page, path);
            var found = await page.RunAxe(Wcag);
            Assert.NotEmpty(found.Passes);
            violations.AddRange(found.Violations.SelectMany(v => v.Nodes.Select(n => $"{path} {v.Id}: {n.Html} {string.Join("; ", n.Any.Select(c => c.Message))}")));
            await page.Context.CloseAsync();
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(browser.PolicyViolations);
    }

    [Fact]
    public async Task On_a_phone_nothing_scrolls_sideways()
    {
        var wide = new List<string>();
        foreach (var path in await PagesAsync())
        {
            var page = await browser.OpenAsync(path, width: 375, height: 800);
            await SettleAsync(page, path);
            var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (width > 375)
            {
                wide.Add($"{path} is {width} px wide");
            }
            await page.Context.CloseAsync();
        }

        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    private async Task SettleAsync(IPage page, string path)
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
            await Dashboards.DrawAllAsync(page);
        }
        else
        {
            await page.WaitForSelectorAsync("h1");
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
            "/", "/t/acme", "/templates", "/templates/service-overview", "/catalog",
            "/t/acme/prod/logs", "/t/acme/prod/logs?service=checkout&level=error&level=info&field=level!%3Dx", "/t/acme/prod/logs?service=checkout&text=nowhere-to-be-found", "/t/acme/prod/logs?text=(&match=regex",
            .. await DashboardsAsync("acme"),
        ];
}
