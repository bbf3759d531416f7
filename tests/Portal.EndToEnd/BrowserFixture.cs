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

/// <summary>One portal and one Chromium for all browser tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    /// <summary>The shared portal with the shipped content.</summary>
    public PortalServer Portal { get; private set; } = null!;

    /// <summary>What pages have tried that their policy forbids, as browsers told of it.</summary>
    public ConcurrentQueue<string> PolicyViolations { get; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.LaunchAsync();
        Portal = await PortalServer.StartAsync();
    }

    /// <summary>A page in a context of its own.</summary>
    public async Task<IPage> OpenAsync(string path, int width = 1400, int height = 900, ColorScheme scheme = ColorScheme.Light, PortalServer? portal = null)
    {
        var page = await _chromium!.NewPageAsync(new()
        {
            BaseURL = (portal ?? Portal).Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = "UTC",
        });
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
        await (_chromium?.DisposeAsync() ?? default);
        await (Portal?.DisposeAsync() ?? default);
    }
}
