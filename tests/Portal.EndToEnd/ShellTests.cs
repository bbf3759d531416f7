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
        // What is found for the first letters may come in between, and begins at the top again.
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First.Locator("mark").First).ToHaveTextAsync("prod", new() { IgnoreCase = true, Timeout = Limit });
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

    [Fact]
    public async Task A_menu_opened_before_the_page_is_live_stays_open()
    {
        var page = await browser.OpenAsync("/");
        var live = await HoldAsync(page, "/me");
        await page.Locator(".pt-person").ClickAsync();
        await Assertions.Expect(page.Locator("#person-menu")).ToBeVisibleAsync();

        await live();

        await Assertions.Expect(page.Locator("#person-menu")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#person-menu")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_button_pressed_before_the_page_is_live_is_pressed_once_when_it_is()
    {
        var page = await browser.OpenAsync("/");
        var live = await HoldAsync(page, "/d/acme/prod/service-overview?service=checkout&from=2026-01-01T10:00:00Z&to=2026-01-01T11:00:00Z");
        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom out" }).ClickAsync();

        await live();

        await page.WaitForURLAsync("**from=2026-01-01T09:30:00Z&to=2026-01-01T11:30:00Z**");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_form_filled_and_sent_before_the_page_is_live_is_sent_when_it_is()
    {
        var page = await browser.OpenAsync("/");
        var live = await HoldAsync(page, "/t/acme/prod/logs?service=checkout&level=error");
        await page.GetByLabel("Lines with").FillAsync("declined");
        await page.GetByLabel("Read as").SelectOptionAsync(new SelectOptionValue { Label = "exact text" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();

        await live();

        await page.WaitForURLAsync("**/t/acme/prod/logs?*level=error*text=declined*match=exact*");
        await Assertions.Expect(page.GetByLabel("Lines with")).ToHaveValueAsync("declined");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_that_cannot_become_live_says_so()
    {
        var page = await browser.OpenAsync("/");
        await page.RouteAsync("**/_blazor/negotiate**", route => route.AbortAsync());
        await page.GotoAsync("/me");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Load it again");
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();

        await Assertions.Expect(page.Locator("html[data-live]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("Load it again")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_is_taken_back_before_the_page_is_live_is_not_done()
    {
        var page = await browser.OpenAsync("/");
        var live = await HoldAsync(page, "/me");
        await page.Locator(".pt-person").ClickAsync();
        await page.Keyboard.PressAsync("Escape");

        await live();

        await Assertions.Expect(page.Locator("#person-menu")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
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

    /// <summary>Opens a page that becomes live only when it is told to.</summary>
    private static async Task<Func<Task>> HoldAsync(IPage page, string address)
    {
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(address);
        await page.EvaluateAsync("() => document.querySelector('.pt-shell').dataset.first = ''");
        return async () =>
        {
            held.SetResult();
            await Assertions.Expect(page.Locator(".pt-shell[data-first]")).ToHaveCountAsync(0);
        };
    }

    private static async Task<string?> ThemeAsync(IPage page) => await page.Locator("html").GetAttributeAsync("data-theme");
}
