using System.Net;
using Portal.Core.Metrics;
using Portal.Core.Tenancy;
using Portal.Health;
using Portal.Tests.Git;

namespace Portal.Tests.Health;

public sealed class HealthTests : IDisposable
{
    private const string Token = "c2NyYXBlcg";
    private static readonly (string, string)[] WithToken = [("Metrics:TokenSecret", "SCRAPE"), ("Secrets:SCRAPE", Token)];

    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Fact]
    public async Task With_nothing_live_the_portal_is_alive_but_not_ready_and_says_why()
    {
        _content.Write("tenants/broken.yaml", [0xff, 0xfe]);
        await using var portal = new PortalFactory(_content.Folder, WithToken);
        using var client = portal.CreateClient();
        using var stranger = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        var ready = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await Patience.UntilAsync(async () => (await (await client.GetAsync("/readyz")).Content.ReadAsStringAsync()).Contains("refused with 1 error,", StringComparison.Ordinal));
        var told = await stranger.GetAsync("/readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready\n"), (told.StatusCode, await told.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("203.0.113.1", "", HttpStatusCode.NotFound)]
    [InlineData("203.0.113.1, 127.0.0.1", "", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.1, 203.0.113.1", "", HttpStatusCode.NotFound)]
    [InlineData("", "", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.1", "", HttpStatusCode.OK)]
    [InlineData("::1", "", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.1", "", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "Forwarded", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.1", "Via", HttpStatusCode.NotFound)]
    public async Task Without_a_token_what_the_portal_tells_of_itself_is_for_this_machine(string from, string header, HttpStatusCode status)
    {
        await using var portal = new PortalFactory(_content.Folder, ("Proxies:0", "10.0.0.1"));
        using var client = portal.CreateClient();
        if (from.Length > 0)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        }
        if (header.Length > 0)
        {
            client.DefaultRequestHeaders.Add(header, "1.1 proxy");
        }

        Assert.Equal(status, (await client.GetAsync("/metrics")).StatusCode);
        var ready = await (await client.GetAsync("/readyz")).Content.ReadAsStringAsync();
        Assert.Equal(status != HttpStatusCode.OK, ready is "ready\n" or "not ready\n");
    }

    [Fact]
    public async Task A_token_opens_the_metrics_from_anywhere_and_nothing_else_does()
    {
        await using var portal = new PortalFactory(_content.Folder, [.. WithToken, ("SignIn:Local", "true"), ("Proxies:0", "10.0.0.1")]);
        using var client = portal.CreateClient();
        async Task<HttpStatusCode> AskAsync(params string[] authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "127.0.0.1" } } };
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            return (await client.SendAsync(request)).StatusCode;
        }

        foreach (var good in new[] { $"Bearer {Token}", $"bearer  {Token} " })
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(good));
        }
        foreach (var wrong in new[] { "", "Bearer", "Bearer ", Token, $"Basic {Token}", $"Bearer {Token}x", $"Bearer {Token[..^1]}", "Bearer SCRAPE", $"Bearer {Token.ToUpperInvariant()}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await AskAsync(wrong));
        }
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync($"Bearer {Token}", $"Bearer {Token}"));
        // It is no person's: neither is it taken for one elsewhere, nor is a scrape a token that does not hold.
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task A_token_whose_secret_is_missing_opens_nothing_to_anybody()
    {
        await using var portal = new PortalFactory(_content.Folder, ("Metrics:TokenSecret", "SCRAPE"), ("Proxies:0", "10.0.0.1"));
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.1");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics")).StatusCode);

        client.DefaultRequestHeaders.Authorization = new("Bearer", "");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public async Task Metrics_are_told_in_Prometheus_text_format_by_tenant_and_outcome()
    {
        await using var portal = new PortalFactory(_content.Folder, WithToken);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await client.GetAsync("/healthz");
        PortalMeter.Queried(new TenantId("acme-metrics"), "timeout", TimeSpan.FromMilliseconds(30));

        var answer = await client.GetAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("# TYPE portal_query_duration_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("portal_query_duration_seconds_bucket{tenant=\"acme-metrics\",outcome=\"timeout\",le=\"0.025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("portal_query_duration_seconds_bucket{tenant=\"acme-metrics\",outcome=\"timeout\",le=\"0.05\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("portal_query_duration_seconds_count{tenant=\"acme-metrics\",outcome=\"timeout\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("portal_http_request_duration_seconds_count{route=\"/healthz\",method=\"GET\",status=\"200\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        using var exporter = new MetricsExporter();
        PortalMeter.Cached(new TenantId("a\"b\\c\nd"), "hit");

        Assert.Contains("""portal_cache_requests_total{tenant="a\"b\\c\nd",outcome="hit"} 1""", exporter.Export(), StringComparison.Ordinal);
    }

    [Fact]
    public void Series_beyond_the_bound_are_left_out_and_counted_and_known_ones_go_on()
    {
        using var exporter = new MetricsExporter(maxSeries: 0);
        PortalMeter.Cached(new TenantId("bounded"), "hit");
        PortalMeter.Cached(new TenantId("bounded"), "hit");

        var text = exporter.Export();
        Assert.DoesNotContain("bounded", text, StringComparison.Ordinal);
        Assert.Matches(@"\nportal_metrics_left_out_total ([2-9]|\d{2,})\n", text);
    }
}
