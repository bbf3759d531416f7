using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Charts;

/// <summary>The panels of traces, and the ways from a chart to a trace.</summary>
public sealed class TracePanelsTests(ModulesFixture modules) : IClassFixture<ModulesFixture>
{
    private const string Hostile = "<img src=x onerror=window.hit=1><b>bold</b>";

    private const string Setup = """
        async ({ kind, url }) => {
          const { attach } = await import('/Components/Panels/PanelView.razor.js');
          const display = { mappings: [], overrides: [], legend: { show: true, placement: 'bottom', values: [] }, draw: 'lines', stack: 'none', fillOpacity: 8, lineWidth: 1.5, lineInterpolation: 'linear',
            axis: { scale: 'linear' }, colorScheme: 'oranges', noValue: '–', view: 'both' };
          const section = document.createElement('section');
          section.className = 'pt-panel';
          section.style.cssText = 'width:860px;height:480px';
          section.innerHTML = '<header class="pt-panel-head"><h3 data-part="title">T</h3><span data-part="notices"></span><button data-part="menu-button">m</button><div data-part="menu" popover="auto"></div></header><div class="pt-panel-body" data-part="body"></div>';
          document.querySelector('main').append(section);
          window.zooms = [];
          window.went = [];
          window.Blazor = { navigateTo: (href) => window.went.push(href) };
          attach(section, { invokeMethodAsync: async (...a) => window.zooms.push(a) }, { panel: { id: 'p', kind, title: 'T', display }, dataUrl: url, state: { from: 'now-1h', to: 'now', timeZone: 'utc', variables: {} }, mayEdit: false, zoomable: true, href: '/d/x' });
        }
        """;

    private static readonly object Links = new { logs = true, traces = true, traceId = new[] { "trace_id" }, traceInLogs = true, service = "web" };

    [Fact]
    public async Task Traces_are_a_list_and_a_picture_that_lead_to_the_trace()
    {
        var page = await OpenAsync("traces", new
        {
            traces = new[]
            {
                new { id = "abc", startUs = 1_700_000_100_000_000, durationNs = 5_000_000, service = Hostile, operation = "GET /", spans = 3, errors = 1, hidesOthers = true, incomplete = false, services = new object[] { new object[] { Hostile, 3 } } },
                new { id = "def", startUs = 1_700_000_900_000_000, durationNs = 900_000_000, service = "web", operation = "GET /", spans = 9, errors = 0, hidesOthers = false, incomplete = true, services = new object[] { new object[] { "web", 9 } } },
            },
        });

        Assert.Equal(2, await page.Locator(".pt-scatter circle").CountAsync());
        Assert.Equal("/t/acme/prod/trace/def", await page.Locator("[data-trace] a").First.GetAttributeAsync("href"));
        await page.Locator("[data-column=durationNs]").ClickAsync();
        await page.Locator("[data-column=durationNs]").ClickAsync();
        Assert.Equal("abc", await page.Locator("[data-trace]").First.GetAttributeAsync("data-trace"));
        await page.Locator(".pt-scatter circle").First.ClickAsync(new() { Force = true });
        Assert.Equal("/t/acme/prod/trace/abc", await page.EvaluateAsync<string>("went[0]"));
        await NothingBecameMarkupAsync(page);
    }

