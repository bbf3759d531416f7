using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Charts;

/// <summary>Panels of logs: thousands of lines of which few are in the page, none of them as markup; what a line unfolds to; further pages; lines that arrive.</summary>
public sealed class LogsInBrowserTests(ModulesFixture modules) : IClassFixture<ModulesFixture>
{
    private const string Hostile = "<img src=x onerror=window.hit=1><b>bold</b>&lt;";
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const long Now = 1_772_373_600_000;

    private const string Setup = """
        async () => {
          const { attach } = await import('/Components/Panels/PanelView.razor.js');
          const section = document.createElement('section');
          section.className = 'pt-panel';
          section.style.cssText = 'width:800px;height:500px';
          section.innerHTML = '<header class="pt-panel-head"><h3 data-part="title">T</h3><span data-part="notices"></span><button data-part="menu-button">m</button><div data-part="menu" popover="auto"></div></header><div class="pt-panel-body" data-part="body"></div>';
          document.querySelector('main').append(section);
          const display = { legend: { show: true }, overrides: [], logs: { wrap: true, order: 'newest', dedup: 'none', highlight: ['bold'], volume: true } };
          window.started = performance.now();
          attach(section, {}, { panel: { id: 'p', kind: 'logs', title: 'T', display }, dataUrl: '/data/dashboards/acme/prod/d/panels/p/data', state: { from: 'now-1h', to: 'now', timeZone: 'utc', variables: { route: ['/a', '/b'] } }, href: '/' });
        }
        """;

