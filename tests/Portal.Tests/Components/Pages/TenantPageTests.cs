using Bunit;
using Portal.Components.Pages;

namespace Portal.Tests.Components.Pages;

public sealed class TenantPageTests : PageTests
{
    [Fact]
    public async Task The_default_environment_is_shown_with_folders_and_services()
    {
        await LoadAsync();

        var page = Show("acme");

        Assert.Equal("Acme", page.Find("h1").TextContent);
        Assert.Equal(["prod", "staging"], page.FindAll("[aria-label=Environment] a").Select(a => a.TextContent));
        Assert.Equal("prod", page.Find("[aria-label=Environment] [aria-current]").TextContent);
        Assert.Equal("/d/acme/prod/infra~nodes", page.Find("[aria-label=Infra] .pt-row-link").GetAttribute("href"));
        page.WaitForAssertion(() => Assert.Equal(["cart", "checkout"], page.FindAll(".pt-service-row > .pt-row-title").Select(a => a.TextContent)));
        Assert.Equal("/d/acme/prod/red?service=cart", page.Find(".pt-service-row .pt-chip").GetAttribute("href"));
    }

    [Fact]
    public async Task The_address_chooses_the_environment_and_words()
    {
        await LoadAsync();

        var page = Show("acme", "?env=staging&q=check");

        Assert.Equal("staging", page.Find("[aria-label=Environment] [aria-current]").TextContent);
        Assert.Empty(page.FindAll("[aria-label=Infra]"));
        page.WaitForAssertion(() => Assert.Equal("/d/acme/staging/red?service=checkout", page.Find(".pt-service-row .pt-chip").GetAttribute("href")));
        Assert.Equal("/t/acme?env=prod&q=check", page.Find("[aria-label=Environment] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Another_s_tenant_cannot_be_told_from_none()
    {
        await LoadAsync();
        Access.Sees = scope => scope.Tenant.Value == "nova";

        var missing = Show("none").Markup;

        Assert.Contains("There is no such page here", missing, StringComparison.Ordinal);
        Assert.Equal(missing, Show("acme").Markup);
    }

    [Fact]
    public async Task An_environment_that_may_not_be_seen_is_not_offered_and_not_shown()
    {
        await LoadAsync();
        Access.Sees = scope => scope.Environment != "prod";

        var page = Show("acme", "?env=prod");

        Assert.Empty(page.FindAll("[aria-label=Environment]"));
        Assert.DoesNotContain("prod", page.Markup, StringComparison.Ordinal);
        Assert.Contains("in staging", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_matches_nothing_is_said_with_a_way_back()
    {
        await LoadAsync();

        Assert.Equal("/t/acme?env=prod", Show("acme", "?q=nothing").Find(".pt-none a").GetAttribute("href"));
    }

    [Fact]
    public async Task An_environment_without_dashboards_says_what_is_missing()
    {
        var file = Tenant("acme", ["prod"], ["cart"]).Replace("services: [cart]", "services: {discover: {label: service}}", StringComparison.Ordinal).Replace("  - template: infra/nodes\n", "", StringComparison.Ordinal);
        await LoadAsync(("tenants/acme.yaml", file));

        Assert.Contains("discovered from the label service", Show("acme").Find(".pt-none").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_and_traces_are_a_click_away_where_there_are_some()
    {
        await LoadAsync(("tenants/acme.yaml", Observed("acme", ["prod", "staging"], ["cart", "checkout"])));

        var page = Show("acme", "?env=staging");

        Assert.Equal(["/t/acme/staging/logs", "/t/acme/staging/traces"], page.FindAll("[aria-label=Explore] a").Select(a => a.GetAttribute("href")));
        page.WaitForAssertion(() => Assert.Equal("/t/acme/staging/logs?service=cart", page.Find(".pt-service-explore a").GetAttribute("href")));
        Assert.Empty(Show("nova").FindAll("[aria-label=Explore]"));
    }

    private IRenderedComponent<TenantPage> Show(string tenant, string query = "") => Open<TenantPage>($"/t/{tenant}{query}", p => p.Add(t => t.Tenant, tenant));
}