    [Fact]
    public async Task A_trace_is_a_waterfall_whose_spans_fold_by_key()
    {
        var page = await OpenAsync("trace", new
        {
            trace = new
            {
                id = "abc",
                startUs = 1_700_000_000_000_000,
                durationNs = 100,
                hidesOthers = false,
                incomplete = false,
                warnings = Array.Empty<string>(),
                services = new[] { Hostile, "db" },
                operations = new[] { "GET /", "query" },
                spans = new
                {
                    id = new[] { "0000000000000001", "0000000000000002", "0000000000000003" },
                    depth = new[] { 0, 1, 2 }, descendants = new[] { 2, 1, 0 }, start = new[] { 0, 10, 20 }, duration = new[] { 100, 50, 20 }, service = new[] { 0, 1, 1 }, operation = new[] { 0, 1, 1 }, flags = new[] { 0, 4, 1 },
                },
                critical = new[] { new[] { 0, 0, 10 }, new[] { 1, 10, 60 }, new[] { 0, 60, 100 } },
            },
        });

        await Assertions.Expect(page.Locator(".pt-span")).ToHaveCountAsync(3);
        await page.Locator(".pt-trace-scroll").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator(".pt-span")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator(".pt-span-selected.pt-span-error")).ToHaveCountAsync(1);
        Assert.Equal(3, await page.Locator(".pt-span-critical").CountAsync());
        await page.Locator(".pt-trace-tools input").FillAsync("nothing of it");
        await Assertions.Expect(page.Locator(".pt-trace-count")).ToHaveTextAsync("Tags could not be searched.");
        await NothingBecameMarkupAsync(page);
    }

    [Fact]
    public async Task A_service_map_draws_each_service_once_whatever_circles_there_are()
    {
        var page = await OpenAsync("servicemap", new
        {
            serviceMap = new { calls = new[] { new { caller = "web", callee = Hostile, calls = 5 }, new { caller = Hostile, callee = "web", calls = 1 }, new { caller = "web", callee = "web", calls = 2 }, new { caller = Hostile, callee = "db", calls = 9 } } },
        });

        Assert.Equal(3, await page.Locator(".pt-map a").CountAsync());
        Assert.Equal(4, await page.Locator(".pt-map-call").CountAsync());
        Assert.Contains("/t/acme/prod/traces?service=web", await page.Locator(".pt-map a").Last.GetAttributeAsync("href"), StringComparison.Ordinal);
        await NothingBecameMarkupAsync(page);
    }

    [Theory]
    [InlineData("timeseries")]
    [InlineData("heatmap")]
    public async Task An_exemplar_opens_its_trace(string kind)
    {
        var page = await OpenAsync(kind, Chart());
        var box = (await page.Locator(".pt-plot-area").BoundingBoxAsync())!;
        // It stands in the middle of the range; how high depends on the kind.
        for (var step = 0; step < 40 && await page.EvaluateAsync<int>("went.length") == 0; step++)
        {
            await page.Mouse.ClickAsync((float)(box.X + (box.Width * 0.5)), (float)(box.Y + (box.Height * (step / 40.0))));
        }

        Assert.Equal("/t/acme/prod/trace/abcdef", await page.EvaluateAsync<string>("went[0]"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Dragging_with_shift_offers_the_traces_of_the_range_and_without_it_zooms()
    {
        var page = await OpenAsync("timeseries", Chart());
        var box = (await page.Locator(".pt-plot-area").BoundingBoxAsync())!;
        async Task DragAsync()
        {
            await page.Mouse.MoveAsync(box.X + 50, box.Y + 20);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + 200, box.Y + 20);
            await page.Mouse.UpAsync();
        }
        await page.Keyboard.DownAsync("Shift");
        await DragAsync();
        await page.Keyboard.UpAsync("Shift");
        Assert.Equal(0, await page.EvaluateAsync<int>("zooms.length"));
        Assert.Matches("^/t/acme/prod/traces\\?service=web&from=2023-.*&to=2023-", await page.Locator(".pt-range-menu a >> text=Traces").GetAttributeAsync("href"));
        await page.Keyboard.PressAsync("Escape");

        await DragAsync();
        Assert.Equal(1, await page.EvaluateAsync<int>("zooms.length"));
        await page.CloseAsync();
    }

    private static object Chart() => new
    {
        stepMs = 60_000,
        frames = new[] { Frame("0.5", 10), Frame("1", 20) },
        exemplars = new[] { new { timeMs = 1_700_001_800_000, value = 0.8, labels = new { trace_id = "ABCDEF" }, seriesLabels = new { } } },
    };

    private static object Frame(string le, double value) => new
    {
        refId = "A",
        name = le,
        metric = (string?)null,
        labels = new { le },
        fields = new object[] { new { name = "Time", type = "time", values = new[] { 1_700_000_000_000, 1_700_003_600_000 } }, new { name = "Value", type = "number", values = new[] { value / 20, value / 20 } } },
    };

    private async Task<IPage> OpenAsync(string kind, object parts)
    {
        var data = JsonSerializer.SerializeToNode(new { panelId = "p", state = "ok", title = "T", fromMs = 1_700_000_000_000, toMs = 1_700_003_600_000, stepMs = 1000, frames = Array.Empty<object>(), exemplars = Array.Empty<object>(), notices = Array.Empty<object>(), errors = Array.Empty<object>(), queries = Array.Empty<object>(), links = Links })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(parts)!.AsObject())
        {
            data[name] = value!.DeepClone();
        }
        var page = await modules.OpenAsync(route => route.FulfillAsync(new() { ContentType = "application/json", Body = data.ToJsonString() }));
        await page.EvaluateAsync(Setup, new { kind, url = "/data/dashboards/acme/prod/x" });
        await page.WaitForSelectorAsync("section[data-state=ok] .pt-panel-body > *");
        return page;
    }

    private static async Task NothingBecameMarkupAsync(IPage page)
    {
        Assert.Equal(0, await page.Locator("section img").CountAsync());
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"));
        await page.CloseAsync();
    }
}
