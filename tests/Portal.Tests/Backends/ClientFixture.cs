using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Backends;
using Portal.Configuration;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Outgoing;

namespace Portal.Tests.Backends;

/// <summary>The client as the host wires it, with configuration of the test's own; all that is logged is kept.</summary>
internal sealed class ClientFixture : IAsyncDisposable
{
    public static readonly Scope Acme = new(new TenantId("acme"), "prod");

    private readonly WebApplication _app;
    private readonly LogRecorder _recorder = new();

    public ClientFixture(params (string Key, string? Value)[] settings)
        : this(null, settings)
    {
    }

    public ClientFixture(ResolveHost? resolve, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("Grants:acme:Hosts:0", "127.0.0.1"), new("Grants:nova:Hosts:0", "127.0.0.1"), new("Backends:Retries", "0")])
            .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_recorder);
        builder.WebHost.UseKestrelCore();
        builder.AddPortalConfiguration();
        builder.Services.TryAddSingleton(TimeProvider.System);
        if (resolve is not null)
        {
            builder.Services.AddSingleton(resolve);
        }
        builder.Services.AddBackends();
        _app = builder.Build();
    }

    public IMetricsBackend Backend => _app.Services.GetRequiredService<IMetricsBackend>();

    public ILogsBackend Logs => _app.Services.GetRequiredService<ILogsBackend>();

    public IServiceProvider Services => _app.Services;

    public ConcurrentQueue<string> Log => _recorder.Lines;

    public static Datasource Source(Uri address) => new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = address };

    public static TenantEnvironment Environment(Datasource source, Isolation? isolation = null) => new()
    {
        Name = "prod",
        Datasources = [source],
        Isolation = isolation ?? new Isolation(new Dictionary<string, string> { ["tenant"] = "acme" }, Frame.EmptyLabels, false),
        Services = new ServiceSource(null, "service", null),
        Location = default,
    };

    public static ScopedQuery Query(Datasource source, string query = "up", Isolation? isolation = null, Scope? scope = null) =>
        QueryScoper.PromQL(scope ?? Acme, Environment(source, isolation), source, query).Query!;

    public static ScopedQuery Selector(Datasource source, string? selector = null, Isolation? isolation = null) =>
        QueryScoper.Selector(Acme, Environment(source, isolation), source, selector).Query!;

    public static ScopedQuery Lines(Datasource source, string query = "{app=\"api\"}", Isolation? isolation = null) => QueryScoper.LogQL(Acme, Environment(source, isolation), source, query).Query!;

    public static ScopedQuery Streams(Datasource source, string? selector = null, Isolation? isolation = null) => QueryScoper.Streams(Acme, Environment(source, isolation), source, selector).Query!;

    public Task<BackendAnswer> InstantAsync(Datasource source, string query = "up", Isolation? isolation = null, CancellationToken cancellation = default) =>
        Backend.QueryAsync(Query(source, query, isolation), "A", 1_700_000_000_123, cancellation);

    public async Task<QueryError> ErrorAsync(Datasource source) => (await Assert.ThrowsAsync<QueryException>(() => InstantAsync(source))).Error;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
