using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Pages;
using Portal.Core.Queries;
using Portal.Identity;

namespace Portal.Tests.Components.Pages;

public sealed class HomePageTests : PageTests
{
    [Fact]
    public async Task Tenants_are_shown_with_environments_folders_and_dashboards()
    {
        await LoadAsync();

        var page = Open<HomePage>("/");

        Assert.Equal(["Acme", "Nova"], page.FindAll(".pt-card h2").Select(h => h.TextContent));
        Assert.Equal(["/t/acme?env=prod", "/t/acme?env=staging"], page.FindAll("[aria-labelledby=tenant-acme] .pt-envs a").Select(a => a.GetAttribute("href")));
        Assert.Equal(["Infra", "Services"], page.FindAll("[aria-labelledby=tenant-acme] h3").Select(h => h.TextContent));
        Assert.Equal(["/d/acme/prod/infra~nodes", "/d/acme/prod/red"], page.FindAll("[aria-labelledby=tenant-acme] .pt-row-link").Select(a => a.GetAttribute("href")));
        Assert.Contains("2 services", page.Find("[aria-labelledby=tenant-acme] [href='/d/acme/prod/red']").TextContent, StringComparison.Ordinal);
        Assert.Contains("8 dashboards of 2 tenants", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_a_tenant_sees_no_trace_of_it()
    {
        await LoadAsync();
        Access.Sees = scope => scope.Tenant.Value == "nova";
        Personal.Favourites.Add(Key("acme", "prod", "cart", "red"));
        Personal.Opened.Add(Key("acme", "prod", null, "infra/nodes"));

        foreach (var address in new[] { "/", "/?q=cart", "/?tag=http" })
        {
            Assert.DoesNotContain("acme", Open<HomePage>(address).Markup, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Favourites_and_what_was_opened_come_first_and_once()
    {
        await LoadAsync();
        Personal.Favourites.Add(Key("acme", "prod", "cart", "red"));
        Personal.Opened.AddRange([Key("acme", "prod", "cart", "red"), Key("nova", "prod", null, "infra/nodes"), Key("gone", "prod", null, "infra/nodes")]);

        var page = Open<HomePage>("/");

        Assert.Equal(["/d/acme/prod/red?service=cart"], page.FindAll("[aria-labelledby=favourites] a").Select(a => a.GetAttribute("href")));
        Assert.Equal(["/d/nova/prod/infra~nodes"], page.FindAll("[aria-labelledby=recent] a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_takes_no_dashboard_off_the_page()
    {
        await LoadAsync();
        Services.AddSingleton<IPersonalState>(new BrokenState());

        Assert.Equal(2, Open<HomePage>("/").FindAll(".pt-card").Count);
    }

    [Fact]
    public async Task Words_and_tags_of_the_address_narrow_the_list()
    {
        await LoadAsync();

        var page = Open<HomePage>("/?q=che%20prod");
        Assert.Equal(["/d/acme/prod/red?service=checkout"], page.FindAll(".pt-row-link").Select(a => a.GetAttribute("href")));
        Assert.Equal("che", page.Find(".pt-row-link mark").TextContent);

        page = Open<HomePage>("/?tag=infra");
        Assert.Equal(3, page.FindAll(".pt-row-link").Count);
        Assert.Equal("/", page.Find(".pt-tagpick[aria-current]").GetAttribute("href"));
    }

    [Fact]
    public async Task Typing_goes_into_the_address_and_leaves_the_field_alone()
    {
        await LoadAsync();
        var page = Open<HomePage>("/?tag=http");

        page.Find("input[type=search]").Input("cart");

        Assert.EndsWith("/?q=cart&tag=http", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll(".pt-row-link").Count);
        Assert.Null(page.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task What_matches_nothing_is_said_with_a_way_back()
    {
        await LoadAsync();

        var page = Open<HomePage>("/?q=nothing");

        Assert.Contains("No dashboard matches", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/", page.Find(".pt-none a").GetAttribute("href"));
    }

    [Fact]
    public void Before_the_first_revision_there_are_placeholders_and_no_spinner()
    {
        var page = Open<HomePage>("/");

        Assert.Contains("is being loaded", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".pt-ghost"));
    }

    [Fact]
    public void Where_nothing_is_live_editors_are_told_why_and_viewers_are_not()
    {
        Catalog.Refused = Refuse(Error());

        var page = Open<HomePage>("/");
        Assert.Contains("badbadba", page.Markup, StringComparison.Ordinal);
        Assert.Contains("The key 'typ' is not known.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'type'?", page.Markup, StringComparison.Ordinal);

        Access.IsEditor = false;
        page = Open<HomePage>("/");
        Assert.Contains("No dashboards are live yet", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("typ", page.Find(".pt-none").TextContent.Replace("type", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_are_no_tenants_it_says_how_to_make_one()
    {
        await LoadAsync(("tenants/acme.yaml", null), ("tenants/nova.yaml", null));
        Assert.Contains("tenants/&lt;id&gt;.yaml", Open<HomePage>("/").Markup, StringComparison.Ordinal);

        Access.IsEditor = false;
        Assert.Contains("ask whoever runs this portal", Open<HomePage>("/").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_tenants_are_one_line_each_and_only_those_in_view_are_drawn()
    {
        await LoadAsync([.. Enumerable.Range(0, 300).Select(i => ($"tenants/t{i}.yaml", (string?)Tenant($"t{i}", ["prod"], ["web"])))]);

        var page = Open<HomePage>("/");

        Assert.Contains("302 tenants", page.Markup, StringComparison.Ordinal);
        Assert.InRange(page.FindAll(".pt-tenant-row").Count, 1, 150);
        Assert.Empty(page.FindAll(".pt-folders"));
        Assert.Equal(100, Open<HomePage>("/?q=nodes").FindAll(".pt-row-link").Count);
    }

    [Fact]
    public async Task It_follows_the_catalog_until_it_is_left()
    {
        var page = Open<HomePage>("/");

        await LoadAsync();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".pt-card h2").Count));

        await DisposeComponentsAsync();
        Assert.False(Catalog.IsHeard);
    }

    private sealed class BrokenState : IPersonalState
    {
        public Task<IReadOnlyList<BindingKey>> FavouritesAsync(System.Security.Claims.ClaimsPrincipal person, CancellationToken cancellation) => throw new InvalidOperationException("no database");

        public Task<IReadOnlyList<BindingKey>> RecentAsync(System.Security.Claims.ClaimsPrincipal person, int count, CancellationToken cancellation) => throw new InvalidOperationException("no database");

        public Task<bool> SetFavouriteAsync(System.Security.Claims.ClaimsPrincipal person, BindingKey dashboard, bool favourite, CancellationToken cancellation) => throw new InvalidOperationException("no database");

        public Task OpenedAsync(System.Security.Claims.ClaimsPrincipal person, BindingKey dashboard, CancellationToken cancellation) => throw new InvalidOperationException("no database");
    }
}
