using System.Text.RegularExpressions;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Components.Pages;

public sealed partial class TenantPageTests : PageTests
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

    [Fact]
    public async Task The_environment_s_isolation_is_told_as_it_becomes_known()
    {
        var isolated = Tenant("acme", ["prod", "staging"], ["cart"]).Replace("{dedicated: true}", "{headers: {X-Scope-OrgID: acme}}", StringComparison.Ordinal).Replace("http://acme-staging", "http://other", StringComparison.Ordinal);
        await LoadAsync(("tenants/acme.yaml", isolated));
        var page = Show("acme");
        string Line() => Words().Replace(page.Find(".pt-isolation").TextContent, " ").Trim();
        Assert.Equal("Isolation: not checked yet.", Line());

        var prod = new Scope(new TenantId("acme"), "prod");
        Ledger.Record(prod, [Finding(CanaryResult.Proven)]);
        page.WaitForAssertion(() => Assert.Equal("Isolation proven, checked 12 minutes ago.", Line()));

        Ledger.Record(prod, [Finding(CanaryResult.Proven), Finding(CanaryResult.Unknown, "loki")]);
        page.WaitForAssertion(() => Assert.Equal("WarningIsolation proven for 1 of 2 datasources, checked 12 minutes ago. What 'loki' showed.", Line()));

        Ledger.Record(prod, [Finding(CanaryResult.Violated), Finding(CanaryResult.Unknown, "loki")]);
        page.WaitForAssertion(() => Assert.Equal("Error This environment is closed. What 'prometheus' showed. Mend it. Checked 12 minutes ago.", Line()));
        Assert.Equal("alert", page.Find(".pt-isolation").GetAttribute("role"));

        Assert.Equal("Isolation: not checked yet.", Words().Replace(Show("acme", "?env=staging").Find(".pt-isolation").TextContent, " ").Trim());
    }

    [Fact]
    public async Task A_backend_of_its_own_is_said_to_be_one()
    {
        await LoadAsync();

        Assert.Equal("Isolated by backends of its own.", Show("acme").Find(".pt-isolation").TextContent.Trim());
    }

    private CanaryFinding Finding(CanaryResult result, string datasource = "prometheus") => new()
    {
        Datasource = datasource,
        Kind = DatasourceKind.Prometheus,
        Result = result,
        Message = $"What '{datasource}' showed.",
        Remedy = "Mend it.",
        At = base.Services.GetRequiredService<TimeProvider>().GetUtcNow() - TimeSpan.FromMinutes(12.5),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Words();

    private IRenderedComponent<TenantPage> Show(string tenant, string query = "") => Open<TenantPage>($"/t/{tenant}{query}", p => p.Add(t => t.Tenant, tenant));
}
