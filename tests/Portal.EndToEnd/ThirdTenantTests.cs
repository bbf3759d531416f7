using System.Text.Json;

namespace Portal.EndToEnd;

/// <summary>The README's promise: a tenant is four lines.</summary>
[Collection(PortalInBrowser.Name)]
public sealed class ThirdTenantTests(BrowserFixture browser)
{
    private const string ScrapesItself =
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: prometheus
            static_configs: [{targets: ["{address}"]}]

        """;

    [Fact]
    public async Task A_real_Prometheus_scraping_itself_configured_as_a_third_tenant_draws_its_panels_in_the_browser()
    {
        await using var prometheus = await PrometheusServer.StartAsync(ScrapesItself);
        await UntilSamplesAsync(prometheus);
        var address = prometheus.BaseAddress;
        await using var portal = await PortalServer.StartAsync(
            folder => File.WriteAllText(Path.Combine(folder, "tenants", "self.yaml"), $"id: self\nurl: {address}\ndefaultEnvironment: prod\ntemplate: prometheus\n"),
            ("Grants:self:Hosts:0", address.Authority));

        var page = await browser.OpenAsync("/d/self/prod/prometheus?from=now-5m&to=now", portal: portal);
        var panels = await Dashboards.DrawAllAsync(page);

        Assert.True(panels.Count >= 5, $"only {panels.Count} panels");
        Assert.DoesNotContain(panels, panel => panel.State == "error");
        // A server that nobody queries and that writes no blocks yet has nothing to show in some of them.
        var drawn = panels.Count(panel => panel.State is "ok" or "partial");
        Assert.True(drawn >= panels.Count * 2 / 3, string.Join('\n', panels));
        await page.Context.CloseAsync();
    }

    private static async Task UntilSamplesAsync(PrometheusServer prometheus)
    {
        using var client = new HttpClient { BaseAddress = prometheus.BaseAddress };
        await PortalServer.UntilAsync(
            async () =>
            {
                using var answer = JsonDocument.Parse(await client.GetStringAsync("/api/v1/query?query=rate(prometheus_tsdb_head_samples_appended_total[10s])>0"));
                return answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength() > 0;
            },
            "Prometheus to have scraped itself");
    }
}
