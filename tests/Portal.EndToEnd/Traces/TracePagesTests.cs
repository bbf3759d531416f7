using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Traces;

/// <summary>Traces from a shared store to the screen.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class TracePagesTests(BrowserFixture browser, TracesFixture traces) : IClassFixture<TracesFixture>
{
    [Fact]
    public async Task Ten_thousand_spans_are_scrolled_searched_folded_and_opened()
    {
        var page = await OpenAsync($"/t/acme/prod/trace/{TraceStore.Large}");
        await page.WaitForSelectorAsync(".pt-span");

        var drawn = await page.EvaluateAsync<double>("performance.now()");
        var frames = await page.EvaluateAsync<double>("""
            async () => {
              const box = document.querySelector('.pt-trace-scroll');
              const times = [];
              for (let i = 0; i < 60; i += 1) {
                const start = performance.now();
                box.scrollTop = i * 4000;
                box.dispatchEvent(new Event('scroll'));
                await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
                times.push(performance.now() - start);
              }
              return times.sort((a, b) => a - b)[30];
            }
            """);
        TestContext.Current.SendDiagnosticMessage($"10,000 spans: seen {drawn:F0} ms after the navigation began; a scrolled frame and the next {frames:F0} ms");
        Assert.Equal("10000", await page.Locator(".pt-trace-scroll").GetAttributeAsync("aria-rowcount"));
        Assert.InRange(await page.Locator(".pt-span").CountAsync(), 5, 100);
        await page.EvaluateAsync("document.querySelector('.pt-trace-scroll').scrollTop = 1e7");
        await Assertions.Expect(page.Locator($"#pt-span-{10_000:x16}, [aria-rowindex='10000']").First).ToBeVisibleAsync();

        await page.Locator(".pt-trace-tools input").FillAsync("number-7777.");
        await Assertions.Expect(page.Locator(".pt-trace-count")).ToHaveTextAsync("1 found");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".pt-span-selected")).ToBeVisibleAsync();
        await page.Locator(".pt-span-selected .pt-span-operation").ClickAsync();
        await Assertions.Expect(page.Locator(".pt-trace-detail")).ToContainTextAsync("number-7777.");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("q=number-7777.*span=0000000000001e62"));

        await page.Locator(".pt-trace-scroll").FocusAsync();
        await page.Keyboard.PressAsync("-");
        Assert.True(int.Parse((await page.Locator(".pt-trace-scroll").GetAttributeAsync("aria-rowcount"))!) < 10_000);

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".pt-trace-detail")).ToContainTextAsync("number-7777.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task From_a_search_to_its_trace_with_others_spans_hidden()
    {
        var page = await OpenAsync("/t/acme/prod/traces?service=web");

        await Assertions.Expect(page.Locator("[data-trace]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".pt-scatter circle")).ToHaveCountAsync(1);
        await page.Locator("[data-trace] a").ClickAsync();
        await page.WaitForURLAsync($"**/trace/{TraceStore.Mixed}");
        await page.WaitForSelectorAsync(".pt-span");
        await Assertions.Expect(page.Locator(".pt-trace-legend")).ToContainTextAsync("Spans of others are hidden");
        Assert.Equal("9", await page.Locator(".pt-trace-scroll").GetAttributeAsync("aria-rowcount"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_dashboard_s_panels_of_traces_draw_are_inspected_and_saved()
    {
        var page = await OpenAsync("/d/acme/prod/all-traces");
        Assert.Empty(await Dashboards.FailuresAsync(page, "all-traces"));
        await Assertions.Expect(page.Locator("#panel-found [data-trace]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#panel-one .pt-trace-legend")).ToContainTextAsync("Spans of others are hidden");
        await Assertions.Expect(page.Locator("#panel-map .pt-map-picture")).ToBeVisibleAsync();

        foreach (var (panel, head, rows) in ((string, string, int)[])[("found", "Time,Trace,Service,Operation,Nanoseconds,Spans,Errors", 1), ("one", "Time,Span,Service,Operation,Depth,Begins after,Nanoseconds,Failed", 9), ("map", "Caller,Callee,Calls,Requests per second of the callee,Errors of the callee", 0)])
        {
            await OpenMenuAsync(page, panel);
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"#panel-{panel} [data-action=csv]").ClickAsync());
            var csv = (await File.ReadAllTextAsync(await download.PathAsync())).TrimEnd().Split("\r\n");
            Assert.Equal(head, csv[0].TrimStart('\ufeff'));
            Assert.True(csv.Length - 1 >= rows && csv.Length > 1, string.Join('\n', csv));

            await OpenMenuAsync(page, panel);
            await page.Locator($"#panel-{panel} [data-action=inspect]").ClickAsync();
            await Assertions.Expect(page.Locator(".pt-drawer th").First).ToHaveTextAsync(head[..head.IndexOf(',', StringComparison.Ordinal)]);
            await page.GetByRole(AriaRole.Tab, new() { Name = "Statistics" }).ClickAsync();
            await page.Keyboard.PressAsync("Escape");
        }
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(TraceStore.Foreign)]
    [InlineData("0000000000000000000000000000ffff")]
    public async Task Anothers_trace_and_an_unknown_one_look_alike(string id)
    {
        using var answer = await traces.Portal.Http.GetAsync($"/api/v1/traces/acme/prod/{id}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var span = await traces.Portal.Http.GetAsync($"/api/v1/traces/acme/prod/{id}/spans/0000000000000001");
        Assert.Equal(HttpStatusCode.NotFound, span.StatusCode);

        var page = await OpenAsync($"/t/acme/prod/trace/{id}");
        await Assertions.Expect(page.Locator(".pt-message")).ToContainTextAsync("There is no such trace here");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/api/v1/traces/nobody/prod/abc")]
    [InlineData("/api/v1/traces/acme/nowhere?service=web")]
    [InlineData("/t/nobody/prod/traces")]
    [InlineData("/t/nova/prod/trace/00000000000000000000000000000000")]
    [InlineData("/t/acme/prod/trace/what")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var answer = await traces.Portal.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Names_on_a_shared_store_come_from_checked_spans()
    {
        var services = await traces.Portal.Http.GetStringAsync("/api/v1/traces/acme/prod/services");

        Assert.Contains("sample of 1 traces", services, StringComparison.Ordinal);
        Assert.Contains("\"caller\":", await traces.Portal.Http.GetStringAsync("/api/v1/traces/acme/prod/dependencies"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 1400)]
    [InlineData(ColorScheme.Dark, 375)]
    public async Task The_pages_can_be_used_by_everyone(ColorScheme scheme, int width)
    {
        foreach (var (path, sign) in ((string, string)[])[("/t/acme/prod/traces?service=web", "[data-trace]"), ($"/t/acme/prod/trace/{TraceStore.Mixed}?span=0000000000000001", ".pt-trace-detail dl")])
        {
            var page = await browser.OpenAsync(path, width: width, scheme: scheme, portal: traces.Portal);
            await page.WaitForSelectorAsync(sign);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{path} is too wide");
            await Accessibility.AssertAsync(page);
            await page.Context.CloseAsync();
        }
    }

    // A press on the button just after the menu has closed is the one that closed it.
    private static async Task OpenMenuAsync(IPage page, string panel)
    {
        const string Press = "b => new Promise((done) => { const t = setInterval(() => (b.getAttribute('aria-expanded') === 'true' ? (clearInterval(t), done()) : b.click()), 300); })";
        await page.Locator($"#panel-{panel} [data-part=menu-button]").EvaluateAsync(Press);
    }

    private Task<IPage> OpenAsync(string path) => browser.OpenAsync(path, portal: traces.Portal);
}
