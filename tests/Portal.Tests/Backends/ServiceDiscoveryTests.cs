using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Backends;
using Portal.Backends.Discovery;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Core.Templates;
using Portal.Data;
using Portal.Tests.Data;

namespace Portal.Tests.Backends;

public sealed class ServiceDiscoveryTests : IAsyncLifetime
{
    private static readonly Scope Prod = ClientFixture.Acme;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Catalog _catalog = new();
    private readonly Backend _backend = new();
    private readonly IsolationLedger _ledger = new();
    private TestDatabase _database = null!;
    private ServiceLists _lists = null!;
    private ServiceDiscovery _discovery = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.SqliteAsync();
        _lists = new ServiceLists(_database.Reopen(), _time);
        var queries = new QueryOptions();
        _discovery = new ServiceDiscovery(_catalog, new ServiceSurvey(_backend, new QueryTraffic(queries, _time, _ledger), queries, _time), _lists, Options.Create(new BackendOptions()), _time, NullLogger<ServiceDiscovery>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _discovery.StopAsync(CancellationToken.None);
        _discovery.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Services_are_there_as_soon_as_the_first_revision_is_live()
    {
        _backend.Answer = () => ["b", "a"];
        var changed = new TaskCompletionSource();
        _lists.Changed += _ => changed.TrySetResult();

        await _discovery.StartAsync(CancellationToken.None);
        _catalog.Show(Environment("prod", match: "up"));

        await changed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["a", "b"], _lists.Get(Prod));
        Assert.Equal("""service up{tenant="acme"}""", Assert.Single(_backend.Asked));
        await Patience.UntilAsync(async () =>
        {
            var restarted = new ServiceLists(_database.Reopen(), _time);
            await restarted.LoadAsync(CancellationToken.None);
            return restarted.Get(Prod).SequenceEqual(["a", "b"]);
        });
    }

    [Fact]
    public async Task Names_that_no_service_can_have_are_left_out_and_told()
    {
        _backend.Answer = () => ["good", "bad name", "x/y", new string('x', 64), "a\nb", ""];
        _catalog.Show(Environment("prod"));
        await _discovery.StartAsync(CancellationToken.None);

        await Patience.UntilAsync(() => _lists.Get(Prod).Count > 0);

        Assert.Equal(["good"], _lists.Get(Prod));
        var notice = Assert.Single(_lists.Notices);
        Assert.Equal((DiagnosticCodes.DiscoveredNameLeftOut, Severity.Warning, ServiceNames.Rule), (notice.Code, notice.Severity, notice.Remedy));
        Assert.Contains("'bad name', 'x/y', 'xxx", notice.Message, StringComparison.Ordinal);
        Assert.Contains("and 2 more", notice.Message, StringComparison.Ordinal);

        _backend.Answer = () => ["good"];
        await AdvanceUntilAsync(TimeSpan.FromMinutes(2), () => _lists.Notices.Count == 0);
    }

    [Fact]
    public async Task A_failing_backend_keeps_the_last_list_and_is_asked_again_soon()
    {
        _backend.Answer = () => ["a"];
        _catalog.Show(Environment("prod"));
        await _discovery.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(() => _lists.Get(Prod).Count > 0);

        _backend.Answer = () => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "gone"));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(2), () => _backend.Asked.Count >= 2);
        Assert.Equal(["a"], _lists.Get(Prod));

        _backend.Answer = () => ["a", "b"];
        await AdvanceUntilAsync(TimeSpan.FromSeconds(6), () => _lists.Get(Prod).Count == 2);
    }

    [Fact]
    public async Task A_new_environment_is_asked_at_once_and_known_ones_wait_for_their_turn()
    {
        _backend.Answer = () => ["a"];
        _catalog.Show(Environment("prod"));
        await _discovery.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(() => _lists.Get(Prod).Count > 0);

        _catalog.Show(Environment("prod"), Environment("staging"));

        await Patience.UntilAsync(() => _lists.Get(Prod with { Environment = "staging" }).Count > 0);
        Assert.Equal(2, _backend.Asked.Count);

        _catalog.Show(Environment("prod", match: "up"), Environment("staging"));
        await Patience.UntilAsync(() => _backend.Asked.Count == 3);
    }

    [Fact]
    public async Task Services_of_an_environment_that_is_gone_are_forgotten_those_of_an_earlier_run_too()
    {
        var old = Prod with { Environment = "old" };
        await _lists.SetAsync(old, ["x"], CancellationToken.None);
        _backend.Answer = () => ["a"];
        _catalog.Show(Environment("prod"), Environment("staging"));
        await _discovery.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(() => _lists.Get(Prod).Count > 0 && _lists.Get(Prod with { Environment = "staging" }).Count > 0);
        Assert.Empty(_lists.Get(old));

        _catalog.Show(Environment("prod"));

        await Patience.UntilAsync(async () =>
        {
            var restarted = new ServiceLists(_database.Reopen(), _time);
            await restarted.LoadAsync(CancellationToken.None);
            return restarted.Get(Prod).Count == 1 && restarted.Get(Prod with { Environment = "staging" }).Count == 0 && restarted.Get(old).Count == 0;
        });
        await Patience.UntilAsync(() => _lists.Get(Prod with { Environment = "staging" }).Count == 0);
    }

    [Fact]
    public async Task A_backend_that_hangs_holds_up_no_other_environment()
    {
        var first = true;
        _backend.AnswerAsync = async cancellation =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            return ["a"];
        };
        _catalog.Show(Environment("prod"));
        await _discovery.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(() => _backend.Asked.Count == 1);

        _catalog.Show(Environment("prod"), Environment("staging"));

        await Patience.UntilAsync(() => _lists.Get(Prod with { Environment = "staging" }).Count > 0);
        Assert.Empty(_lists.Get(Prod));
    }

    private static TenantEnvironment Environment(string name, string? match = null) => ClientFixture.Environment(ClientFixture.Source(new Uri("http://127.0.0.1:1"))) with
    {
        Name = name,
        Services = new ServiceSource(null, "service", match),
    };

    // The loop may not sleep yet when the clock moves, so it moves on until it does.
    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => await Patience.UntilAsync(() =>
    {
        if (!condition())
        {
            _time.Advance(step);
        }
        return Task.FromResult(condition());
    });

    private sealed class Catalog : ICatalog
    {
        public event Action? Changed;

        public CatalogSnapshot? Live { get; private set; }

        public RefusedRevision? Refused => null;

        public IReadOnlyList<Diagnostic> Notices => [];

        public IReadOnlyList<string> Services(Scope scope) => [];

        public void Show(params TenantEnvironment[] environments)
        {
            var tenant = new Tenant { Id = Prod.Tenant, Name = "Acme", DefaultEnvironment = "prod", Environments = environments, Dashboards = [], Location = default };
            Live = new CatalogSnapshot
            {
                Revision = new RevisionId(Guid.NewGuid().ToString()),
                Tenants = new Dictionary<TenantId, Tenant> { [tenant.Id] = tenant },
                Templates = new TemplateSet { Dashboards = new Dictionary<string, DashboardTemplate>() },
                Diagnostics = [],
            };
            Changed?.Invoke();
        }
    }

    private sealed class Backend : IMetricsBackend
    {
        public Func<IReadOnlyList<string>> Answer { set => AnswerAsync = _ => Task.Run(value); }

        public Func<CancellationToken, Task<IReadOnlyList<string>>> AnswerAsync { get; set; } = null!;

        public ConcurrentQueue<string> Asked { get; } = new();

        public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation)
        {
            Asked.Enqueue($"{label} {selector.Text}");
            return AnswerAsync(cancellation);
        }

        public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
