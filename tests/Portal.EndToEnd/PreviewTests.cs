using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LibGit2Sharp;
using Microsoft.Playwright;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.EndToEnd;

/// <summary>A pull request that touches one part and one tenant, seen by the person who is to merge it.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class PreviewTests(BrowserFixture browser)
{
    private const string Part = "templates/partials/percentiles.sbn";
    private static readonly Signature Ada = new("Ada", "ada@example.org", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private static readonly AxeRunOptions Wcag = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    [Fact]
    public async Task The_matrix_is_that_of_rendering_both_commits_and_both_dashboards_stand_side_by_side()
    {
        var expected = new Dictionary<(string Template, string Scope), int>();
        await using var portal = await PortalServer.StartAsync(folder => expected = Propose(folder), ("Content:Revision", "main"));
        var page = await browser.OpenAsync("/previews", portal: portal);
        await OpenAsync(page, "#7");
        // What is discovered is not known to the brute force.
        await page.GotoAsync("/previews/pull-7?tenant=acme");
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
        Assert.Equal(expected.Select(cell => $"{cell.Key.Template} {cell.Key.Scope} {cell.Value}").Order(), shown.Order());
        await Assertions.Expect(page.Locator(".pt-preview-security")).ToContainTextAsync("isolation: label environment");
        await AccessibleAsync(page);

        // The pull request is not on a branch: somebody has to approve it before anything is asked.
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve ") }).ClickAsync();
        await Assertions.Expect(page.GetByText("Approved for live data")).ToBeVisibleAsync();
        await page.GotoAsync("/previews/pull-7/d/acme/prod/service-overview?service=checkout&tab=beside");
        await Assertions.Expect(page.Locator(".pt-pair-side .pt-panel[data-state=ok]").Nth(3)).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    // What is typed before the page is interactive is lost when it is drawn anew.
    private static async Task OpenAsync(IPage page, string revision)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            try
            {
                await page.GetByLabel("Branch, tag, commit or pull request").FillAsync(revision, new() { Timeout = 3000 });
                await page.GetByRole(AriaRole.Button, new() { Name = "Open a preview" }).ClickAsync(new() { Timeout = 3000 });
                await Assertions.Expect(page.Locator(".pt-preview-bar")).ToContainTextAsync(revision, new() { Timeout = 5000 });
                return;
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
            }
        }
        await Assertions.Expect(page.Locator(".pt-preview-bar")).ToContainTextAsync(revision);
    }

    private static async Task AccessibleAsync(IPage page)
    {
        var found = await page.RunAxe(Wcag);
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Html))}")));
    }

    /// <summary>Commits the content to main, and a change of it to a reference alone, as a fork's is; answers how many dashboards differ where, by rendering all.</summary>
    private static Dictionary<(string, string), int> Propose(string folder)
    {
        LibGit2Sharp.Repository.Init(folder);
        using var repository = new LibGit2Sharp.Repository(folder);
        Commands.Stage(repository, "*");
        repository.Commit("First", Ada, Ada);
        repository.Branches.Rename(repository.Head, "main");
        var before = Render(folder);
        Edit(folder, Part, "duration 0.99 $1", "duration 0.95 $1");
        Edit(folder, "tenants/acme.yaml", "latency_target: 1", "latency_target: 2");
        Edit(folder, "tenants/acme.yaml", "labels: {tenant: acme, environment: prod}", "labels: {tenant: acme, environment: staging}");
        var after = Render(folder);
        Commands.Checkout(repository, repository.CreateBranch("proposal"));
        Commands.Stage(repository, "*");
        repository.Refs.Add("refs/pull/7/head", repository.Commit("Narrower percentiles", Ada, Ada).Id);
        Commands.Checkout(repository, "main", new CheckoutOptions { CheckoutModifiers = CheckoutModifiers.Force });
        repository.Branches.Remove("proposal");
        return before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .GroupBy(key => (key.Template, key.Scope.ToString())).ToDictionary(group => group.Key, group => group.Count());
    }

    private static void Edit(string folder, string path, string what, string with)
    {
        var file = Path.Combine(folder, path);
        var text = File.ReadAllText(file);
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(what, with, StringComparison.Ordinal));
    }

    private static Dictionary<BindingKey, string> Render(string folder)
    {
        var files = new[] { "templates", "tenants" }.SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories))
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText);
        var snapshot = CatalogLoader.Read(new ContentTree(new RevisionId("files"), files, []), new List<Diagnostic>());
        // Dashboards of services that are discovered are left to the unit tests.
        IReadOnlyList<string> Services(Scope scope) => snapshot.Tenants[scope.Tenant].Environment(scope.Environment)!.Services.Names is { } names ? [.. names.Order(StringComparer.Ordinal)] : [];
        using var dashboards = new DashboardService(null!, TimeProvider.System);
        return DashboardService.Bindings(snapshot, Services).Where(binding => snapshot.Tenants[binding.Key.Scope.Tenant].Environment(binding.Key.Scope.Environment)!.Services.Names is not null)
            .ToDictionary(binding => binding.Key, binding => dashboards.RenderAsync(snapshot, binding, CancellationToken.None, Services(binding.Key.Scope)).GetAwaiter().GetResult().Yaml);
    }
}
