using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>What axe finds on a page against WCAG 2.1 A and AA.</summary>
internal static class Accessibility
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Axe tells of each element that is well too, which is megabytes to hand over: only what was found leaves the page.
    private const string Find =
        """
        async () => {
          const found = await axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }, resultTypes: ['violations'] });
          return {
            passes: found.passes.length,
            violations: found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html} ${node.any.map((check) => check.message).join('; ')}`)),
          };
        }
        """;

    /// <summary>Each violation with the page and the element; none where all is well.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<Found>(Find);
        // A page on which nothing can be checked is none.
        Assert.True(found.Passes > 0);
        return [.. found.Violations.Select(violation => $"{new Uri(page.Url).PathAndQuery} {violation}")];
    }

    /// <summary>Fails where there is a violation.</summary>
    public static async Task AssertAsync(IPage page) => Assert.Empty(await ViolationsAsync(page));

    private sealed class Found
    {
        public int Passes { get; set; }

        public string[] Violations { get; set; } = [];
    }
}
