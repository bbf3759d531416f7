using Bunit;
using Portal.Components.Layout;
using Portal.Tests.Components.Pages;

namespace Portal.Tests.Components.Layout;

public sealed class CommandPaletteTests : PageTests
{
    [Fact]
    public async Task Nothing_is_listed_before_it_is_opened()
    {
        await LoadAsync();

        Assert.Empty(Render<CommandPalette>().FindAll("[role=option]"));
    }

    [Fact]
    public async Task Opened_it_offers_favourites_what_was_opened_and_pages()
    {
        await LoadAsync();
        Personal.Favourites.Add(Key("acme", "prod", "cart", "red"));
        Personal.Opened.AddRange([Key("acme", "prod", "cart", "red"), Key("nova", "prod", null, "infra/nodes")]);

        var palette = await OpenAsync();

        Assert.Equal(["Favourites", "Recently opened", "Pages"], Groups(palette));
        Assert.Equal(["/d/acme/prod/red?service=cart", "/d/nova/prod/infra~nodes", "/", "/previews", "/templates", "/catalog", "/me", "/people", "/audit"], Hrefs(palette));
    }

    [Fact]
    public async Task Words_find_dashboards_grouped_by_tenant_and_folder_the_best_first()
    {
        await LoadAsync();
        var palette = await OpenAsync();

        palette.Find("input").Input("prod check");

        Assert.Equal(["Acme · Services"], Groups(palette));
        Assert.Equal(["/d/acme/prod/red?service=checkout"], Hrefs(palette));
        Assert.Equal(["prod", "check"], palette.FindAll("[role=option] mark").Select(m => m.TextContent));
        Assert.Equal("1 dashboard", palette.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Tenants_and_pages_are_found_too()
    {
        await LoadAsync();
        var palette = await OpenAsync();

        palette.Find("input").Input("nova");
        Assert.Equal("/t/nova", Hrefs(palette)[0]);

        palette.Find("input").Input("cata");
        Assert.Equal(["/catalog"], Hrefs(palette));
    }

    [Fact]
    public async Task Logs_and_traces_of_a_place_are_found_by_their_names()
    {
        await LoadAsync(("tenants/acme.yaml", Observed("acme", ["prod", "staging"], ["cart", "checkout"])));
        var palette = await OpenAsync();

        palette.Find("input").Input("logs acme staging");
        Assert.Equal(["/t/acme/staging/logs"], Hrefs(palette));
        palette.Find("input").Input("trac check prod");
        Assert.Equal(["/t/acme/prod/traces?service=checkout"], Hrefs(palette));
        palette.Find("input").Input("logs nova");
        Assert.Empty(Hrefs(palette));

        Access.Sees = scope => scope.Environment != "staging";
        palette = await OpenAsync();
        palette.Find("input").Input("logs acme");
        Assert.Equal(["/t/acme/prod/logs"], Hrefs(palette));
    }

    [Fact]
    public async Task What_may_not_be_seen_is_not_found()
    {
        await LoadAsync();
        Access.Sees = scope => scope.Tenant.Value == "nova";
        Access.IsEditor = false;
        Personal.Favourites.Add(Key("acme", "prod", "cart", "red"));

        var palette = await OpenAsync();
        Assert.Equal(["/", "/previews", "/me"], Hrefs(palette));

        foreach (var words in new[] { "acme", "cart", "templates" })
        {
            palette.Find("input").Input(words);
            Assert.Empty(Hrefs(palette));
            Assert.Contains("Nothing matches", palette.Markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_thousands_it_lists_few_and_says_of_how_many()
    {
        await LoadAsync(("tenants/acme.yaml", Tenant("acme", ["prod"], [.. Enumerable.Range(0, 3000).Select(i => $"service-{i}")])));
        var palette = await OpenAsync();

        palette.Find("input").Input("red");

        Assert.Equal(CommandPalette.MostFound, palette.FindAll("[role=option]").Count);
        Assert.Equal("The best 50 of 3,001", palette.Find("[role=status]").TextContent);
        palette.Find("input").Input("service-2999");
        Assert.Equal(["/d/acme/prod/red?service=service-2999"], Hrefs(palette));
    }

    [Fact]
    public async Task It_is_a_combobox_whose_list_holds_groups_of_options_with_ids_of_their_own()
    {
        await LoadAsync();
        var palette = await OpenAsync();
        palette.Find("input").Input("prod");

        Assert.Equal(palette.Find("[role=listbox]").Id, palette.Find("[role=combobox]").GetAttribute("aria-controls"));
        Assert.All(palette.FindAll("[role=group]"), group => Assert.NotNull(palette.Find("#" + group.GetAttribute("aria-labelledby"))));
        var ids = palette.FindAll("[role=option]").Select(o => o.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_change_of_the_catalog_is_found_at_once()
    {
        await LoadAsync();
        var palette = await OpenAsync();
        palette.Find("input").Input("orders");
        Assert.Empty(Hrefs(palette));

        await LoadAsync(("tenants/nova.yaml", Tenant("nova", ["prod"], ["orders"])));

        palette.WaitForAssertion(() => Assert.Equal(["/d/nova/prod/red?service=orders"], Hrefs(palette)));
    }

    private async Task<IRenderedComponent<CommandPalette>> OpenAsync()
    {
        var palette = Render<CommandPalette>();
        await palette.InvokeAsync(palette.Instance.Opened);
        return palette;
    }

    private static List<string?> Hrefs(IRenderedComponent<CommandPalette> palette) => [.. palette.FindAll("[role=option]").Select(o => o.GetAttribute("href"))];

    private static List<string> Groups(IRenderedComponent<CommandPalette> palette) => [.. palette.FindAll(".pt-palette-group").Select(g => g.TextContent)];
}
