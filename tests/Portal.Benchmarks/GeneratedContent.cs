using System.Text;
using Portal.Core.Catalog;

namespace Portal.Benchmarks;

/// <summary>Content of a chosen size: tenants of one environment, each with the same number of service dashboards.</summary>
internal static class GeneratedContent
{
    /// <summary>Makes content in which every tenant gets <paramref name="dashboards"/> bindings.</summary>
    /// <param name="root">The repository, whose shipped templates are used.</param>
    /// <param name="tenants">How many tenants.</param>
    /// <param name="dashboards">Bindings of each; one for each of as many services.</param>
    public static ContentTree Create(string root, int tenants, int dashboards)
    {
        var files = Directory.EnumerateFiles(Path.Combine(root, "templates"), "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText);
        var services = string.Join(", ", Enumerable.Range(0, dashboards).Select(i => $"service-{i}"));
        for (var i = 0; i < tenants; i++)
        {
            files[$"tenants/tenant-{i}.yaml"] = new StringBuilder()
                .AppendLine($"id: tenant-{i}")
                .AppendLine($"name: Tenant {i}")
                .AppendLine("defaultEnvironment: prod")
                .AppendLine("environments:")
                .AppendLine("  - name: prod")
                .AppendLine("    datasources:")
                .AppendLine("      - kind: prometheus")
                .AppendLine("        url: http://prometheus.internal:9090")
                .AppendLine($"    isolation: {{labels: {{tenant: tenant-{i}}}}}")
                .AppendLine($"    services: [{services}]")
                .AppendLine("dashboards:")
                .AppendLine("  - template: service-overview")
                .ToString();
        }
        return new ContentTree(new RevisionId($"generated-{tenants}-{dashboards}"), files, []);
    }

    /// <summary>A template whose dashboard has <paramref name="panels"/> time series panels of one query each.</summary>
    public static string ManyPanels(int panels)
    {
        var text = new StringBuilder("---\ntitle: Many panels\nscope: service\n---\ntitle: Many panels\npanels:\n");
        for (var i = 0; i < panels; i++)
        {
            text.Append($$"""
                  - title: Panel {{i}}
                    type: timeseries
                    grid: {w: 6, h: 5}
                    queries:
                      - expr: sum by (http_route) (rate(http_server_request_duration_seconds_count{service="{{"{{ service_name }}"}}"}[{{i + 2}}m]))

                """);
        }
        return text.ToString();
    }
}
