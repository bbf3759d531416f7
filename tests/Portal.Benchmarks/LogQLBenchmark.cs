using System.Text.Json;
using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Benchmarks;

/// <summary>Parse, scope and print per LogQL query, over the queries of real dashboards in the folder that PORTAL_CORPORA names.</summary>
internal static class LogQLBenchmark
{
    private const int Runs = 25;

    public static async Task RunAsync()
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        if (string.IsNullOrEmpty(folder))
        {
            Console.WriteLine("logql: skipped, PORTAL_CORPORA is not set");
            return;
        }
        var queries = new[] { "real.jsonl", "real_wide.jsonl" }.SelectMany(file => File.ReadLines(Path.Combine(folder, "logql", file))).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("parse_ok").GetBoolean())
            .Select(row => row.TryGetProperty("rendered", out var rendered) && rendered.GetString() is { } text ? text : row.GetProperty("expr").GetString()!)
            .ToList();
        var datasource = new Datasource { Name = "loki", Kind = DatasourceKind.Loki, Url = new Uri("http://localhost:3100") };
        var environment = new TenantEnvironment
        {
            Name = "prod",
            Datasources = [datasource],
            Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme", ["namespace"] = "acme-prod" }, new Dictionary<string, string>(), Dedicated: false),
            Services = new ServiceSource([], null, null),
            Location = new SourceLocation("tenants/acme.yaml"),
        };
        var scope = new Scope(new TenantId("acme"), "prod");
        var parse = await AllAsync(query => LogQLParser.Parse(query).Expression is not null);
        // What a request does: parse, scope, print, and read the print back as a proof that it is scoped.
        var whole = await AllAsync(query => QueryScoper.LogQL(scope, environment, datasource, query).Query is not null);

        Console.WriteLine($"logql: {queries.Count} queries of real dashboards, {queries.Sum(query => query.Length) / queries.Count} characters on average, median of {Runs} runs");
        Show("parse", parse);
        Show("parse, scope, print and proof", whole);

        Task<Measured> AllAsync(Func<string, bool> work) =>
            Measure.OneAsync(Runs, () => queries.TrueForAll(query => work(query)) ? Task.CompletedTask : throw new InvalidOperationException("A query of the corpus was refused."));

        void Show(string name, Measured measured) =>
            Console.WriteLine($"  {name,-30} {measured.Time.TotalMicroseconds / queries.Count,7:F2} µs {(double)measured.Bytes / queries.Count,9:F0} bytes per query");
    }
}
