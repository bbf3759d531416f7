using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Portal.EndToEnd;

/// <summary>The portal as the Dockerfile publishes it, in Production, started from another folder.</summary>
public sealed partial class PublishTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("portal-publish-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task What_the_Dockerfile_publishes_serves_pages_and_assets_from_any_folder()
    {
        var program = Path.Combine(await DockerBuild.PublishAsync(_work), "portal");
        Directory.Delete(Path.Combine(_work, "source"), recursive: true);
        await using var portal = await PortalServer.StartAsync([program], null, ("ASPNETCORE_ENVIRONMENT", "Production"), ("Content:Revision", "working-tree"));

        Assert.StartsWith("alive", await ReadAsync(portal, "/healthz", "text/plain"), StringComparison.Ordinal);
        Assert.StartsWith("ready", await ReadAsync(portal, "/readyz", "text/plain"), StringComparison.Ordinal);
        var home = await ReadAsync(portal, "/", "text/html");
        var dashboard = await ReadAsync(portal, "/d/acme/prod/service-overview?service=checkout", "text/html");
        Assert.Contains("checkout", dashboard, StringComparison.Ordinal);

        var assets = Asset().Matches(home + dashboard).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(IsOurs).ToHashSet();
        Assert.Contains(assets, asset => asset.Contains("_framework/blazor.web", StringComparison.Ordinal));
        Assert.Contains(assets, asset => asset.EndsWith(".css", StringComparison.Ordinal));
        foreach (var asset in assets.Append("js/plotly.js").Append("js/panels/timeseries.js").Append("Components/Panels/PanelView.razor.js").Append("_content/Plotly.Blazor/plotly-basic-3.7.0.min.js"))
        {
            await ReadAsync(portal, "/" + asset.TrimStart('/'), Type(asset));
        }
        Assert.Equal(0, await HealthAsync(program, portal));
        Assert.Contains("Acme", home, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(PortalServer portal, string path, string? type)
    {
        using var answer = await portal.Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}\n{portal.Log}");
        Assert.True(body.Length > 0, $"{path} is empty");
        Assert.True(type is null || answer.Content.Headers.ContentType?.MediaType == type, $"{path} is {answer.Content.Headers.ContentType}");
        return body;
    }

    private static async Task<int> HealthAsync(string program, PortalServer portal)
    {
        var start = new ProcessStartInfo(program, "health") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = portal.Address.ToString();
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        return process.ExitCode;
    }

    private static bool IsOurs(string address) => !address.StartsWith("http", StringComparison.Ordinal) && !address.StartsWith("data:", StringComparison.Ordinal) && address.Contains('.', StringComparison.Ordinal);

    private static string? Type(string asset) => Path.GetExtension(asset.Split('?')[0]) switch
    {
        ".js" => "text/javascript",
        ".css" => "text/css",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    [GeneratedRegex("""<(?:link|script)[^>]*?(?:href|src)="([^"#]+)"[^>]*>""")]
    private static partial Regex Asset();
}
