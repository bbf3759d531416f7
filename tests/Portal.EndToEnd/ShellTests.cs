using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What surrounds the pages, as people meet it: the theme, the search, small screens.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class ShellTests(BrowserFixture browser)
{
    private const float Limit = 60_000;

    [Fact]
    public async Task The_theme_is_the_address_s_then_the_person_s_then_the_system_s()
    {
        var page = await browser.OpenAsync("/", scheme: ColorScheme.Dark);
        Assert.Equal("dark", await ThemeAsync(page));

        await page.Locator("[data-theme-toggle]").ClickAsync();
        Assert.Equal("light", await ThemeAsync(page));
        await page.ReloadAsync();
        Assert.Equal("light", await ThemeAsync(page));

        await page.GotoAsync("/?theme=dark");
        Assert.Equal("dark", await ThemeAsync(page));
        await page.GotoAsync("/");
        Assert.Equal("light", await ThemeAsync(page));
    }

    [Fact]
    public async Task A_dashboard_is_found_and_opened_with_the_keyboard_alone()
    {
        var page = await browser.OpenAsync("/");
        await OpenSearchAsync(page, "Control+k");

        await page.Keyboard.TypeAsync("overview checkout prod acme");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1, new() { Timeout = Limit });
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveAttributeAsync("aria-selected", "true", new() { Timeout = Limit });
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/d/acme/prod/service-overview?service=checkout", new() { Timeout = Limit });
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0, new() { Timeout = Limit });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("checkout", new() { Timeout = Limit });
    }

    [Fact]
    public async Task The_arrows_walk_in_the_search_and_escape_leaves_it()
    {
        var page = await browser.OpenAsync("/");
        await OpenSearchAsync(page, "/");
        var input = page.GetByRole(AriaRole.Combobox);
        await page.Keyboard.TypeAsync("prod");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasTextString = "The best" })).ToBeVisibleAsync(new() { Timeout = Limit });
        var first = await input.GetAttributeAsync("aria-activedescendant");

        await page.Keyboard.PressAsync("ArrowDown");
        var second = await input.GetAttributeAsync("aria-activedescendant");
        Assert.NotEqual(first, second);
        Assert.Equal("true", await page.Locator($"#{second}").GetAttributeAsync("aria-selected"));
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(first, await input.GetAttributeAsync("aria-activedescendant"));

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0, new() { Timeout = Limit });
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?q=checkout")]
    [InlineData("/t/acme")]
    [InlineData("/templates")]
    [InlineData("/templates/service-overview")]
    [InlineData("/templates/service-overview?tab=source")]
    [InlineData("/catalog")]
    [InlineData("/nothing")]
    public async Task No_page_is_wider_than_a_small_phone(string address)
    {
        var page = await browser.OpenAsync(address, width: 360, height: 740);

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync(new() { Timeout = Limit });
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 360);
    }

    /// <summary>The keys are heard only once the page is live; until then they are pressed again.</summary>
    private static Task OpenSearchAsync(IPage page, string keys) => PortalServer.UntilAsync(
        async () =>
        {
            if (await page.GetByRole(AriaRole.Dialog).CountAsync() > 0)
            {
                return true;
            }
            await page.Keyboard.PressAsync(keys);
            return await page.GetByRole(AriaRole.Dialog).CountAsync() > 0;
        },
        "the search to open");

    private static async Task<string?> ThemeAsync(IPage page) => await page.Locator("html").GetAttributeAsync("data-theme");
}
