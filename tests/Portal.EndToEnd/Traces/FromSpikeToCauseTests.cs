using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Traces;

/// <summary>An incident of the demo, as somebody follows it: the spike in the metrics, its lines, the trace of one of them, the lines of that trace, and back.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class FromSpikeToCauseTests(BrowserFixture browser)
{
    private const string Dashboard = "/d/acme/prod/service-overview?service=checkout&from=now-6h&tz=utc";
    private const string Panel = "error-ratio-by-route";

    [Fact]
    public async Task From_a_spike_to_its_lines_to_the_trace_that_explains_it_and_back()
    {
        var spike = await SpikeAsync();
        var page = await browser.OpenAsync(Dashboard);
        var plot = page.Locator($"#panel-{Panel} .pt-plot-area");
        // The page draws itself anew when it becomes interactive.
        await page.WaitForFunctionAsync($"() => {{ const panel = document.getElementById('panel-{Panel}'); panel?.scrollIntoView({{ block: 'center' }}); return panel?.dataset.state === 'ok'; }}");
        await Assertions.Expect(page.Locator("[aria-label=Explore] a").First).ToHaveAttributeAsync("href", "/t/acme/prod/logs?service=checkout&from=now-6h&to=now&tz=utc");

        var box = (await plot.BoundingBoxAsync())!;
        var (x, y) = ((float)(box.X + (box.Width * spike)), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(x - 12, y);
        await page.Keyboard.DownAsync("Shift");
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + 12, y, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.Keyboard.UpAsync("Shift");
        await page.Locator(".pt-range-menu [role=menuitem]", new() { HasText = "Logs" }).ClickAsync();

        await page.WaitForURLAsync(new Regex(@"/t/acme/prod/logs\?service=checkout&from=2.*&to=2"));
        await page.Locator(".pt-levels [data-level=error]").ClickAsync();
        await page.WaitForURLAsync(new Regex("level=error"));
        var line = page.Locator(".pt-line[data-level=error] .pt-line-trace").First;
        await Assertions.Expect(page.Locator(".pt-line[data-level=info]")).ToHaveCountAsync(0);
        var trace = (await line.GetAttributeAsync("href"))!.Split('/')[^1];
        await line.ClickAsync();

        await page.WaitForURLAsync($"**/t/acme/prod/trace/{trace}");
        await page.Locator(".pt-span-error .pt-span-operation").First.ClickAsync();
        await page.Locator(".pt-span-places a", new() { HasText = "Logs of this trace" }).ClickAsync();
        await page.WaitForURLAsync(new Regex($"/logs.*trace={trace}"));
        await Assertions.Expect(page.Locator(".pt-line").First).ToContainTextAsync(trace.TrimStart('0'));
        Assert.All(await page.Locator(".pt-line").AllInnerTextsAsync(), text => Assert.Contains(trace.TrimStart('0'), text, StringComparison.Ordinal));

        // Each page is there before the next one is gone back to.
        await page.GoBackAsync();
        await page.WaitForURLAsync($"**/t/acme/prod/trace/{trace}**");
        await Assertions.Expect(page.Locator(".pt-span-error").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.WaitForURLAsync(new Regex("level=error"));
        await Assertions.Expect(page.Locator(".pt-line[data-level=error]").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.WaitForSelectorAsync(".pt-levels [data-level=error]:not([aria-current])");
        await page.GoBackAsync();
        await page.WaitForURLAsync($"**{Dashboard}");
        await page.WaitForSelectorAsync(".pt-dashboard");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Conditions_are_chosen_by_clicks_and_kept_in_the_address()
    {
        var page = await browser.OpenAsync("/t/acme/prod/logs");
        await page.Locator(".pt-service-volume", new() { HasText = "checkout" }).ClickAsync();
        await page.WaitForURLAsync("**/logs?service=checkout");

        await page.Locator(".pt-names button[aria-expanded]", new() { HasText = "method" }).ClickAsync();
        await page.GetByTitle("Only lines with method POST").ClickAsync();
        await page.WaitForURLAsync("**/logs?service=checkout&field=method%3DPOST");
        await Assertions.Expect(page.Locator(".pt-line").First).ToContainTextAsync("POST");

        await page.Locator(".pt-line").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Without lines with this status" }).First.ClickAsync();
        await page.WaitForURLAsync(new Regex("field=status%21%3D"));
        await page.Locator("button", new() { HasTextString = "Wrap" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("wrap=0"));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".pt-condition")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("button", new() { HasTextString = "Wrap" })).ToHaveAttributeAsync("aria-pressed", "false");
        await page.Context.CloseAsync();
    }

    // Where in the last six hours most requests failed, from 0 to 1; not so near to an edge that a drag would leave the plot.
    private async Task<double> SpikeAsync()
    {
        using var answer = await browser.Portal.Http.PostAsJsonAsync($"/api/v1/dashboards/acme/prod/service-overview/panels/{Panel}/data?service=checkout", new { from = "now-6h", to = "now", width = 400 });
        using var data = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var (start, end) = (data.RootElement.GetProperty("fromMs").GetInt64(), data.RootElement.GetProperty("toMs").GetInt64());
        var points =
            from frame in data.RootElement.GetProperty("frames").EnumerateArray()
            let fields = frame.GetProperty("fields")
            from point in fields[0].GetProperty("values").EnumerateArray().Zip(fields[1].GetProperty("values").EnumerateArray())
            where point.Second.ValueKind == JsonValueKind.Number
            let place = (double)(point.First.GetInt64() - start) / (end - start)
            where place > 0.05 && place < 0.95
            select (Place: place, Value: point.Second.GetDouble());
        return points.MaxBy(point => point.Value).Place;
    }
}
