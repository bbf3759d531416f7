using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What tests do with the pages of dashboards.</summary>
internal static class Dashboards
{
    /// <summary>Brings every panel into view and waits until each has drawn or failed. Returns their states by title.</summary>
    public static async Task<IReadOnlyList<(string Title, string State, string Text)>> DrawAllAsync(IPage page)
    {
        // The page draws itself anew when it becomes interactive, so no element is held on to before the end.
        await page.WaitForFunctionAsync(
            """
            () => {
              const panels = [...document.querySelectorAll('section.pt-panel')];
              const waiting = panels.find((panel) => panel.dataset.state === 'loading');
              waiting?.scrollIntoView({ block: 'center' });
              return panels.length > 0 && !waiting;
            }
            """,
            null,
            new() { Timeout = 120_000 });
        var states = new List<(string, string, string)>();
        foreach (var panel in await page.Locator("section.pt-panel").AllAsync())
        {
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
