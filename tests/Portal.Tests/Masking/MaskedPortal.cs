using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Identity.SignIn;
using Portal.Tests.Git;
using Portal.Tests.Identity.SignIn;

namespace Portal.Tests.Masking;

/// <summary>The whole portal, one tenant that masks for support, a dashboard with every type of panel, and stores that tell secrets.</summary>
internal sealed class MaskedPortal : IAsyncDisposable
{
    public static readonly string[] Panels = ["load", "stat", "gauge", "bargauge", "barchart", "table", "lines-table", "heatmap", "piechart", "state", "log-numbers", "lines", "levels", "traces", "trace", "map", "fails"];

    private const string Masking = "masking: [{detector: phone}, {field: customer}]\n";

    private const string Template =
        """
        ---
        title: Nodes
        scope: environment
        ---
        title: Nodes
        variables:
          - {name: customer, type: query, query: "label_values(up, customer)"}
          - {name: caller, type: query, query: "label_values(up, caller)", multi: true, includeAll: true}
          - {name: from_logs, type: query, datasource: loki, query: "label_values(customer)"}
          - {name: rows, type: query, query: "query_result(up)"}
        annotations:
          - {name: said, datasource: loki, expr: '{app=~".+"}', title: "{customer}", text: "{__line__}"}
          - {name: rose, expr: up, begin: change, title: "{caller} of $customer"}
        panels:
          - {id: load, title: "Load of $customer $caller $rows $from_logs", type: timeseries, queries: [{expr: 'up{customer="$customer", caller=~"$caller"}', exemplars: true, legend: "{customer} {caller} $customer"}]}
          - {id: stat, title: Stat, type: stat, queries: [{expr: up}]}
          - {id: gauge, title: Gauge, type: gauge, queries: [{expr: up}]}
          - {id: bargauge, title: Bars, type: bargauge, queries: [{expr: up}]}
          - {id: barchart, title: Bars, type: barchart, queries: [{expr: up}]}
          - {id: table, title: Table, type: table, queries: [{expr: up, format: table, instant: true}]}
          - {id: lines-table, title: Lines, type: table, queries: [{datasource: loki, expr: '{app=~".+"}'}]}
          - {id: heatmap, title: Heat, type: heatmap, queries: [{expr: up, format: heatmap, legend: "{le} {caller}"}]}
          - {id: piechart, title: Pie, type: piechart, queries: [{expr: up, instant: true}]}
          - {id: state, title: State, type: state-timeline, queries: [{expr: up}]}
          - {id: log-numbers, title: Numbers, type: timeseries, queries: [{datasource: loki, expr: 'sum by (customer) (count_over_time({app=~".+"}[$__auto]))'}]}
          - {id: lines, title: Lines, type: logs, queries: [{datasource: loki, expr: '{app=~".+"}'}]}
          - {id: levels, title: Levels, type: logs, logs: {levelField: customer, dedup: signature, showLabels: true}, queries: [{datasource: loki, expr: '{app=~".+"}'}]}
          - {id: traces, title: Traces, type: traces, traces: {service: checkout}}
          - {id: trace, title: Trace, type: trace, traces: {trace: "0123456789abcdef0123456789abcdef"}}
          - {id: map, title: Map, type: servicemap}
          - {id: fails, title: Fails, type: stat, queries: [{expr: fails}]}

        """;

    private readonly TempContent _content = new();
    private readonly PortalFactory _factory;
    private readonly WebApplicationFactory<Program> _portal;

    private MaskedPortal()
    {
        Write(Masking);
        _content.Write("templates/nodes.yaml.sbn", Template);
        _factory = new PortalFactory(_content.Folder, ("Content:Revision", "working-tree"), ("Demo:Enabled", "true"), ("Demo:Public", "true"), ("Demo:Port", "0"));
        _portal = _factory.WithWebHostBuilder(host => host.ConfigureTestServices(services => services
            .AddSingleton<IGrants>(new AllGrants()).AddSingleton<IMetricsBackend>(new TellingMetrics()).AddSingleton<ILogsBackend>(Logs).AddSingleton<ITracesBackend>(Traces)));
    }

    public TellingLogs Logs { get; } = new();

    public TellingTraces Traces { get; } = new();

    public IServiceProvider Services => _portal.Services;

    public static async Task<MaskedPortal> StartAsync()
    {
        var portal = new MaskedPortal();
        using var client = portal.Client();
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        return portal;
    }

    public HttpClient Client() => _portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

    public async Task<HttpClient> AsAsync(string persona)
    {
        var client = Client();
        await TwoTenants.AsPersonaAsync(client, persona);
        return client;
    }

    public ClaimsPrincipal Person(string persona) => Services.GetRequiredService<DemoPersonas>().Find(persona)!.ToPrincipal(Sessions.Scheme);

    /// <summary>Changes the tenant's file.</summary>
    public void Write(string masking) => _content.Write("tenants/acme.yaml",
        """
        id: acme
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "http://127.0.0.1:9"}, {kind: loki, url: "http://127.0.0.1:9"}, {kind: jaeger, url: "http://127.0.0.1:9"}]
            isolation: {labels: {tenant: acme, environment: prod}}
            services: [checkout]
        dashboards: [{template: nodes}]
        access:
          - {role: support, users: [demo/acme-support, demo/acme-both]}
          - {role: viewer, users: [demo/acme-viewer, demo/acme-both]}
          - {role: editor, users: [demo/acme-editor]}
          - {role: administrator, users: [demo/root]}

        """ + masking);

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _factory.DisposeAsync();
        _content.Dispose();
    }
}
