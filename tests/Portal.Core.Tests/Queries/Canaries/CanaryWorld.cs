using Microsoft.Extensions.Time.Testing;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Canaries;

/// <summary>An environment with one datasource, a backend that a test tells what to answer, and a canary.</summary>
internal sealed class CanaryWorld
{
    public static readonly Scope Acme = PanelWorld.Acme.Scope;

    private static readonly Uri Address = new("http://backend.internal:9090");

    private readonly FakeTraces _traces;

    public CanaryWorld(DatasourceKind kind, Isolation isolation, params Trace[] traces)
    {
        _traces = new FakeTraces(traces);
        Environment = new TenantEnvironment
        {
            Name = "prod",
            Datasources = [new Datasource { Name = "main", Kind = kind, Url = Address }],
            Isolation = isolation,
            Services = new ServiceSource(["checkout"], null, null),
            Location = default,
        };
    }

    public static Isolation Labels { get; } = FakeTraces.Labels("acme");

    public static Isolation Header { get; } = FakeTraces.Header("acme");

    public TenantEnvironment Environment { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 10, 0, 7, TimeSpan.Zero));

    public FakeBackend Metrics { get; } = new();

    public FakeLogs Logs { get; } = new();

    public async Task<CanaryFinding> RunAsync(ITracesBackend? traces = null)
    {
        var canary = new IsolationCanary(Metrics, Logs, traces ?? _traces, new QueryTraffic(new QueryOptions(), Time), Time);
        var finding = Assert.Single(await canary.RunAsync(Acme, Environment, ["checkout"], TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(Time.GetUtcNow(), finding.At);
        Assert.DoesNotContain("backend.internal", finding.Message + finding.Remedy, StringComparison.Ordinal);
        return finding;
    }

    /// <summary>Series of these tenants; none of a tenant for an empty text.</summary>
    public static Task<BackendAnswer> Series(params string[] tenants) => Task.FromResult(Frames(tenants));

    public static BackendAnswer Frames(params string[] tenants) => new(
        [.. tenants.Select(tenant => new Frame("A", []) { Labels = tenant.Length == 0 ? Frame.EmptyLabels : new Dictionary<string, string> { ["tenant"] = tenant } })], []);
}
