using System.Globalization;
using System.Text;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Benchmarks;

/// <summary>Read one rendered dashboard of 30 panels, against its YAML alone in the same run: what <c>portal validate</c> does for every binding beside rendering.</summary>
internal static class ReadBenchmark
{
    private const int Batch = 20;
    private const int Runs = 25;
    private const int Panels = 30;

    public static async Task RunAsync()
    {
        var yaml = Text();
        var problems = new List<Diagnostic>();
        var dashboard = DashboardReader.Read(yaml, new YamlContext("d.yaml", problems));
        if (problems.Count > 0 || dashboard!.Panels.Count() != Panels)
        {
            throw new InvalidOperationException("The dashboard is not read.");
        }
        var (whole, document) = await Measure.PairAsync(
            Runs,
            () => Repeat(() => DashboardReader.Read(yaml, new YamlContext("d.yaml", problems))),
            () => Repeat(() => YamlDocument.Parse(yaml, new YamlContext("d.yaml", problems))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read: one dashboard of {Panels} panels, {yaml.Length} characters"));
        Print("YAML and model", whole);
        Print("YAML alone", document);
    }

    private static Task Repeat(Action read)
    {
        for (var i = 0; i < Batch; i++)
        {
            read();
        }
        return Task.CompletedTask;
    }

    private static void Print(string name, Measured measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-23} {measured.Time.TotalMicroseconds / Batch,8:F0} us  {measured.Bytes / 1024.0 / Batch,8:F0} KiB"));

    private static string Text()
    {
        var yaml = new StringBuilder("title: Acme PROD - checkout\ntags: [red]\ntime: {from: now-3h, to: now}\nrefresh: 30s\npanels:\n");
        for (var i = 0; i < Panels; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $$"""
                  - title: Panel {{i}}
                    type: timeseries
                    description: Requests per second of all chosen routes.
                    unit: reqps
                    min: 0
                    grid: {w: 8, h: 8}
                    thresholds: {mode: absolute, style: line, steps: [{color: green}, {value: 0.5, color: orange}, {value: 1, color: red}]}
                    legend: {values: [mean, max]}
                    overrides:
                      - {match: {seriesRegex: "5.."}, color: red}
                    queries:
                      - legend: "{http_route}"
                        expr: 'sum by (http_route) (rate(http_server_request_duration_seconds_count{service="checkout", http_route=~"$route"}[$__rate_interval]))'
                      - legend: all
                        expr: |
                          sum(
                            rate(http_server_request_duration_seconds_count{service="checkout"}[$__rate_interval])
                          )

                """);
        }
        return yaml.ToString();
    }
}
