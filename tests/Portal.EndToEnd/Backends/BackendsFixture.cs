using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Demo;

namespace Portal.EndToEnd.Backends;

/// <summary>The portal's client, the demo telemetry, and a real Prometheus that scrapes two tenants' metrics with exemplars, histograms and metadata.</summary>
public sealed class BackendsFixture : IAsyncLifetime
{
    private readonly ContractClient _client = new();
    private readonly DemoServer _demo = new(Options.Create(new DemoTelemetryOptions { Port = 0 }), TimeProvider.System, NullLoggerFactory.Instance);
    private WebApplication? _page;
    private PrometheusServer? _prometheus;

    /// <summary>What every backend has to do the same.</summary>
    public IMetricsBackend Client => _client.Backend;

    public async ValueTask InitializeAsync()
    {
        await _demo.StartAsync(CancellationToken.None);
        var page = WebApplication.CreateEmptyBuilder(new());
        page.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _page = page.Build();
        _page.Run(MetricsAsync);
        await _page.StartAsync();
        _prometheus = await PrometheusServer.StartAsync(
            $$"""
            scrape_configs:
              - job_name: page
                scrape_interval: 1s
                scrape_timeout: 1s
                scrape_protocols: [OpenMetricsText1.0.0]
                static_configs: [{targets: ["{{new Uri(_page.Urls.First()).Authority}}"]}]
            """,
            "--enable-feature=exemplar-storage,native-histograms");
        await PortalServer.UntilAsync(
            async () => (await Client.QueryAsync(Query("prometheus", "rate(http_server_request_duration_seconds_count[1m])"), "A", NowMs, CancellationToken.None)).Frames.Count > 0,
            "two scrapes");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await (_prometheus?.DisposeAsync() ?? default);
        await (_page?.DisposeAsync() ?? default);
        await _demo.StopAsync(CancellationToken.None);
        await _demo.DisposeAsync();
    }

    public static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public ScopedQuery Query(string backend, string query) => _client.Query(Address(backend), query);

    public ScopedQuery Selector(string backend, string? selector = null) => _client.Selector(Address(backend), selector);

    /// <summary>What lint finds of queries of one dashboard.</summary>
    public Task<LintReport> LintAsync(string backend, params string[] queries)
    {
        var content = new ContentTree(new RevisionId("test"), new Dictionary<string, string>
        {
            ["templates/t.yaml.sbn"] = $"---\ntitle: T\nscope: environment\n---\ntitle: T\ntime: {{from: now-1m}}\npanels: [{{title: P, type: stat, queries: [{string.Join(", ", queries.Select(query => $"{{expr: '{query}'}}"))}]}}]\n",
            ["tenants/acme.yaml"] =
                $$"""
                id: acme
                defaultEnvironment: prod
                environments:
                  - {name: prod, datasources: [{kind: prometheus, url: "{{Address(backend)}}", scrapeInterval: 1s}], isolation: {labels: {tenant: acme} }, services: [web]}
                dashboards: [{template: t}]
                """,
        }, []);
        var diagnostics = new List<Diagnostic>();
        var snapshot = CatalogLoader.Read(content, diagnostics);
        Assert.Empty(diagnostics);
        return _client.Linter.RunAsync(new LintRequest(snapshot, snapshot, LintPolicy.Default with { Limits = new LintLimits { Time = TimeSpan.FromMinutes(5), Timeout = TimeSpan.FromMinutes(1) } }, _ => []), CancellationToken.None);
    }

    private Uri Address(string backend) => backend == "demo" ? new Uri(_demo.BaseAddress!, "shared") : _prometheus!.BaseAddress;

    /// <summary>The demo's best-known metric for two tenants, and one that only the other tenant has.</summary>
    private static Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        var seconds = NowMs / 1000;
        var text = new System.Text.StringBuilder("# HELP http_server_request_duration_seconds Duration.\n# TYPE http_server_request_duration_seconds histogram\n");
        foreach (var tenant in (string[])["acme", "nova"])
        {
            var labels = $"tenant=\"{tenant}\",service=\"checkout-{tenant}\"";
            text.Append($"http_server_request_duration_seconds_bucket{{{labels},le=\"0.5\"}} {seconds} # {{trace_id=\"{tenant}-{seconds}\"}} 0.25\n");
            text.Append($"http_server_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} {seconds}\n");
            text.Append($"http_server_request_duration_seconds_sum{{{labels}}} {seconds}\nhttp_server_request_duration_seconds_count{{{labels}}} {seconds}\n");
        }
        text.Append("# HELP nova_secret Theirs.\n# TYPE nova_secret gauge\nnova_secret{tenant=\"nova\"} 1\n# EOF\n");
        return context.Response.WriteAsync(text.ToString());
    }
}
