using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Portal.EndToEnd.People;

/// <summary>Files that a browser makes of what it was told: for support, nothing in them is clear that is masked on the page.</summary>
[Collection(PortalInBrowser.Name)]
public sealed partial class MaskedFilesTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("demo/acme-viewer", true)]
    [InlineData("demo/support", false)]
    public async Task A_csv_file_of_lines_holds_what_the_person_s_role_may_see(string persona, bool clear)
    {
        var page = await browser.OpenAsync("/sign-in");
        await page.Locator($".pt-sign-form button[value='{persona}']").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboards", Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/t/acme/prod/logs?service=web");
        await page.WaitForSelectorAsync("#panel-lines .pt-line");

        // A press on the button just after the menu has closed is the one that closed it.
        await page.Locator("#panel-lines [data-part=menu-button]").EvaluateAsync("b => new Promise((done) => { const t = setInterval(() => (b.getAttribute('aria-expanded') === 'true' ? (clearInterval(t), done()) : b.click()), 300); })");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#panel-lines [data-action=csv]").ClickAsync());
        var csv = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);

        Assert.Contains("client_ip", csv, StringComparison.Ordinal);
        Assert.Equal(clear, Customer().IsMatch(csv));
        Assert.Equal(!clear, csv.Contains("\"\"client_ip\"\":\"\"****\"\"", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    // Where the demo's customers call from.
    [GeneratedRegex(@"203\.0\.113\.\d")]
    private static partial Regex Customer();
}
