using System.Net;
using Portal.Tests.Git;

namespace Portal.Tests.Identity;

public sealed class BrowserGuardTests : IDisposable
{
    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Theory]
    [InlineData("GET", "Host", "rebound.example.org", HttpStatusCode.BadRequest)]
    [InlineData("GET", "Origin", "http://evil.example.org", HttpStatusCode.Forbidden)]
    [InlineData("POST", "Origin", "http://evil.example.org", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Origin", "http://localhost:3000", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Origin", "http://localhost", HttpStatusCode.OK)]
    [InlineData("GET", "Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task Other_sites_cannot_reach_the_portal_through_a_browser(string method, string header, string value, HttpStatusCode expected)
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/healthz");
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(expected, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_link_on_another_site_may_lead_here()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_tells_the_browser_its_limits()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        foreach (var path in new[] { "/healthz", "/css/portal.css", "/no-such-page" })
        {
            var headers = (await client.GetAsync(path)).Headers;
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("frame-ancestors 'none'", Assert.Single(headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("DENY", Assert.Single(headers.GetValues("X-Frame-Options")));
            Assert.Equal("same-origin", Assert.Single(headers.GetValues("Referrer-Policy")));
            Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Opener-Policy")));
            Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.Contains("camera=()", Assert.Single(headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
            Assert.False(headers.Contains("Server"));
            Assert.False(headers.Contains("Strict-Transport-Security"));
        }
        using var encrypted = portal.CreateClient(new() { BaseAddress = new Uri("https://localhost") });
        Assert.Equal("max-age=31536000", Assert.Single((await encrypted.GetAsync("/healthz")).Headers.GetValues("Strict-Transport-Security")));
    }
}
