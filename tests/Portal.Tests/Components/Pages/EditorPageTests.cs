using Bunit;
using Portal.Components.Pages;
using Portal.Core.Diagnostics;

namespace Portal.Tests.Components.Pages;

public sealed class EditorPageTests : PageTests
{
    [Fact]
    public async Task Viewers_find_none_of_the_editors_pages()
    {
        await LoadAsync();
        Access.IsEditor = false;
        var missing = Open<NotFoundPage>("/none").Markup;

        Assert.Equal(missing, Open<TemplatesPage>("/templates").Markup);
        Assert.Equal(missing, Open<CatalogPage>("/catalog").Markup);
        Assert.Equal(missing, Template("red").Markup);
        Assert.Equal(missing, Template("red", "?tab=source").Markup);
    }

    [Fact]
    public async Task Templates_are_listed_with_their_uses_and_problems()
    {
        await LoadAsync();
        Catalog.Refused = Refuse(Error(), Error(line: 9), Error("tenants/acme.yaml"));

        var rows = Open<TemplatesPage>("/templates").FindAll("tbody tr");

        Assert.Equal(["Unused", "Nodes", "RED"], rows.Select(r => r.QuerySelector("th a")!.TextContent));
        Assert.Equal(["3", "5", "0"], new[] { rows[1], rows[2], rows[0] }.Select(r => r.QuerySelector("[data-label=Dashboards]")!.TextContent));
        Assert.Equal("2", rows[2].QuerySelector("[data-label=Tenants]")!.TextContent);
        Assert.Contains("2 errors", rows[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("not used", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("/templates/infra~nodes", rows[1].QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Words_narrow_the_templates()
    {
        await LoadAsync();

        Assert.Equal("RED", Open<TemplatesPage>("/templates?q=http").Find("tbody a").TextContent);
        Assert.Contains("No template matches", Open<TemplatesPage>("/templates?q=nothing").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_tells_what_it_is_for()
    {
        await LoadAsync();

        var page = Template("red");

        Assert.Equal("RED", page.Find("h1").TextContent);
        Assert.Equal("errors", page.Find(".pt-prose em").TextContent);
        Assert.Equal(["target", "number", "0.5", "0 to 1", "Seconds."], page.FindAll("tbody tr > *").Select(c => c.TextContent));
        Assert.Equal("/?tag=http", page.Find(".pt-tag").GetAttribute("href"));
    }

    [Fact]
    public async Task The_source_is_shown_with_numbers_and_what_was_found_in_it()
    {
        await LoadAsync();
        var live = Catalog.Live!;
        Catalog.Live = new()
        {
            Revision = live.Revision, Tenants = live.Tenants, Templates = live.Templates,
            Diagnostics = [Error(line: 2) with { Severity = Severity.Warning, Message = "The title is short." }],
        };

        var page = Template("red", "?tab=source");

        Assert.Equal(Red.TrimEnd('\n'), string.Join('\n', page.FindAll(".pt-code code").Select(c => c.TextContent)));
        Assert.Contains("The title is short.", page.Find("#L2[data-severity=warning]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_yaml_of_the_chosen_binding_is_rendered()
    {
        await LoadAsync();

        var page = Template("red", "?tab=rendered&for=acme/staging/checkout");

        page.WaitForAssertion(() => Assert.Contains("title: \"checkout\"", page.Find(".pt-code").TextContent, StringComparison.Ordinal));
        Assert.Equal("/d/acme/staging/red?service=checkout", page.Find(".pt-toolbar > a").GetAttribute("href"));
        Assert.Contains("acme/staging/checkout", page.Find(".pt-toolbar").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_bindings_that_the_person_may_edit_are_rendered_or_listed()
    {
        await LoadAsync();
        Access.Sees = scope => scope.Tenant.Value == "nova";

        var page = Template("red", "?tab=rendered&for=acme/prod/cart");
        page.WaitForAssertion(() => Assert.Contains("title: \"billing\"", page.Find(".pt-code").TextContent, StringComparison.Ordinal));

        Assert.DoesNotContain("acme", Template("red", "?tab=uses").Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_template_that_nothing_uses_says_how_to_use_it()
    {
        await LoadAsync();

        Assert.Contains("tenant's file", Template("unused", "?tab=uses").Find(".pt-none").TextContent, StringComparison.Ordinal);
        Assert.Contains("tenant's file", Template("unused", "?tab=rendered").Find(".pt-none").TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing to mend", Template("unused", "?tab=problems").Markup, StringComparison.Ordinal);
        Assert.Contains("no such page", Template("none").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalog_tells_what_is_live()
    {
        await LoadAsync();

        var page = Open<CatalogPage>("/catalog");

        Assert.Contains("Add dashboards", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Ada", page.Markup, StringComparison.Ordinal);
        Assert.Equal("2026-05-04T03:02:01Z", page.Find("time").GetAttribute("datetime"));
        Assert.Equal(["2", "3", "8", "0"], page.FindAll(".pt-counts dd").Select(d => d.TextContent));
        Assert.Empty(page.FindAll("#refused"));
    }

    [Fact]
    public async Task A_refused_revision_is_told_file_by_file_with_place_line_remedy_and_number()
    {
        await LoadAsync();
        Catalog.Refused = Refuse(
            Error("templates/red.yaml.sbn", 7) with { Occurrences = 24, Binding = "acme/prod/cart red", RenderedLine = "  typ: stat", RenderedLineNumber = 12 },
            Error("templates/red.yaml.sbn", 9) with { Severity = Severity.Warning },
            Error("tenants/acme.yaml", 0));

        var page = Open<CatalogPage>("/catalog");

        Assert.Equal(["templates/red.yaml.sbn", "tenants/acme.yaml"], page.FindAll(".pt-diagnostics h3").Select(h => h.TextContent));
        var first = page.Find(".pt-finding[data-severity=error]").TextContent;
        foreach (var part in new[] { "The key 'typ' is not known.", "Did you mean 'type'?", "7:3", "×24", "PT105", "  typ: stat", "line 12", "acme/prod/cart red" })
        {
            Assert.Contains(part, first, StringComparison.Ordinal);
        }
        Assert.Contains("2 errors, 1 warning", page.Find("#refused").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalog_follows_what_is_refused_and_what_goes_live()
    {
        await LoadAsync();
        var page = Open<CatalogPage>("/catalog");

        Catalog.Refused = Refuse(Error());
        Catalog.Raise();
        page.WaitForAssertion(() => page.Find("#refused"));

        Catalog.Refused = null;
        await LoadAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#refused")));
    }

    [Fact]
    public void Thousands_of_findings_are_bounded()
    {
        Catalog.Refused = Refuse([.. Enumerable.Range(1, 5000).Select(line => Error(line: line))]);

        var page = Open<CatalogPage>("/catalog");

        Assert.Equal(300, page.FindAll(".pt-finding").Count);
        Assert.Contains("And 4,700 more", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<TemplatePage> Template(string slug, string query = "") => Open<TemplatePage>($"/templates/{slug}{query}", p => p.Add(t => t.Slug, slug));
}
