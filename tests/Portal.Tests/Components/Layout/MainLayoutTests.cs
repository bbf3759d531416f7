using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Portal.Components.Layout;
using Portal.Tests.Components.Pages;

namespace Portal.Tests.Components.Layout;

public sealed class MainLayoutTests : PageTests
{
    [Fact]
    public async Task The_page_stands_in_main_below_the_bar_with_its_way_in_it()
    {
        await LoadAsync();

        var layout = Show(b =>
        {
            b.OpenComponent<Crumbs>(0);
            b.AddAttribute(1, nameof(Crumbs.Trail), new Crumb[] { new("Acme", "/t/acme"), new("RED") });
            b.CloseComponent();
            b.AddContent(2, "the page");
        });

        Assert.Equal("the page", layout.Find("main").TextContent.Trim());
        Assert.Equal("/t/acme", layout.Find("header nav a").GetAttribute("href"));
        Assert.Equal("RED", layout.Find("header nav [aria-current=page]").TextContent);
        Assert.Equal("#main", layout.Find("a[data-skip]").GetAttribute("href"));
        Assert.NotNull(layout.Find("button[data-theme-toggle][aria-label]"));
        Assert.NotNull(layout.Find("button[data-palette-open]"));
    }

    [Theory]
    [InlineData("/d/a/b/c?kiosk", true)]
    [InlineData("/d/a/b/c?kiosk=1", true)]
    [InlineData("/d/a/b/c?kiosk=0", false)]
    [InlineData("/d/a/b/c?kiosk=false", false)]
    [InlineData("/d/a/b/c", false)]
    public async Task A_kiosk_is_the_page_alone(string address, bool alone)
    {
        await LoadAsync();
        Catalog.Refused = Refuse(Error());
        var layout = Show(b => b.AddContent(0, "the page"));

        Navigation.NavigateTo(address);

        layout.WaitForAssertion(() => Assert.Equal(alone ? 0 : 1, layout.FindAll("header.pt-bar").Count));
        Assert.Equal(alone ? 0 : 1, layout.FindAll(".pt-banner").Count);
        Assert.Contains("the page", layout.Find("main").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editors_are_told_on_every_page_that_a_revision_was_refused_and_viewers_are_not()
    {
        await LoadAsync();
        Catalog.Refused = Refuse(Error(), Error(line: 8), Error(line: 9));

        var banner = Show(b => b.AddContent(0, "the page")).Find(".pt-banner");
        Assert.Contains("Revision badbadba was refused with 3 errors.", Text(banner.TextContent), StringComparison.Ordinal);
        Assert.Contains("The last good one stays up.", banner.TextContent, StringComparison.Ordinal);
        Assert.Equal("/catalog#refused", banner.QuerySelector("a")!.GetAttribute("href"));

        await DisposeComponentsAsync();
        Access.IsEditor = false;
        var layout = Show(b => b.AddContent(0, "the page"));
        Assert.Empty(layout.FindAll(".pt-banner"));
        Assert.Empty(layout.FindAll("[href^='/catalog'], [href^='/templates']"));
    }

    [Fact]
    public async Task The_state_of_the_catalog_is_seen_in_the_bar()
    {
        var layout = Show(b => b.AddContent(0, "the page"));
        Assert.Equal("loading", layout.Find(".pt-bar .pt-state").GetAttribute("data-state"));

        await LoadAsync();
        layout.WaitForAssertion(() => Assert.Equal("live", layout.Find(".pt-bar .pt-state").GetAttribute("data-state")));

        Catalog.Refused = Refuse(Error());
        Catalog.Raise();
        layout.WaitForAssertion(() => Assert.Equal("refused", layout.Find(".pt-bar .pt-state").GetAttribute("data-state")));
    }

    [Fact]
    public async Task A_page_that_breaks_leaves_the_bar_up_and_another_page_works()
    {
        await LoadAsync();
        var broken = true;
        var layout = Show(b =>
        {
            b.OpenComponent<Breaking>(0);
            b.AddAttribute(1, nameof(Breaking.Breaks), broken);
            b.CloseComponent();
        });

        Assert.Equal("Something went wrong in this page", layout.Find("main h1").TextContent);
        Assert.NotNull(layout.Find("header.pt-bar"));

        broken = false;
        Navigation.NavigateTo("/");
        layout.WaitForAssertion(() => Assert.Equal("works", layout.Find("main").TextContent.Trim()));
    }

    private static string Text(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<MainLayout> Show(RenderFragment body) => Render<MainLayout>(p => p.Add(l => l.Body, body));

    private sealed class Breaking : ComponentBase
    {
        [Parameter]
        public bool Breaks { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Breaks)
            {
                throw new InvalidOperationException("broken");
            }
            builder.AddContent(0, "works");
        }
    }
}
