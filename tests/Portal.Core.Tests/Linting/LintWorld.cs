using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Core.Frames;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tests.Catalog;
using Portal.Core.Tests.Queries;
using Portal.Core.Tests.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Linting;

/// <summary>Two tenants with two environments on one backend, content as text, and backends that answer what a test tells them to.</summary>
internal sealed class LintWorld
{
    private readonly ConcurrentQueue<CancellationToken> _hanging = [];

    public LintWorld(params IReadOnlyList<Trace> traces)
    {
        var options = new QueryOptions();
        var traffic = new QueryTraffic(options, Time, Ledger);
        Linter = new QueryLinter(Backend, Logs, new TraceQueries(new FakeTraces(traces), traffic, options, Time), traffic, options, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 10, 0, 7, TimeSpan.Zero));

    public FakeBackend Backend { get; } = new();

    public FakeLogs Logs { get; } = new();

    public IsolationLedger Ledger { get; } = new();

    public QueryLinter Linter { get; }

    /// <summary>The scoped texts of range and instant queries that the metrics backend was asked.</summary>
    public IReadOnlyList<string> Asked => [.. Backend.Questions.Where(question => question.Kind is "range" or "instant").Select(question => question.Text).Order(StringComparer.Ordinal)];

    /// <summary>Content with one template of environment scope whose panels are given.</summary>
    public static async Task<CatalogSnapshot> LoadAsync(string panels, string? lint = null, string variables = "", string environments = "[prod, dev]")
    {
        var files = new List<(string, string)>
        {
            ("templates/overview.yaml.sbn", $"---\ntitle: Overview\nscope: environment\n---\ntitle: Overview\n{variables}panels:\n{panels}\n"),
            ("tenants/acme.yaml", Tenant("acme", environments)),
            ("tenants/nova.yaml", Tenant("nova", environments)),
        };
        if (lint is not null)
        {
            files.Add(("lint.yaml", lint));
        }
        var result = await Content.LoadAsync([.. files]);
        Assert.True(result.Snapshot is not null, Content.Describe(result.Diagnostics));
        return result.Snapshot;
    }

    public Task<LintReport> RunAsync(CatalogSnapshot after, CatalogSnapshot? before = null, CatalogSnapshot? live = null, LintPolicy? policy = null) =>
        Linter.RunAsync(new LintRequest(after, live ?? before ?? after, policy ?? (before ?? after).Lint, _ => []) { Before = before }, TestContext.Current.CancellationToken);

    /// <summary>The same; time passes while a question hangs, and stands while others are answered. Always, but slowly, where there is no question that hangs.</summary>
    public async Task<LintReport> RunWhileTimePassesAsync(CatalogSnapshot after, CatalogSnapshot? before = null, bool always = false)
    {
        var run = RunAsync(after, before);
        while (!run.IsCompleted)
        {
            if (always || _hanging.Any(question => !question.IsCancellationRequested))
            {
                Time.Advance(TimeSpan.FromMilliseconds(always ? 50 : 500));
            }
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        return await run;
    }

    /// <summary>Does not answer until nobody waits for it any more.</summary>
    public async Task<BackendAnswer> HangAsync(FakeBackend.Question question)
    {
        _hanging.Enqueue(question.Cancellation);
        await Task.Delay(Timeout.Infinite, question.Cancellation);
        throw new InvalidOperationException("Nobody can end it but by leaving.");
    }

    /// <summary>Answers so many series that cost so much.</summary>
    public static BackendAnswer Series(int count, long samples = 0) => new(
        [.. Enumerable.Range(0, count).Select(i => new Frame("", [new TimeField("Time", [1]), new NumberField("Value", [1])]) { Labels = new Dictionary<string, string> { ["n"] = $"{i}" } })], [])
    {
        Cost = samples > 0 ? new QueryCost(samples, samples / 10, 0, 0) : null,
    };

    public static string Describe(LintReport report) => string.Join('\n', report.Diagnostics.Select(d => $"{d.Location} {d.Severity} {d.Code} {d.Message} x{d.Occurrences}"));

    private static string Tenant(string id, string environments)
    {
        var names = environments.Trim('[', ']').Split(", ");
        var text = $"id: {id}\nname: {id}\ndefaultEnvironment: {names[0]}\nenvironments:\n";
        foreach (var name in names)
        {
            text +=
                $$"""
                  - name: {{name}}
                    datasources: [{kind: prometheus, url: "http://metrics"}, {kind: loki, url: "http://logs"}, {kind: jaeger, url: "http://traces"}]
                    isolation:
                      labels: {tenant: "{{id}}-{{name}}"}
                    services: [web]

                """;
        }
        return text + "dashboards:\n  - template: overview\n";
    }
}
