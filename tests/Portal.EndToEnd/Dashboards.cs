using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What tests do with the pages of dashboards.</summary>
internal static class Dashboards
{
    private const string Panels = "section.pt-panel";

    /// <summary>Brings every panel into view and waits until each has drawn or failed. Returns their states by title.</summary>
    public static async Task<IReadOnlyList<(string Title, string State, string Text)>> DrawAllAsync(IPage page)
    {
        await page.WaitForSelectorAsync(Panels);
        var panels = page.Locator(Panels);
        var states = new List<(string, string, string)>();
        for (var i = 0; i < await panels.CountAsync(); i++)
        {
            var panel = panels.Nth(i);
            await panel.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(panel).Not.ToHaveAttributeAsync("data-state", "loading", new() { Timeout = 60_000 });
            states.Add((await panel.GetAttributeAsync("aria-label") ?? "", await panel.GetAttributeAsync("data-state") ?? "", (await panel.InnerTextAsync()).ReplaceLineEndings(" ")));
        }
        return states;
    }

    /// <summary>What is wrong with the panels of a page; empty where each has drawn.</summary>
    public static async Task<IEnumerable<string>> FailuresAsync(IPage page, string path) =>
        from panel in await DrawAllAsync(page)
        where panel.State is not ("ok" or "partial")
        select $"{path} '{panel.Title}' is {panel.State}: {panel.Text}";
}
