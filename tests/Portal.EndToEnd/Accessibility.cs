using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What axe finds on a page against WCAG 2.1 A and AA.</summary>
internal static class Accessibility
{
    private static readonly AxeRunOptions Wcag = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    /// <summary>Each violation with the page and the element; none where all is well.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        var found = await page.RunAxe(Wcag);
        // A page on which nothing can be checked is none.
        Assert.NotEmpty(found.Passes);
        return [.. found.Violations.SelectMany(v => v.Nodes.Select(n => $"{new Uri(page.Url).PathAndQuery} {v.Id}: {n.Html} {string.Join("; ", n.Any.Select(c => c.Message))}"))];
    }

    /// <summary>Fails where there is a violation.</summary>
    public static async Task AssertAsync(IPage page) => Assert.Empty(await ViolationsAsync(page));
}
