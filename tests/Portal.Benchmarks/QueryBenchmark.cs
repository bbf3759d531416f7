using System.Text.Json;
using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Benchmarks;

/// <summary>Parse, scope and print per query, over the queries of real dashboards in the folder that PORTAL_CORPORA names.</summary>
internal static class QueryBenchmark
{
    private const int Runs = 25;
    // What a request does: parse, scope, print, and read the print back as a proof that it is scoped.
    private const string Whole = "parse, scope, print and proof";
    private static readonly Scope Acme = new(new TenantId("acme"), "prod");

    public static Task PromQLAsync() => RunAsync("promql", ["real.jsonl"], queries =>
    {
        var (environment, datasource) = Place("prometheus", DatasourceKind.Prometheus);
        var parsed = queries.Select(query => PromQLParser.Parse(query).Expression!).ToList();
        return
        [
            ("parse", () => queries.TrueForAll(query => PromQLParser.Parse(query).Expression is not null)),
            ("print", () => parsed.TrueForAll(expression => PromQLPrinter.Print(expression).Length > 0)),
            (Whole, () => queries.TrueForAll(query => QueryScoper.PromQL(Acme, environment, datasource, query).Query is not null)),
        ];
    });

    public static Task LogQLAsync() => RunAsync("logql", ["real.jsonl", "real_wide.jsonl"], queries =>
    {
        var (environment, datasource) = Place("loki", DatasourceKind.Loki);
        return
        [
            ("parse", () => queries.TrueForAll(query => LogQLParser.Parse(query).Expression is not null)),
            (Whole, () => queries.TrueForAll(query => QueryScoper.LogQL(Acme, environment, datasource, query).Query is not null)),
        ];
    });

    private static async Task RunAsync(string language, string[] files, Func<List<string>, IEnumerable<(string Name, Func<bool> Work)>> works)
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        if (string.IsNullOrEmpty(folder))
        {
            Console.WriteLine($"{language}: skipped, PORTAL_CORPORA is not set");
            return;
        }
        var queries = files.SelectMany(file => File.ReadLines(Path.Combine(folder, language, file))).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("parse_ok").GetBoolean())
            .Select(row => row.TryGetProperty("rendered", out var rendered) && rendered.GetString() is { } text ? text : row.GetProperty("expr").GetString()!)
            .ToList();
        Console.WriteLine($"{language}: {queries.Count} queries of real dashboards, {queries.Sum(query => query.Length) / queries.Count} characters on average, median of {Runs} runs");
        foreach (var (name, work) in works(queries))
        {
            var measured = await Measure.OneAsync(Runs, () => work() ? Task.CompletedTask : throw new InvalidOperationException("A query of the corpus was refused."));
            Console.WriteLine($"  {name,-30} {measured.Time.TotalMicroseconds / queries.Count,7:F2} µs {(double)measured.Bytes / queries.Count,9:F0} bytes per query");
        }
    }

    private static (TenantEnvironment Environment, Datasource Datasource) Place(string name, DatasourceKind kind)
    {
        var datasource = new Datasource { Name = name, Kind = kind, Url = new Uri("http://localhost:9090") };
        var environment = new TenantEnvironment
        {
            Name = Acme.Environment,
            Datasources = [datasource],
            Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme", ["namespace"] = "acme-prod" }, new Dictionary<string, string>(), Dedicated: false),
            Services = new ServiceSource([], null, null),
            Location = new SourceLocation("tenants/acme.yaml"),
        };
        return (environment, datasource);
    }
}
