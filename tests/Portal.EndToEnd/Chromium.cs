using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>A Chromium with limits that a busy machine keeps too. Fails, and does not skip, where there is none.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float Limit = 60_000;

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts the one that <c>PORTAL_CHROMIUM</c> names.</summary>
    public static async Task<Chromium> LaunchAsync()
    {
        var program = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM");
        if (string.IsNullOrEmpty(program))
        {
            throw new InvalidOperationException("PORTAL_CHROMIUM must name a Chromium; tests/run sets it");
        }
        Assertions.SetDefaultExpectTimeout(Limit);
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments }));
    }

    /// <summary>An empty page in a context of its own.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions options)
    {
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Limit);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
