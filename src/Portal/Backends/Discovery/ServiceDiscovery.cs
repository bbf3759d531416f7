using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Backends.Discovery;

/// <summary>
/// Asks the backends of environments that discover their services which there are: at once when an environment is new or was changed, and then from time to time.
/// A backend that fails keeps the list that it had.
/// </summary>
internal sealed partial class ServiceDiscovery(
    ICatalog catalog, IMetricsBackend backend, ServiceLists lists, IOptions<BackendOptions> options, TimeProvider time, ILogger<ServiceDiscovery> logger) : BackgroundService
{
    private const int MostAtOnce = 4;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly Dictionary<Scope, Turn> _turns = [];

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _places.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        catalog.Changed += Wake;
        try
        {
            while (true)
            {
                StartDue(stoppingToken);
                await SleepAsync(stoppingToken);
            }
        }
        finally
        {
            catalog.Changed -= Wake;
            await Task.WhenAll(_turns.Values.Select(turn => turn.Work));
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private void StartDue(CancellationToken stopping)
    {
        if (catalog.Live is not { } snapshot)
        {
            return;
        }
        var found =
            from tenant in snapshot.Tenants.Values
            from environment in tenant.Environments
            where environment.Services.DiscoverLabel is not null
            select (Scope: new Scope(tenant.Id, environment.Name), Environment: environment);
        var environments = found.ToDictionary(e => e.Scope, e => e.Environment);
        foreach (var gone in _turns.Keys.Where(scope => !environments.ContainsKey(scope)).ToList())
        {
            _turns.Remove(gone);
            lists.SetNotice(gone, null);
        }
        foreach (var (scope, environment) in environments)
        {
            var setup = Setup(environment);
            if (!_turns.TryGetValue(scope, out var turn))
            {
                _turns[scope] = turn = new Turn();
            }
            if (!turn.IsBusy && (turn.Setup != setup || turn.Due <= time.GetUtcNow()))
            {
                turn.Setup = setup;
                turn.IsBusy = true;
                turn.Work = DiscoverAsync(scope, environment, turn, stopping);
            }
        }
    }

    /// <summary>Sleeps until the next environment is due, or the catalog has changed, or a turn has ended.</summary>
    private async Task SleepAsync(CancellationToken stopping)
    {
        var idle = _turns.Values.Where(turn => !turn.IsBusy).Select(turn => turn.Due - time.GetUtcNow()).DefaultIfEmpty(options.Value.DiscoveryInterval).Min();
        if (idle <= TimeSpan.Zero)
        {
            return;
        }
        using var due = new CancellationTokenSource(idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
        }
    }

    private async Task DiscoverAsync(Scope scope, TenantEnvironment environment, Turn turn, CancellationToken stopping)
    {
        try
        {
            await _places.WaitAsync(stopping);
            try
            {
                await AskAsync(scope, environment, stopping);
                turn.Failures = 0;
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            turn.Failures++;
            LogFailed(scope, (e as QueryException)?.Error.Message ?? e.GetType().Name);
        }
        turn.Due = time.GetUtcNow() + Pause(turn.Failures);
        turn.IsBusy = false;
        Wake();
    }

    private async Task AskAsync(Scope scope, TenantEnvironment environment, CancellationToken stopping)
    {
        var source = environment.Services;
        var datasource = environment.Datasource(nameof(DatasourceKind.Prometheus))
            ?? throw new QueryException(new QueryError(QueryErrorKind.NotFound, "The environment has no Prometheus to discover services in."));
        var selector = QueryScoper.Selector(scope, environment, datasource, source.DiscoverMatch);
        if (selector.Query is null)
        {
            throw new QueryException(selector.Error!);
        }
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        var now = time.GetUtcNow();
        var values = await backend.LabelValuesAsync(selector.Query, source.DiscoverLabel!, (now - Window).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), either.Token);
        var invalid = values.Where(name => !ServiceNames.IsValid(name)).ToList();
        lists.SetNotice(scope, invalid.Count == 0 ? null : LeftOut(scope, source.DiscoverLabel!, invalid, environment.Location));
        await lists.SetAsync(scope, [.. values.Where(ServiceNames.IsValid)], stopping);
    }

    /// <summary>What a discovery depends on, in one text.</summary>
    private static string Setup(TenantEnvironment environment)
    {
        var source = environment.Datasource(nameof(DatasourceKind.Prometheus));
        var isolation = environment.Isolation;
        return string.Join('\n', (string?[])
        [
            environment.Services.DiscoverLabel, environment.Services.DiscoverMatch, source?.Url.AbsoluteUri, source?.Auth?.ToString(), source?.Tls?.ToString(),
            .. Pairs(source?.Headers), "labels", .. Pairs(isolation.Labels), "headers", .. Pairs(isolation.Headers),
        ]);
    }

    private static IEnumerable<string> Pairs(IReadOnlyDictionary<string, string>? pairs) => pairs?.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}") ?? [];

    private static Diagnostic LeftOut(Scope scope, string label, List<string> names, SourceLocation location)
    {
        var some = string.Join(", ", names.Take(3).Select(name => $"'{string.Concat(name.Take(70).Select(c => char.IsControl(c) ? ' ' : c))}'"));
        return new Diagnostic(
            DiagnosticCodes.DiscoveredNameLeftOut, Severity.Warning,
            $"Values of the label '{label}' in {scope} cannot be services' names and are left out: {some}{(names.Count > 3 ? $" and {names.Count - 3} more" : "")}.", location)
        {
            Remedy = ServiceNames.Rule,
        };
    }

    /// <summary>How long until the next time: soon after a failure and then less and less often. A fifth more or less keeps environments from marching in step.</summary>
    private TimeSpan Pause(int failures)
    {
        var interval = options.Value.DiscoveryInterval;
        var pause = failures is > 0 and < 10 ? FirstPause * (1 << failures) : interval;
        return (pause < interval ? pause : interval) * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }

    private sealed class Turn
    {
        private volatile bool _isBusy;

        public bool IsBusy
        {
            get => _isBusy;
            set => _isBusy = value;
        }

        public string Setup { get; set; } = "";

        public DateTimeOffset Due { get; set; }

        public int Failures { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The services of {Scope} could not be discovered: {Reason}")]
    private partial void LogFailed(Scope scope, string reason);
}
