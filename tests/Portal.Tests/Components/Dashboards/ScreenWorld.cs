using System.Security.Claims;
using Portal.Components.Dashboards;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Templates;
using Portal.Core.Tenancy;
using Portal.Identity;

namespace Portal.Tests.Components.Dashboards;

/// <summary>A tenant with two environments and one template, without any files.</summary>
internal static class ScreenWorld
{
    public static readonly ClaimsPrincipal Person = new(new ClaimsIdentity());

    private static readonly DashboardTemplate Template = new()
    {
        Name = "red", File = "templates/red.yaml.sbn", Source = "", BodyLine = 4, FrontMatter = new FrontMatter { Title = "RED" },
    };

    private static readonly Tenant Acme = new()
    {
        Id = new TenantId("acme"), Name = "Acme", DefaultEnvironment = "prod", Location = default,
        Environments = [Environment("prod"), Environment("staging")],
        Dashboards = [new DashboardGrant { Template = "red", Location = default }],
    };

    public static Dashboard Dashboard(params DashboardRow[] rows) => new() { Title = "Acme PROD - checkout", Time = new DashboardTime("now-1h", "now"), Rows = rows };

    public static Panel Panel(string id, PanelKind kind = PanelKind.TimeSeries) =>
        new() { Id = id, Kind = kind, Title = id, Grid = new GridPosition(0, 0, 12, 8), Queries = [new PanelQuery { RefId = "A", Expr = "up" }] };

    public static Opening.Opened Open(Dashboard dashboard, string service = "checkout", string revision = "r1")
    {
        var snapshot = new CatalogSnapshot
        {
            Revision = new RevisionId(revision), Tenants = new Dictionary<TenantId, Tenant> { [Acme.Id] = Acme },
            Templates = new TemplateSet { Dashboards = new Dictionary<string, DashboardTemplate> { ["red"] = Template } }, Diagnostics = [],
        };
        var place = new DashboardPlace(Acme, "prod", Template, ["cart", "checkout"], [("prod", true), ("staging", true), ("dev", false)], false, Role.Editor);
        var binding = new Binding(new BindingKey(place.Scope, service, "red"), Template, Acme.Dashboards[0]);
        return new Opening.Opened(place, snapshot, binding, new RenderedDashboard(dashboard, "title: x", []), dashboard);
    }

    private static TenantEnvironment Environment(string name) => new()
    {
        Name = name, Location = new SourceLocation("tenants/acme.yaml", 1, 1), Services = new ServiceSource(["cart", "checkout"], null, null),
        Datasources = [new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri("http://prometheus:9090") }],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, new Dictionary<string, string>(), Dedicated: false),
    };
}

/// <summary>Answers label values as a test tells it to; nothing else is asked.</summary>
internal sealed class FakeMetrics : IMetricsBackend
{
    public Func<string, CancellationToken, Task<IReadOnlyList<string>>> Values { get; set; } = (_, _) => Task.FromResult<IReadOnlyList<string>>(["/a", "/b"]);

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) => Values(selector.Text, cancellation);

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>Remembers in memory.</summary>
internal sealed class FakePersonalState : IPersonalState
{
    public List<BindingKey> Favourites { get; } = [];

    public List<BindingKey> Opened { get; } = [];

    public bool Full { get; set; }

    public Task<IReadOnlyList<BindingKey>> FavouritesAsync(ClaimsPrincipal person, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<BindingKey>>([.. Favourites]);

    public Task<bool> SetFavouriteAsync(ClaimsPrincipal person, BindingKey dashboard, bool favourite, CancellationToken cancellation)
    {
        Favourites.Remove(dashboard);
        if (favourite && !Full)
        {
            Favourites.Add(dashboard);
        }
        return Task.FromResult(!favourite || !Full);
    }

    public Task<IReadOnlyList<BindingKey>> RecentAsync(ClaimsPrincipal person, int count, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<BindingKey>>([.. Opened]);

    public Task OpenedAsync(ClaimsPrincipal person, BindingKey dashboard, CancellationToken cancellation)
    {
        Opened.Add(dashboard);
        return Task.CompletedTask;
    }
}
