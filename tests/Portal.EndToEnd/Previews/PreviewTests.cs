using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Previews;

/// <summary>Proposals, seen by the person who is to merge them.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class PreviewTests(BrowserFixture browser, PreviewPortal world) : IClassFixture<PreviewPortal>
{
    private const string Compared = "/previews/branch-narrow/d/acme/prod/service-overview?service=checkout";

    private PortalServer Portal => world.Portal;

    [Fact]
    public async Task The_matrix_is_that_of_rendering_both_commits_and_a_tenants_isolation_comes_first()
    {
        var page = await browser.OpenAsync("/previews", portal: Portal);
        await page.GetByLabel("Branch, tag, commit or pull request").FillAsync("narrow");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open a preview" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pt-preview-bar")).ToContainTextAsync("narrow");
        await Assertions.Expect(page.Locator(".pt-matrix tbody tr").First).ToBeVisibleAsync();
        var shown = await page.EvaluateAsync<string[]>(
            """
            () => {
              const scopes = [...document.querySelectorAll('.pt-matrix thead th')].slice(1).map((th) => `${th.querySelector('a').firstChild.textContent}/${th.querySelector('small').textContent}`);
              return [...document.querySelectorAll('.pt-matrix tbody tr')].flatMap((tr) => [...tr.querySelectorAll('td')]
                .map((td, i) => [td.querySelector('a')?.firstChild.textContent ?? '0', scopes[i]])
                .filter(([count]) => count !== '0').map(([count, scope]) => `${tr.querySelector('th').textContent.trim()} ${scope} ${count}`));
            }
            """);
        Assert.NotEmpty(shown);
        Assert.Equal(world.Cells, shown.Order());
        await Assertions.Expect(page.Locator(".pt-preview-security")).ToContainTextAsync("isolation: label environment");
        await Accessibility.AssertAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_dashboard_is_compared_by_name_by_line_and_by_its_data_and_opens_marked_as_a_preview()
    {
        await OpenAsync("narrow");
        var page = await browser.OpenAsync(Compared, portal: Portal);
        var change = page.Locator(".pt-changes li").Filter(new() { HasText = "panel 'Percentiles': query" });
        await Assertions.Expect(change.Locator("del")).ToContainTextAsync("0.99");
        await Assertions.Expect(change.Locator("ins")).ToContainTextAsync("0.95");
        await Accessibility.AssertAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "YAML" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pt-beside-line [data-side=gone]")).ToContainTextAsync(["0.99"]);
        await Assertions.Expect(page.Locator(".pt-beside-line [data-side=new]")).ToContainTextAsync(["0.95"]);

        await page.GetByRole(AriaRole.Link, new() { Name = "Side by side" }).ClickAsync();
        await Assertions.Expect(page.Locator(".pt-pair").First).ToHaveAttributeAsync("data-differs", "false");
        await Assertions.Expect(page.Locator("[data-variable=route]").GetByRole(AriaRole.Button).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Panels that are written otherwise" }).GetByRole(AriaRole.Link, new() { Name = "Percentiles" }).ClickAsync();
        var pair = page.Locator(".pt-pair").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Percentiles" }) });
        await Assertions.Expect(pair).ToHaveAttributeAsync("data-differs", "true");
        await Assertions.Expect(pair.Locator("[data-mark]")).ToHaveTextAsync("Data differ");
        // Both were asked for the very same moments, and are so after another range was chosen.
        await page.GotoAsync($"{Compared}&tab=beside&from=now-1h&to=now");
        await Assertions.Expect(page.Locator(".pt-pair").First).ToHaveAttributeAsync("data-differs", "false");
        var asked = await page.Locator(".pt-pair").First.EvaluateAsync<string[]>("pair => [...pair.querySelectorAll('.pt-panel')].map(panel => `${panel.ptState.from} ${panel.ptState.to}`)");
        Assert.Equal(2, asked.Length);
        Assert.Equal(asked[0], asked[1]);
        Assert.Equal(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(asked[0].Split(' ').Select(long.Parse).ToArray() is [var from, var to] ? to - from : 0));
        await Accessibility.AssertAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the dashboard in the preview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "This is a preview" })).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Preview: "));
        await Assertions.Expect(page.Locator(".pt-panel[data-state=ok]").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show what is live" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "This is a preview" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_branch_that_widens_isolation_and_points_a_secret_elsewhere_reaches_nothing()
    {
        ProposedContent.Reach(Portal.Folder, "reached_metric", world.Live.Address, world.Elsewhere.Address);
        await OpenAsync("reach");
        var page = await browser.OpenAsync("/previews/branch-reach", portal: Portal);
        await Assertions.Expect(page.Locator(".pt-preview-security")).ToContainTextAsync("isolation");
        await page.GotoAsync("/previews/branch-reach/d/zeta/prod/zeta?tab=beside");
        await Assertions.Expect(page.Locator("[data-side=after] .pt-panel")).ToHaveAttributeAsync("data-state", "empty");
        await page.GotoAsync("/d/zeta/prod/zeta?preview=branch-reach");
        await Assertions.Expect(page.Locator(".pt-panel")).ToHaveAttributeAsync("data-state", "empty");
        await page.Context.CloseAsync();

        Assert.Contains(world.Live.Requests, asked => asked["query"] == "reached_metric{tenant=\"zeta\"}");
        Assert.All(world.Live.Requests, asked => Assert.Equal("live-key", asked.Headers["X-Key"]));
        Assert.All(world.Live.Requests.Where(asked => asked["query"]?.Contains("reached_metric", StringComparison.Ordinal) == true), asked => Assert.Contains("tenant=\"zeta\"", asked["query"], StringComparison.Ordinal));
        Assert.Empty(world.Elsewhere.Requests);
    }

    [Fact]
    public async Task A_fork_asks_nothing_until_somebody_approves_that_very_commit()
    {
        const string Beside = "/previews/pull-7/d/zeta/prod/zeta?tab=beside";
        ProposedContent.Ask(Portal.Folder, "refs/pull/7/head", "forked_metric");
        await OpenAsync("#7");
        var page = await browser.OpenAsync(Beside, portal: Portal);
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "No live data" })).ToBeVisibleAsync();
        await page.GotoAsync("/d/zeta/prod/zeta?preview=pull-7");
        await Assertions.Expect(page.Locator(".pt-panel")).ToHaveAttributeAsync("data-state", "error");
        Assert.False(world.IsAsked("forked_metric"));

        await page.GotoAsync("/previews/pull-7");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve ") }).ClickAsync();
        await Assertions.Expect(page.GetByText("Approved for live data")).ToBeVisibleAsync();
        await page.GotoAsync(Beside);
        await Assertions.Expect(page.Locator("[data-side=after] .pt-panel")).ToHaveAttributeAsync("data-state", "empty");
        Assert.True(world.IsAsked("forked_metric"));

        // A push is another commit.
        ProposedContent.Ask(Portal.Folder, "refs/pull/7/head", "pushed_metric");
        await OpenAsync("#7");
        await page.GotoAsync(Beside);
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "No live data" })).ToBeVisibleAsync();
        using var refused = await Portal.Http.PostAsJsonAsync("/api/v1/dashboards/zeta/prod/zeta/panels/up/data?preview=pull-7", new { from = "now-1h", to = "now" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(world.IsAsked("pushed_metric"));
        await page.Context.CloseAsync();
    }

    private async Task OpenAsync(string revision)
    {
        using var opened = await Portal.Http.PostAsJsonAsync("/api/v1/previews", new { revision });
        Assert.True(opened.IsSuccessStatusCode, await opened.Content.ReadAsStringAsync());
    }
}
