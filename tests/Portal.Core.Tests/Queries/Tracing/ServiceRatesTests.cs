using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Queries.Tracing;

/// <summary>Rates and errors beside the calls of a service map.</summary>
public sealed class ServiceRatesTests
{
    private readonly PanelWorld _world = new();

    [Fact]
    public async Task Rates_come_from_the_counters_that_the_tenant_names()
    {
        var metrics = new ServiceMetrics("http_requests_total", "http_requests_total{code=~\"5..\"}", "app");
        _world.Backend.Answer = question => Task.FromResult(new BackendAnswer([Rate("app", "all", question.Text.Contains("5..", StringComparison.Ordinal) ? 1 : 4), Rate("app", "not on the map", 9)], []));

        var data = await AskAsync(metrics);

        Assert.Equal([new ServiceCall("all", "of them", 1)], data.Traces!.Calls);
        Assert.Equal([KeyValuePair.Create("all", new ServiceRate(4, 0.25))], data.Traces.Rates);
        Assert.Equal(
            ["sum by (app) (rate(http_requests_total{code=~\"5..\",tenant=\"acme\"}[1h]))", "sum by (app) (rate(http_requests_total{tenant=\"acme\"}[1h]))"],
            _world.Backend.Questions.Select(question => question.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_word_of_the_tenant_span_metrics_are_looked_for()
    {
        _world.Backend.Answer = question => Task.FromResult(new BackendAnswer(question.Text.Contains("ERROR", StringComparison.Ordinal) ? [] : [Rate("service_name", "all", 2), Rate("service", "of them", 3)], []));

        var rates = (await AskAsync(null)).Traces!.Rates;

        Assert.Equal([KeyValuePair.Create("all", new ServiceRate(2, 0)), KeyValuePair.Create("of them", new ServiceRate(3, 0))], rates.OrderBy(rate => rate.Key, StringComparer.Ordinal));
        Assert.All(_world.Backend.Questions, question => Assert.Contains("tenant=\"acme\"", question.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_map_without_its_rates_is_still_the_map()
    {
        _world.Backend.Answer = _ => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "Gone."));

        var data = await AskAsync(null);

        Assert.Equal(PanelState.Ok, data.State);
        Assert.Empty(data.Traces!.Rates);
    }

    private async Task<PanelData> AskAsync(ServiceMetrics? metrics)
    {
        var tenant = _world.Snapshot.Tenants[PanelWorld.Acme.Scope.Tenant];
        var environment = tenant.Environment("prod")!;
        var own = environment.Datasource("prometheus")!;
        environment = environment with
        {
            // The store of traces is this environment's alone, and tells calls by itself.
            Isolation = environment.Isolation with { Dedicated = true },
            Datasources = [metrics is null ? own : own with { ServiceMetrics = metrics }, new Datasource { Name = "jaeger", Kind = DatasourceKind.Jaeger, Url = own.Url }],
        };
        _world.Snapshot = new CatalogSnapshot
        {
            Revision = _world.Snapshot.Revision,
            Tenants = new Dictionary<TenantId, Tenant> { [tenant.Id] = tenant with { Environments = [environment] } },
            Templates = _world.Snapshot.Templates,
            Diagnostics = [],
        };
        var service = new PanelDataService(_world.Backend, _world.Logs, _world.Traffic, _world.Options, _world.Time, new TraceQueries(new FakeTraces(), _world.Traffic, _world.Options, _world.Time));
        var dashboard = new Dashboard
        {
            Title = "Test",
            Rows = [new DashboardRow("", false, [new Panel { Id = "p", Kind = PanelKind.ServiceMap, Grid = new GridPosition(0, 0, 12, 8), Traces = new PanelSearch() }])],
        };
        return await service.GetAsync(_world.Snapshot, PanelWorld.Acme, dashboard, PanelWorld.Ask(), Role.Viewer, TestContext.Current.CancellationToken);
    }

    private static Frame Rate(string label, string service, double rate) =>
        new("?", [new TimeField("Time", [1]), new NumberField("Value", [rate])]) { Labels = new Dictionary<string, string> { [label] = service } };
}
