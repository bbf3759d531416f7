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

        await page.FocusAsync(".pt-logs-scroll");
        await page.Keyboard.PressAsync("End");
        await page.WaitForSelectorAsync(".pt-line-selected[data-index='4999']");
        Assert.InRange(await page.Locator(".pt-line").CountAsync(), 5, 100);
        await page.CloseAsync();
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

    private static object Data(int lines) => new
    {
        panelId = "p",
        state = "ok",
        title = "Title",
        fromMs = Now - 3_600_000,
        toMs = Now,
        stepMs = 60_000,
        frames = Array.Empty<object>(),
        logs = Logs(0, lines, "17"),
        links = new { traceId = new[] { "trace_id" } },
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
