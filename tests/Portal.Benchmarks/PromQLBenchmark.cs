using System.Text.Json;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Benchmarks;

/// <summary>Parse, scope and print, for each distinct query of real dashboards (<c>promql/real.jsonl</c> of the corpora).</summary>
internal static class PromQLBenchmark
{
    public static async Task<IReadOnlyList<string>> RunAsync()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_CORPORA") is not { Length: > 0 } corpora)
        {
            return ["parse + scope + print: not measured, PORTAL_CORPORA is not set"];
        }
        var queries = File.ReadLines(Path.Combine(corpora, "promql", "real.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("parse_ok").GetBoolean())
            .Select(row => row.GetProperty("rendered").GetString()!)
            .ToArray();
        var datasource = new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://localhost:9090") };
        var environment = new TenantEnvironment
        {
            Name = "prod",
            Datasources = [datasource],
            Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme", ["environment"] = "prod" }, Core.Frames.Frame.EmptyLabels, Dedicated: false),
            Services = new ServiceSource(["checkout"], null, null),
            Location = default,
        };
        var scope = new Scope(new TenantId("acme"), "prod");

        var (whole, parse) = await Measure.PairAsync(
            20,
            () =>
            {
                foreach (var query in queries)
                {
                    _ = QueryScoper.PromQL(scope, environment, datasource, query).Query ?? throw new InvalidOperationException(query);
                }
                return Task.CompletedTask;
            },
            () =>
            {
                foreach (var query in queries)
                {
                    _ = PromQLParser.Parse(query);
                }
                return Task.CompletedTask;
            });
        return
        [
            $"parse + scope + print, {queries.Length} real queries: {whole.Time.TotalMicroseconds / queries.Length:F1} µs and {whole.Bytes / queries.Length:N0} bytes a query",
            $"  of that parsing alone: {parse.Time.TotalMicroseconds / queries.Length:F1} µs and {parse.Bytes / queries.Length:N0} bytes (ratio {whole.Time / parse.Time:F2})",
        ];
    }
}
