using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Charts;

/// <summary>The panel's module: when it asks, what it shows, and that nothing of the data becomes markup.</summary>
public sealed class PanelInBrowserTests(ModulesFixture modules) : IClassFixture<ModulesFixture>
{
    private const string Hostile = "<img src=x onerror=window.hit=1><b>bold</b>&lt;";

    private const string Setup = """
        async ({ kinds, top }) => {
          const { attach } = await import('/Components/Panels/PanelView.razor.js');
          const display = { mappings: [], overrides: [], legend: { show: true, placement: 'bottom', values: ['last'] }, draw: 'lines', stack: 'none', fillOpacity: 8, lineWidth: 1.5, lineInterpolation: 'linear',
            axis: { scale: 'linear' }, calculation: 'lastNotNull', sparkline: true, colorMode: 'value', orientation: 'horizontal', pieType: 'donut', columns: [], colorScheme: 'oranges', noValue: '–' };
          window.zooms = [];
          window.panels = kinds.map((kind, i) => {
            const section = document.createElement('section');
            section.className = 'pt-panel';
            section.setAttribute('aria-label', `Panel ${i}`);
            section.style.cssText = `width:420px;height:200px;margin-top:${i === 0 ? top : 8}px`;
            section.innerHTML = '<header class="pt-panel-head"><h3 data-part="title">T</h3><span data-part="notices"></span><button data-part="menu-button">m</button><div data-part="menu" popover="auto" class="pt-popover pt-menu"><button role="menuitem" data-action="inspect">Inspect</button></div></header><div class="pt-panel-body" data-part="body"></div>';
            section.dataset.state = 'loading';
            document.querySelector('main').append(section);
            const settings = { panel: { id: `p${i}`, kind, title: 'T', display }, dataUrl: `/data/${i}`, state: { from: 'now-1h', to: 'now', timeZone: 'utc', variables: { route: ['/a'] } }, mayEdit: false, zoomable: true, href: '/d/x' };
            return { section, settings, handle: attach(section, { invokeMethodAsync: async (...a) => window.zooms.push(a) }, settings) };
          });
        }
        """;

