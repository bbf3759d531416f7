using Microsoft.Extensions.Time.Testing;
using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

/// <summary>The stores of logs and traces at a time that stands still, and what the portal would send to them.</summary>
internal sealed class TelemetryWorld
{
    public const long HourNs = 3_600_000_000_000;

    public static readonly long NowNs = DemoServerFixture.Now.ToUnixTimeMilliseconds() * 1_000_000;

    public TelemetryWorld(TimeProvider? time = null)
    {
        Workloads = Portal.Demo.Workloads.Workload.All();
        Traces = new TraceStore(time ?? new FakeTimeProvider(DemoServerFixture.Now), Workloads);
        Logs = new LogStore(Traces);
    }

    public Workload[] Workloads { get; }

    public TraceStore Traces { get; }

    public LogStore Logs { get; }

    public static Datasource Datasource { get; } = new() { Name = "demo", Kind = DatasourceKind.Loki, Url = new Uri("http://127.0.0.1:9464/shared") };

    public Workload Workload(string name) => Array.Find(Workloads, w => w.Namespace == name)!;

    /// <summary>The environment as a tenant's file declares it, with isolation by labels.</summary>
    public static TenantEnvironment Environment(Workload workload) => new()
    {
        Name = workload.Environment.Name,
        Datasources = [Datasource],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = workload.Tenant.Id, ["environment"] = workload.Environment.Name }, new Dictionary<string, string>(), Dedicated: false),
        Services = new ServiceSource([], null, null),
        Location = new SourceLocation("tenants/acme.yaml"),
    };

    public static Scope Scope(Workload workload) => new(new TenantId(workload.Tenant.Id), workload.Environment.Name);

    public static string Scoped(Workload workload, string query) => QueryScoper.LogQL(Scope(workload), Environment(workload), Datasource, query).Query!.Text;

    public static List<FoundLine> Lines(LogStore store, string query, long fromNs, long untilNs, bool forward = false, int limit = 5_000) =>
        LogQueryRunner.Lines(store, (LogPipeline)LogQueryRunner.Parse(query), fromNs, untilNs, forward, limit, CancellationToken.None);
}
