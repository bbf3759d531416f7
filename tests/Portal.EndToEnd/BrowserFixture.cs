using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Portal.EndToEnd;

/// <summary>The tests that share one portal; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PortalInBrowser : ICollectionFixture<BrowserFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "The portal in a browser";
}

/// <summary>One portal and one Chromium for all browser tests. Fails, and does not skip, where the browser is missing.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The shared portal with the shipped content.</summary>
    public PortalServer Portal { get; private set; } = null!;

    /// <summary>What pages have tried that their policy forbids, as browsers told of it.</summary>
    public ConcurrentQueue<string> PolicyViolations { get; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var chromium = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM");
        if (string.IsNullOrEmpty(chromium))
        {
            throw new InvalidOperationException("PORTAL_CHROMIUM must name a Chromium; tests/run sets it");
        }
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
        Portal = await PortalServer.StartAsync();
    }

    /// <summary>A page of its own context, with generous limits.</summary>
    public async Task<IPage> OpenAsync(string path, int width = 1400, int height = 900, ColorScheme scheme = ColorScheme.Light, PortalServer? portal = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (portal ?? Portal).Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // A frame that a page is refused is what some tests want.
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal) && !message.Text.Contains("frame-ancestors", StringComparison.Ordinal))
            {
                PolicyViolations.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        await page.GotoAsync(path);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
        if (Portal is not null)
        {
            await Portal.DisposeAsync();
        }
    }
}
