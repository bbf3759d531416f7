using Portal.Core.Frames;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.EndToEnd.Backends;
using Portal.EndToEnd.Conformance;

namespace Portal.EndToEnd.Oracle;

/// <summary>Two real Prometheus: one with the series of two tenants, one with those of the first alone. Each selector of the corpora finds something, where a series can be written for it.</summary>
public sealed class OracleFixture : IAsyncLifetime
{
    public static readonly Scope Scope = new(new TenantId(TwoTenants.Own), "prod");

    private const int BatchSize = 2000;
    private static readonly Isolation Labelled = new(new Dictionary<string, string> { ["tenant"] = TwoTenants.Own }, Frame.EmptyLabels, Dedicated: false);
    private static readonly Isolation Alone = new(Frame.EmptyLabels, Frame.EmptyLabels, Dedicated: true);

    private readonly ContractClient _client = new();
    private PrometheusServer? _shared;
    private PrometheusServer? _single;

    public IMetricsBackend Backend => _client.Backend;

    public int OwnSeries { get; private set; }

    public int OtherSeries { get; private set; }

    public async ValueTask InitializeAsync()
    {
        string[] arguments = ["--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=100y", "--enable-feature=promql-experimental-functions,native-histograms,promql-duration-expr"];
        _shared = await PrometheusServer.StartAsync("global: {}\n", arguments);
        _single = await PrometheusServer.StartAsync("global: {}\n", arguments);
        var trees = OracleQueries.Known().Concat(RandomQueries.Metrics).Select(query => PromQLParser.Parse(query).Expression).OfType<Expr>().ToList();
        var histograms = OracleQueries.Histograms(trees).Concat(RandomQueries.Histograms).ToHashSet(StringComparer.Ordinal);
        // In one order in both: sums are taken in the order of writing, and must be the same to the last bit.
        var series = TwoTenants.Series(trees.SelectMany(PromQLTree.Selectors), histograms);
        OwnSeries = series.Count(one => one.Tenant == TwoTenants.Own);
        OtherSeries = series.Count - OwnSeries;
        foreach (var batch in series.Chunk(BatchSize))
        {
            var samples = batch.Select(one => (one.Tenant, one.Labels, Samples: TwoTenants.Read(one.Labels, histograms))).ToList();
            await Task.WhenAll(
                RemoteWriter.SendAsync(_shared.BaseAddress, samples.Select(one => (one.Labels, one.Samples))),
                RemoteWriter.SendAsync(_single.BaseAddress, samples.Where(one => one.Tenant == TwoTenants.Own).Select(one => (one.Labels, one.Samples))));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await (_shared?.DisposeAsync() ?? default);
        await (_single?.DisposeAsync() ?? default);
    }

    /// <summary>The query in the tenant's scope, for the store of both.</summary>
    public ScopeResult Shared(string query) => Scoped(_shared!, Labelled, query);

    /// <summary>The query as it was written, for the store that is the tenant's own.</summary>
    public ScopeResult Single(string query) => Scoped(_single!, Alone, query);

    /// <summary>The query in the tenant's scope, for the store that is the tenant's own.</summary>
    public ScopeResult ScopedSingle(string query) => Scoped(_single!, Labelled, query);

    /// <summary>The query as it was written, for the store of both: what would be seen without scoping.</summary>
    public ScopeResult Unscoped(string query) => Scoped(_shared!, Alone, query);

    /// <summary>A selector in the tenant's scope for the store of both, and as it was written for the tenant's own.</summary>
    public (ScopedQuery Shared, ScopedQuery Single) Selectors(string? selector) => (
        QueryScoper.Selector(Scope, Environment(_shared!, Labelled), Source(_shared!), selector).Query!,
        QueryScoper.Selector(Scope, Environment(_single!, Alone), Source(_single!), selector).Query!);

    private static ScopeResult Scoped(PrometheusServer server, Isolation isolation, string query) => QueryScoper.PromQL(Scope, Environment(server, isolation), Source(server), query);

    private static Datasource Source(PrometheusServer server) => new() { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = server.BaseAddress };

    private static TenantEnvironment Environment(PrometheusServer server, Isolation isolation) => new()
    {
        Name = Scope.Environment,
        Datasources = [Source(server)],
        Isolation = isolation,
        Services = new ServiceSource([], null, null),
        Location = default,
    };
}
