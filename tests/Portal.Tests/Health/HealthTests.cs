using System.Net;
using Portal.Core.Metrics;
using Portal.Core.Tenancy;
using Portal.Health;
using Portal.Tests.Git;

namespace Portal.Tests.Health;

public sealed class HealthTests : IDisposable
{
    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Fact]
    public async Task With_nothing_live_the_portal_is_alive_but_not_ready_and_says_why()
    {
        _content.Write("tenants/broken.yaml", [0xff, 0xfe]);
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        var ready = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await Patience.UntilAsync(async () => (await (await client.GetAsync("/readyz")).Content.ReadAsStringAsync()).Contains("refused with 1 errors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_told_in_Prometheus_text_format_by_tenant_and_outcome()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();
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