    [Theory]
    [InlineData("timeseries")]
    [InlineData("stat")]
    [InlineData("gauge")]
    [InlineData("bargauge")]
    [InlineData("barchart")]
    [InlineData("table")]
    [InlineData("heatmap")]
    [InlineData("piechart")]
    [InlineData("state-timeline")]
    public async Task Every_kind_draws_and_takes_names_from_telemetry_as_text(string kind)
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, Data()));
        var errors = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Enqueue(message.Text);
            }
        };

        await page.EvaluateAsync(Setup, new { kinds = new[] { kind }, top = 0 });
        await page.WaitForSelectorAsync("section[data-state=ok] .pt-panel-body > *");
        if (kind is "timeseries" or "barchart")
        {
            await page.WaitForSelectorAsync(".main-svg .trace", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        }

        Assert.Empty(errors);
        Assert.Equal(0, await page.Locator("section img, section b >> text=bold").CountAsync());
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"));
        Assert.Contains(Hostile, await page.EvaluateAsync<string>("document.querySelector('section').textContent + [...document.querySelectorAll('[aria-label]')].map((e) => e.getAttribute('aria-label')).join()"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_panel_below_the_fold_asks_only_when_it_is_seen()
    {
        var asked = 0;
        var page = await modules.OpenAsync(route =>
        {
            Interlocked.Increment(ref asked);
            return AnswerAsync(route, Data());
        });
        await page.EvaluateAsync(Setup, new { kinds = new[] { "stat" }, top = 3000 });
        await page.EvaluateAsync("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))");
        Assert.Equal(0, asked);

        await page.EvaluateAsync("panels[0].section.scrollIntoView()");
        await page.WaitForSelectorAsync("section[data-state=ok]");
        Assert.Equal(1, asked);
        await page.CloseAsync();
    }

    [Fact]
    public async Task At_most_six_panels_ask_at_a_time()
    {
        var open = new ConcurrentQueue<IRoute>();
        var asked = 0;
        var page = await modules.OpenAsync(route =>
        {
            open.Enqueue(route);
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        await page.SetViewportSizeAsync(900, 3000);
        await page.EvaluateAsync(Setup, new { kinds = Enumerable.Repeat("stat", 9).ToArray(), top = 0 });

        await PortalServer.UntilAsync(() => Task.FromResult(asked == 6), "six panels to ask");
        Assert.True(open.TryDequeue(out var first));
        await AnswerAsync(first, Data());
        await PortalServer.UntilAsync(() => Task.FromResult(asked == 7), "the seventh to ask");
        Assert.Equal(6, open.Count);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_question_holds_range_zone_width_and_variables()
    {
        string? body = null;
        var page = await modules.OpenAsync(route =>
        {
            body = route.Request.PostData;
            return AnswerAsync(route, Data());
        });
        await page.EvaluateAsync(Setup, new { kinds = new[] { "stat" }, top = 0 });
        await page.WaitForSelectorAsync("section[data-state=ok]");

        Assert.Equal("""{"from":"now-1h","to":"now","timeZone":"UTC","width":400,"variables":{"route":["/a"]},"fresh":false}""", body);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_failure_says_what_to_do_and_can_be_retried()
    {
        var failing = true;
        var page = await modules.OpenAsync(route => AnswerAsync(route, failing
            ? Data() with { State = "error", Frames = [], Errors = [new { refId = "A", kind = "timeout", message = "It took too long.", remedy = "Choose a shorter range." }] }
            : Data()));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries" }, top = 0 });

        await page.WaitForSelectorAsync("section[data-state=error]");
        Assert.Contains("Choose a shorter range.", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);

        failing = false;
        await page.ClickAsync("button:has-text('Try again')");
        await page.WaitForSelectorAsync("section[data-state=ok]");
        Assert.Equal(0, await page.Locator("[role=alert]").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_empty_answer_and_a_partial_one_are_told_apart()
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, route.Request.Url.EndsWith('0')
            ? Data() with { State = "empty", Frames = [] }
            : Data() with { State = "partial", Errors = [new { refId = "B", kind = "execution", message = "Query B failed." }] }));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries", "stat" }, top = 0 });

        await page.WaitForSelectorAsync("section[data-state=empty] >> text=No data in this range");
        await page.WaitForSelectorAsync("section[data-state=partial] .pt-notice");
        await page.ClickAsync(".pt-notice");
        Assert.Contains("Query B failed.", await page.InnerTextAsync(".pt-notice-list"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Dragging_zooms_to_the_dragged_part_of_the_range()
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, Data()));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries" }, top = 0 });
        await page.WaitForSelectorAsync(".main-svg .trace", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        var box = (await page.Locator(".pt-plot-area").BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + 20);
        await page.WaitForSelectorAsync(".pt-tooltip-row");
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 30);
        await page.Mouse.UpAsync();

        var zoom = await page.EvaluateAsync<JsonElement>("zooms[0]");
        Assert.Equal("Zoom", zoom[0].GetString());
        Assert.InRange(zoom[1].GetDouble(), 880_000, 920_000);
        Assert.InRange(zoom[2].GetDouble(), 1_780_000, 1_820_000);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_refresh_keeps_the_picture_and_the_choice_in_the_legend()
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, Data()));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries" }, top = 0 });
        await page.WaitForSelectorAsync(".main-svg .trace", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.ClickAsync(".pt-legend-name >> nth=1");
        await page.WaitForFunctionAsync("document.querySelectorAll('.main-svg .trace').length === 1");

        var answered = page.WaitForResponseAsync("**/data/0");
        await page.EvaluateAsync("(panels[0].section.querySelector('.pt-plot-canvas').mark = 1, panels[0].handle.update({ ...panels[0].settings, state: { ...panels[0].settings.state, refreshToken: 1 } }))");
        await answered;
        await page.WaitForFunctionAsync("!panels[0].section.hasAttribute('data-busy')");

        Assert.Equal(1, await page.EvaluateAsync<int>("document.querySelector('.pt-plot-canvas').mark"));
        Assert.Equal(1, await page.Locator(".main-svg .trace").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_disposed_panel_leaves_nothing_behind()
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, Data()));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries", "heatmap", "table" }, top = 0 });
        await page.WaitForFunctionAsync("panels.every((p) => p.section.dataset.state === 'ok')");

        await page.EvaluateAsync("panels.forEach((p) => p.handle.dispose())");

        Assert.Equal(0, await page.Locator(".pt-panel-body *").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Inspecting_shows_the_data_and_keeps_queries_from_viewers()
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, Data()));
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries" }, top = 0 });
        await page.WaitForSelectorAsync("section[data-state=ok]");
        await page.HoverAsync("section");
        await page.ClickAsync("[data-part=menu-button]");
        await page.ClickAsync("text=Inspect");
        await page.WaitForSelectorAsync("dialog tbody tr");

        Assert.Equal(["Data", "Statistics"], await page.Locator("dialog [role=tab]").AllInnerTextsAsync());
        Assert.Equal(61, await page.Locator("dialog tbody tr").CountAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync("dialog", new PageWaitForSelectorOptions { State = WaitForSelectorState.Detached });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Inspecting_tells_editors_what_the_metrics_are_when_it_is_opened()
    {
        var asked = new ConcurrentQueue<string>();
        var first = new TaskCompletionSource();
        var page = await modules.OpenAsync(async route =>
        {
            if (!route.Request.Url.EndsWith("/metrics?service=a", StringComparison.Ordinal))
            {
                await AnswerAsync(route, Data() with { Metrics = ["up", "latency_bucket", "job:errors:rate5m"] });
                return;
            }
            asked.Enqueue(route.Request.PostData!);
            if (asked.Count == 1)
            {
                await first.Task;
                await route.FulfillAsync(new RouteFulfillOptions { Status = 503, ContentType = "application/problem+json", Body = """{"detail":"The backend is gone.","remedy":"Ask whoever runs it."}""" });
                return;
            }
            await route.FulfillAsync(new RouteFulfillOptions
            {
                ContentType = "application/json",
                Body = JsonSerializer.Serialize(new { metrics = new[] { new { name = "up", type = "gauge", unit = "", help = "" }, new { name = "latency_bucket", type = "histogram", unit = "seconds", help = Hostile }, new { name = "job:errors:rate5m", type = "", unit = "", help = "" } } }),
            });
        });
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries" }, top = 0 });
        await page.EvaluateAsync("panels[0].handle.update({ ...panels[0].settings, dataUrl: '/data/0/data?service=a', mayEdit: true })");
        await page.WaitForFunctionAsync("panels[0].section.ptData?.queries[0].metrics");
        Assert.Empty(asked);
        await page.HoverAsync("section");
        await page.ClickAsync("[data-part=menu-button]");
        await page.ClickAsync("text=Inspect");
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Metrics" }).ClickAsync();

        // The names stand there from the start, and stay where they are.
        string[] names = ["up", "latency_bucket", "job:errors:rate5m"];
        Assert.Equal(names, await page.Locator(".pt-metric h3").AllInnerTextsAsync());
        Assert.Equal(6, await page.Locator(".pt-metric .pt-ghost").CountAsync());
        var tops = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.pt-metric h3')].map((e) => e.getBoundingClientRect().top)");
        await PortalServer.UntilAsync(() => asked.Count == 1, "the names to be asked for");
        first.SetResult();
        await page.WaitForSelectorAsync(".pt-metrics [role=alert]");
        Assert.Equal("The backend is gone. Ask whoever runs it.Try again", await page.Locator(".pt-metrics [role=alert]").EvaluateAsync<string>("e => e.textContent"));
        Assert.Equal(names, await page.Locator(".pt-metric h3").AllInnerTextsAsync());
        await page.ClickAsync("text=Try again");
        await page.WaitForSelectorAsync(".pt-metric b");

        Assert.Equal(["Type gauge", "Type histogram\nUnit seconds", "Type –"], (await page.Locator(".pt-metric-facts").AllInnerTextsAsync()).Select(text => text.Replace("\n\n", "\n", StringComparison.Ordinal).Trim()));
        Assert.Equal(Hostile, await page.Locator(".pt-metric p").Nth(1).EvaluateAsync<string>("e => e.textContent"));
        Assert.Equal(0, await page.Locator(".pt-metric p *").CountAsync());
        Assert.Equal("Not described by the backend.", await page.Locator(".pt-metric p").Nth(2).InnerTextAsync());
        Assert.Contains("recording rules", await page.Locator(".pt-metrics-rest").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(tops, await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.pt-metric h3')].map((e) => e.getBoundingClientRect().top)"));
        Assert.Equal(2, asked.Count);
        Assert.Equal(("0", "3600000"), (JsonDocument.Parse(asked.Last()).RootElement.GetProperty("from").GetString(), JsonDocument.Parse(asked.Last()).RootElement.GetProperty("to").GetString()));
        await Accessibility.AssertAsync(page);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task Panels_can_be_read_and_used_by_everyone(string theme)
    {
        var page = await modules.OpenAsync(route => AnswerAsync(route, route.Request.Url.EndsWith('9') ? Data() with { State = "empty", Frames = [] } : Data()));
        await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
        await page.SetViewportSizeAsync(900, 3000);
        await page.EvaluateAsync(Setup, new { kinds = new[] { "timeseries", "stat", "gauge", "bargauge", "barchart", "table", "heatmap", "piechart", "state-timeline", "timeseries" }, top = 0 });
        await page.WaitForFunctionAsync("panels.every((p) => p.section.dataset.state !== 'loading' && !p.section.hasAttribute('data-busy'))");

        await Accessibility.AssertAsync(page);
        await page.CloseAsync();
    }

    private static Answer Data()
    {
        var times = Enumerable.Range(0, 61).Select(i => i * 60_000L).ToArray();
        object Frame(string name, double add) => new
        {
            refId = "A",
            name,
            labels = new { },
            fields = new object[]
            {
                new { name = "Time", type = "time", values = times },
                new { name = "Value", type = "number", values = times.Select((_, i) => add + Math.Abs(Math.Sin(i / 10.0))).ToArray() },
            },
        };
        return new Answer("ok", [Frame(Hostile, 1), Frame("plain", 2)], []);
    }

    private static Task AnswerAsync(IRoute route, Answer answer) => route.FulfillAsync(new RouteFulfillOptions
    {
        ContentType = "application/json",
        Body = JsonSerializer.Serialize(new
        {
            panelId = "p",
            state = answer.State,
            title = "Title",
            fromMs = 0,
            toMs = 3_600_000,
            stepMs = 60_000,
            frames = answer.Frames,
            exemplars = Array.Empty<object>(),
            notices = Array.Empty<object>(),
            errors = answer.Errors,
            queries = new[] { new { refId = "A", metrics = answer.Metrics, durationMs = 1.5, series = 2, points = 122, bytes = 1000, shared = false } },
        }),
    });

    private sealed record Answer(string State, object[] Frames, object[] Errors)
    {
        public string[] Metrics { get; init; } = [];
    }
}
