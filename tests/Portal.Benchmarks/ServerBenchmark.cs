using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Portal.EndToEnd;

namespace Portal.Benchmarks;

/// <summary>The portal as a process, as its authors and viewers meet it.</summary>
internal static class ServerBenchmark
{
    private const string Template = "many";
    private const string Page = "/d/acme/prod/many";
    private const int Panels = 100;
    private const int Runs = 5;

    private const string Watch = """
        window.drawn = [];
        new MutationObserver(() => {
          const count = document.querySelectorAll('section.pt-panel[data-state=ok]').length;
          while (window.drawn.length < count) window.drawn.push(performance.now());
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
        """;

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>, with the shipped content and a new database each time.</summary>
    public static async Task StartAsync()
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Runs; i++)
        {
            await using var portal = await PortalServer.StartAsync();
            times.Add(portal.TimeToReady);
        }
        Print("start: process to ready, shipped content", times);
    }

    /// <summary>From the rename that saves a template to the first answer with its new title.</summary>
    public static async Task SaveAsync()
    {
        await using var portal = await PortalServer.StartAsync(Prepare);
        var file = Path.Combine(portal.Folder, "templates", $"{Template}.yaml.sbn");
        var text = await File.ReadAllTextAsync(file);
        var times = new List<TimeSpan>();
        for (var i = 0; i < Runs; i++)
        {
            var title = $"Saved {i}";
            await File.WriteAllTextAsync(file + ".tmp", text.Replace("title: Many panels\npanels", $"title: {title}\npanels", StringComparison.Ordinal));
            var saved = Stopwatch.GetTimestamp();
            File.Move(file + ".tmp", file, overwrite: true);
            while (!(await portal.Http.GetStringAsync($"/api/v1/dashboards/acme/prod/{Template}")).Contains(title, StringComparison.Ordinal))
            {
                await Task.Delay(2, CancellationToken.None);
            }
            times.Add(Stopwatch.GetElapsedTime(saved));
        }
        Print("save: file saved to new dashboard served, shipped content checked whole", times);
    }

    /// <summary>From the start of the navigation to the first and to the last of 100 panels that are all in view.</summary>
    public static async Task PanelsAsync()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") is not { Length: > 0 } chromium)
        {
            Console.WriteLine("panels: skipped, PORTAL_CHROMIUM is not set");
            return;
        }
        await using var portal = await PortalServer.StartAsync(Prepare);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--headless", "--no-sandbox", "--disable-gpu"] });
        var (first, last) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Runs; i++)
        {
            await using var context = await browser.NewContextAsync(new() { BaseURL = portal.Address.ToString(), ViewportSize = new() { Width = 1400, Height = 7000 } });
            context.SetDefaultTimeout(120_000);
            await context.AddInitScriptAsync(Watch);
            var page = await context.NewPageAsync();
            // Another range each time, so that nothing is cached.
            await page.GotoAsync($"{Page}?from=now-{60 + i}m&to=now");
            await page.WaitForFunctionAsync($"window.drawn.length >= {Panels}");
            var drawn = await page.EvaluateAsync<double[]>("window.drawn");
            first.Add(TimeSpan.FromMilliseconds(drawn[0]));
            last.Add(TimeSpan.FromMilliseconds(drawn[^1]));
        }
        Print($"panels: first of {Panels}", first);
        Print($"panels: last of {Panels}", last);
    }

    private static void Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "templates", $"{Template}.yaml.sbn"), GeneratedContent.ManyPanels(Panels));
        var tenant = Path.Combine(folder, "tenants", "acme.yaml");
        File.WriteAllText(tenant, File.ReadAllText(tenant).Replace("\ndashboards:\n", $"\ndashboards:\n  - template: {Template}\n    environments: [prod]\n", StringComparison.Ordinal));
    }

    private static void Print(string name, List<TimeSpan> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: median {times[times.Count / 2].TotalMilliseconds:F0} ms, best {times[0].TotalMilliseconds:F0}, worst {times[^1].TotalMilliseconds:F0} ({times.Count} runs)"));
    }
}
