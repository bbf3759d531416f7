using Microsoft.Extensions.Time.Testing;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Templates;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries;

/// <summary>Two tenants on one Prometheus, a fake backend, a clock that stands still.</summary>
internal sealed class PanelWorld
{
    public static readonly BindingKey Acme = new(new Scope(new TenantId("acme"), "prod"), null, "test");
    public static readonly BindingKey Nova = new(new Scope(new TenantId("nova"), "prod"), null, "test");

    public PanelWorld()
    {
        Snapshot = SnapshotOf(new Uri("http://prometheus:9090"));
        Traffic = new QueryTraffic(Options, Time);
        Service = new PanelDataService(Backend, Logs, Traffic, Options, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 10, 0, 7, TimeSpan.Zero));

    public FakeBackend Backend { get; } = new();

    public FakeLogs Logs { get; } = new();

    public QueryOptions Options { get; } = new() { MaxRunning = 4, MaxRunningPerTenant = 3, MaxRunningPerDatasource = 2, QueueLength = 5 };

    public QueryTraffic Traffic { get; }

    public PanelDataService Service { get; }

    public CatalogSnapshot Snapshot { get; set; }

    public static CatalogSnapshot SnapshotOf(Uri url) => new()
    {
        Revision = new RevisionId("r"),
        Tenants = new[] { "acme", "nova" }.Select(id => Tenant(id, url)).ToDictionary(tenant => tenant.Id),
        Templates = new TemplateSet { Dashboards = new Dictionary<string, DashboardTemplate>() },
        Diagnostics = [],
    };

    public static Dashboard Dashboard(PanelQuery query, params Variable[] variables) => Dashboard([query], variables);

    public static Dashboard Dashboard(IReadOnlyList<PanelQuery> queries, params Variable[] variables) => new()
    {
        Title = "Test",
        Variables = variables,
        Rows = [new DashboardRow("", false, [new Panel { Id = "p", Kind = PanelKind.TimeSeries, Title = "Rate of $job", Grid = new GridPosition(0, 0, 12, 8), Queries = queries }])],
    };

    public static PanelQuery Query(string expr, string refId = "A") => new() { RefId = refId, Expr = expr };

    public static PanelDataRequest Ask(params (string Name, string[] Values)[] variables) =>
        new() { PanelId = "p", Variables = variables.ToDictionary(v => v.Name, v => (IReadOnlyList<string>)v.Values) };

    public Task<PanelData> GetAsync(Dashboard dashboard, PanelDataRequest? request = null, BindingKey? binding = null, bool forEditor = false, CancellationToken? cancellation = null, Role? reader = null) =>
        Service.GetAsync(Snapshot, binding ?? Acme, dashboard, request ?? Ask(), reader ?? (forEditor ? Role.Editor : Role.Viewer), cancellation ?? TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<ResolvedVariable>> ResolveAsync(PanelDataRequest request, params Variable[] variables) =>
        Service.ResolveVariablesAsync(Snapshot, Acme, Dashboard(Query("up"), variables), request, Role.Viewer, TestContext.Current.CancellationToken);

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 12_000 && !condition(); i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }

    private static Tenant Tenant(string id, Uri url)
    {
        var place = new SourceLocation($"tenants/{id}.yaml", 1, 1);
        var environment = new TenantEnvironment
        {
            Name = "prod",
            Datasources = [new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = url }, new Datasource { Name = "loki", Kind = DatasourceKind.Loki, Url = url }],
            Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = id }, new Dictionary<string, string>(), Dedicated: false),
            Services = new ServiceSource([], null, null),
            Location = place,
        };
        return new Tenant { Id = new TenantId(id), Name = id, DefaultEnvironment = "prod", Environments = [environment], Dashboards = [], Location = place };
    }
}
