using System.Text;

namespace Portal.Benchmarks;

/// <summary>Content of a chosen size, written to a folder: the shipped templates, and tenants with as many services as they shall have dashboards.</summary>
internal static class GeneratedContent
{
    /// <summary>Writes content in which every tenant gets one dashboard for each of its services.</summary>
    /// <param name="folder">Where <c>templates/</c> and <c>tenants/</c> are made.</param>
    /// <param name="tenants">How many tenants.</param>
    /// <param name="dashboards">How many dashboards each.</param>
    public static void Write(string folder, int tenants, int dashboards)
    {
        SourceTree.CopyContent(folder, 0);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "tenants")))
        {
            File.Delete(file);
        }
        var services = string.Join(", ", Enumerable.Range(0, dashboards).Select(i => $"service-{i}"));
        for (var i = 0; i < tenants; i++)
        {
            File.WriteAllText(
                Path.Combine(folder, "tenants", $"tenant-{i}.yaml"),
                $$"""
                id: tenant-{{i}}
                name: Tenant {{i}}
                defaultEnvironment: prod
                environments:
                  - name: prod
                    datasources:
                      - {kind: prometheus, url: "http://prometheus.internal:9090"}
                      - {kind: loki, url: "http://loki.internal:3100"}
                      - {kind: jaeger, url: "http://jaeger.internal:16686"}
                    isolation:
                      labels: {tenant: tenant-{{i}}}
                    services: [{{services}}]
                dashboards:
                  - template: service-overview

                """);
        }
    }

    /// <summary>A template at environment scope whose dashboard has that many time series panels, each with a query of its own.</summary>
    public static string ManyPanels(int panels)
    {
        var text = new StringBuilder("---\ntitle: Many panels\nscope: environment\n---\ntitle: Many panels\npanels:\n");
        for (var i = 0; i < panels; i++)
        {
            text.Append($$"""
                  - title: Panel {{i}}
                    type: timeseries
                    grid: {w: 6, h: 5}
                    queries:
                      - expr: sum by (service) (rate(http_server_request_duration_seconds_count[{{i + 2}}m]))

                """);
        }
        return text.ToString();
    }
}
