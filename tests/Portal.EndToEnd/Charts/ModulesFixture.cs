using System.Text.Json;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Charts;

/// <summary>A browser in which the modules of the panels run as they are on disk, without a server: every request is answered here.</summary>
public sealed class ModulesFixture : IAsyncLifetime
{
    private const string Origin = "http://portal.test/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".svg"] = "image/svg+xml",
    };

    private Chromium? _chromium;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _chromium = await Chromium.LaunchAsync();

    /// <summary>An empty page with our styles; <paramref name="answer"/> answers what panels ask.</summary>
    public async Task<IPage> OpenAsync(Func<IRoute, Task>? answer = null)
    {
        var page = await _chromium!.NewPageAsync(new() { ViewportSize = new ViewportSize { Width = 900, Height = 600 } });
        await page.RouteAsync("**/*", route => ServeAsync(route, answer));
        await page.GotoAsync(Origin);
        return page;
    }

    /// <summary>Evaluates an expression over the exports of a module, given as <c>m</c>; the answer as JSON.</summary>
    public async Task<JsonElement> EvaluateAsync(string module, string expression)
    {
        var page = await OpenAsync();
        try
        {
            return (await page.EvaluateAsync($"async () => {{ const m = await import('/{module}'); return {expression}; }}")) ?? default;
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _chromium?.DisposeAsync() ?? default;

    private static Task ServeAsync(IRoute route, Func<IRoute, Task>? answer)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        if (path == "/")
        {
            const string Body = "<!doctype html><html data-theme=\"dark\" lang=\"en\"><head><title>Panels</title><link rel=\"stylesheet\" href=\"/css/portal.css\"></head><body><main></main></body></html>";
            return route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = Body });
        }

        if (path.StartsWith("/data/", StringComparison.Ordinal) && answer is not null)
        {
            return answer(route);
        }

        var file = FileOf(path);
        return File.Exists(file)
            ? route.FulfillAsync(new RouteFulfillOptions { ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream"), BodyBytes = File.ReadAllBytes(file) })
            : route.FulfillAsync(new RouteFulfillOptions { Status = 404 });
    }

    private static string FileOf(string path)
    {
        const string Plotly = "/_content/Plotly.Blazor/";
        if (path.StartsWith(Plotly, StringComparison.Ordinal))
        {
            var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            return Directory.EnumerateDirectories(Path.Combine(packages, "plotly.blazor")).Select(d => Path.Combine(d, "staticwebassets", path[Plotly.Length..])).FirstOrDefault(File.Exists) ?? "";
        }

        return path.StartsWith("/Components/", StringComparison.Ordinal) ? SourceTree.Path("src", "Portal", path[1..]) : SourceTree.Path("wwwroot", path[1..]);
    }
}