    [Fact]
    public async Task Five_thousand_hostile_lines_are_text_and_few_of_them_are_in_the_page()
    {
        var page = await OpenAsync(5000);

        Assert.InRange(await page.Locator(".pt-line").CountAsync(), 5, 100);
        Assert.Contains(Hostile, await page.InnerTextAsync(".pt-line >> nth=1"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("section img, section b").CountAsync());
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"));
        Assert.Equal("bold", await page.InnerTextAsync(".pt-line mark >> nth=0"));

        var drawn = await page.EvaluateAsync<double>("performance.now() - window.started");
        var frame = await page.EvaluateAsync<double>("""
            async () => {
              const box = document.querySelector('.pt-logs-scroll');
              const times = [];
              for (let i = 0; i < 60; i += 1) {
                const start = performance.now();
                box.scrollTop = i * 1500;
                await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
                times.push(performance.now() - start);
              }
              return times.sort((a, b) => a - b)[30];
            }
            """);
        TestContext.Current.SendDiagnosticMessage($"5,000 lines: seen at most {drawn:F0} ms after the panel was attached; a scrolled frame and the next {frame:F0} ms");
        await page.FocusAsync(".pt-logs-scroll");
        await page.Keyboard.PressAsync("End");
        await page.WaitForSelectorAsync(".pt-line-selected[data-index='4999']");
        Assert.InRange(await page.Locator(".pt-line").CountAsync(), 5, 100);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_panel_without_lines_can_be_followed()
    {
        var asked = new TaskCompletionSource();
        var page = await modules.OpenAsync(route =>
        {
            if (new Uri(route.Request.Url).AbsolutePath.EndsWith("/tail", StringComparison.Ordinal))
            {
                asked.TrySetResult();
                var lines = JsonSerializer.Serialize(new { streams = new[] { new { labels = new { app = "web" }, lines = new[] { new[] { $"{Now}000000", "the first" } } } }, dropped = 0, reconnected = false });
                return route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/event-stream", Body = $"event: lines\ndata: {lines}\n\nevent: end\ndata: {{}}\n\n" });
            }
            return JsonAsync(route, Data(0, "empty"));
        });
        await page.EvaluateAsync(Setup);
        await page.WaitForSelectorAsync(".pt-logs-none");
        await page.ClickAsync("text=Live");

        await PortalServer.UntilAsync(() => Task.FromResult(asked.Task.IsCompleted), "the tail to be asked for");
        await page.WaitForSelectorAsync(".pt-line >> text=the first");
        Assert.False(await page.IsVisibleAsync(".pt-logs-none"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_refresh_keeps_further_pages_that_are_still_in_the_range_and_leaves_no_gap()
    {
        static string Logs(string? next, params int[] seconds) =>
            JsonSerializer.Serialize(new { streams = new[] { new { refId = "A", labels = new { app = "web" }, lines = seconds.Select(s => new[] { $"{s}000000000", $"line {s}" }) } }, next });
        async Task<string> Keep(string old, string fresh, int fromMs) => (await modules.EvaluateAsync(
            "js/logs/lines.js", $"((kept) => kept && `${{m.linesOf(kept.streams).map((l) => l.text).join()}} ${{kept.next}}`)(m.keepPages({old}, {fresh}, {fromMs}))")).ToString();

        // Pages down to 5, whose next ends at 5; the range has moved on to 7 and one line is new.
        Assert.Equal("line 13,line 12,line 11,line 10,line 9,line 8,line 7 null", await Keep(Logs("5000000000", 12, 11, 10, 9, 8, 7, 6, 5), Logs("11000000000", 13, 12, 11), 7_000));
        Assert.Equal("line 13,line 12,line 11,line 6 5000000000", await Keep(Logs("5000000000", 12, 11, 6), Logs("11000000000", 13, 12, 11), 1_000));
        // More lines are new than a page holds.
        Assert.Equal("", await Keep(Logs("5000000000", 12, 11, 10), Logs("20000000000", 22, 21, 20), 1_000));
        Assert.Equal("", await Keep(Logs(null), Logs("1", 1), 0));
    }

    [Fact]
    public async Task A_line_unfolds_by_keys_to_its_fields_and_its_trace()
    {
        var page = await OpenAsync(20);
        await page.FocusAsync(".pt-logs-scroll");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForSelectorAsync(".pt-line-detail");
        Assert.Contains("12345678901234567890", await page.InnerTextAsync(".pt-line-full"), StringComparison.Ordinal);
        Assert.Contains(Trace, await page.InnerTextAsync(".pt-line-detail"), StringComparison.Ordinal);
        Assert.Equal($"/t/acme/prod/trace/{Trace}", await page.GetAttributeAsync(".pt-line-detail a", "href"));
        Assert.Equal("info", await page.GetAttributeAsync(".pt-line-selected", "data-level"));

        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync(".pt-line-detail", new PageWaitForSelectorOptions { State = WaitForSelectorState.Detached });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Further_lines_are_asked_for_in_the_range_of_the_answer()
    {
        string? asked = null;
        var page = await OpenAsync(20, route =>
        {
            asked = route.Request.PostData;
            return JsonAsync(route, new { logs = Logs(20, 10, null), notices = Array.Empty<object>() });
        });
        await page.ClickAsync("text=Older lines");

        await page.WaitForSelectorAsync(".pt-logs-foot >> text=30 lines");
        Assert.False(await page.IsVisibleAsync("text=Older lines"));
        using var question = JsonDocument.Parse(asked!);
        Assert.Equal(Now.ToString(CultureInfo.InvariantCulture), question.RootElement.GetProperty("to").GetString());
        Assert.Equal("17", question.RootElement.GetProperty("cursor").GetString());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Lines_that_arrive_stand_on_top_and_what_was_dropped_is_told()
    {
        string? url = null;
        var page = await OpenAsync(20, route =>
        {
            url = route.Request.Url;
            var lines = JsonSerializer.Serialize(new { streams = new[] { new { labels = new { app = "web" }, lines = new[] { new[] { $"{Now + 5000}000000", "level=warn arrived" } } } }, dropped = 7, reconnected = false });
            return route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/event-stream", Body = $"event: lines\ndata: {lines}\n\nevent: failed\ndata: {{\"message\":\"It was full.\"}}\n\n" });
        });
        await page.ClickAsync("text=Live");

        await page.WaitForSelectorAsync(".pt-line[data-index='0'][data-level=warn] >> text=level=warn arrived");
        await page.WaitForSelectorAsync(".pt-logs-note >> text=It was full.");
        Assert.EndsWith("/tail?var-route=%2Fa&var-route=%2Fb", url, StringComparison.Ordinal);
        Assert.Equal("false", await page.GetAttributeAsync("text=Live", "aria-pressed"));
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(int lines, Func<IRoute, Task>? further = null)
    {
        var page = await modules.OpenAsync(route => new Uri(route.Request.Url).AbsolutePath.EndsWith("/data", StringComparison.Ordinal) ? JsonAsync(route, Data(lines)) : further!(route));
        await page.EvaluateAsync(Setup);
        await page.WaitForSelectorAsync("section[data-state=ok] .pt-line");
        return page;
    }

    private static Task JsonAsync(IRoute route, object answer) => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = JsonSerializer.Serialize(answer) });

    private static object Data(int lines, string state = "ok") => new
    {
        panelId = "p",
        state,
        title = "Title",
        fromMs = Now - 3_600_000,
        toMs = Now,
        stepMs = 60_000,
        frames = Array.Empty<object>(),
        logs = Logs(0, lines, "17"),
        links = new { logs = true, traces = true, traceId = new[] { "trace_id" }, traceInLogs = true },
        exemplars = Array.Empty<object>(),
        notices = Array.Empty<object>(),
        errors = Array.Empty<object>(),
        queries = new[] { new { refId = "A", durationMs = 1.5, series = 1, points = lines, bytes = 1000, shared = false } },
    };

    // Even lines are JSON with a trace's id, odd ones hostile.
    private static object Logs(int first, int count, string? next) => new
    {
        streams = new[]
        {
            new
            {
                refId = "A",
                labels = new { app = "web", level = "info" },
                lines = Enumerable.Range(first, count).Select(i => new[] { $"{Now - i}000000", i % 2 == 0 ? $$"""{"msg":"fine","big":12345678901234567890,"trace_id":"{{Trace}}"}""" : Hostile }).ToArray(),
            },
        },
        limitReached = next is not null,
        next,
        volumeStepMs = 60_000,
        volume = new[] { new { refId = "A", name = "info", labels = new { }, fields = new object[] { new { name = "Time", type = "time", values = new[] { Now } }, new { name = "Value", type = "number", values = new[] { 20 } } } } },
    };
}
