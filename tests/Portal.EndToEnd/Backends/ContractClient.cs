using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Backends;
using Portal.Configuration;
using Portal.Core.Frames;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.EndToEnd.Backends;

/// <summary>The portal's client as the host wires it, for the tenant acme.</summary>
public sealed class ContractClient : IAsyncDisposable
{
    private static readonly Scope Acme = new(new TenantId("acme"), "prod");
    private readonly WebApplication _portal;

    public ContractClient()
    {
        var portal = WebApplication.CreateEmptyBuilder(new());
        portal.Configuration.AddInMemoryCollection([new("Grants:acme:Hosts:0", "127.0.0.1")]);
        portal.WebHost.UseKestrelCore();
        portal.AddPortalConfiguration();
        portal.Services.AddSingleton(TimeProvider.System).AddPortalQueries().AddBackends();
        _portal = portal.Build();
    }

    public IMetricsBackend Backend => _portal.Services.GetRequiredService<IMetricsBackend>();

    public QueryLinter Linter => _portal.Services.GetRequiredService<QueryLinter>();

    public ScopedQuery Query(Uri address, string query)
    {
        var source = Source(address);
        return QueryScoper.PromQL(Acme, Environment(source), source, query).Query!;
    }

    public ScopedQuery Selector(Uri address, string? selector)
    {
        var source = Source(address);
        return QueryScoper.Selector(Acme, Environment(source), source, selector).Query!;
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private static Datasource Source(Uri address) => new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = address };

    private static TenantEnvironment Environment(Datasource source) => new()
    {
        Name = Acme.Environment,
        Datasources = [source],
        Isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, Frame.EmptyLabels, false),
        Services = new ServiceSource([], null, null),
        Location = default,
    };
}
