using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Rounds;

namespace Portal.Backends.Discovery;

/// <summary>
/// Asks the backends of environments that discover their services which there are: at once when an environment is new or was changed, and then from time to time.
/// A backend that fails keeps the list that it had.
/// </summary>
internal sealed partial class ServiceDiscovery(
    ICatalog catalog, ServiceSurvey survey, ServiceLists lists, IOptions<BackendOptions> options, TimeProvider time, ILogger<ServiceDiscovery> logger) : BackgroundService
{
    private const int MostAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly EnvironmentRounds _rounds = new(catalog, time, MostAtOnce);
    private readonly ConcurrentDictionary<Scope, int> _failures = new();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _rounds.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _rounds.RunAsync(ChooseAsync, VisitAsync, Forget, stoppingToken);

    private async Task<IReadOnlyList<Stop>> ChooseAsync(CatalogSnapshot snapshot, CancellationToken stopping)
    {
        IReadOnlyList<Stop> stops =
        [
            .. from tenant in snapshot.Tenants.Values
               from environment in tenant.Environments
               where environment.Services.DiscoverLabel is not null
               select new Stop(new Scope(tenant.Id, environment.Name), environment, Setup(environment)),
        ];
        try
        {
            await lists.KeepAsync(stops.Select(stop => stop.Scope).ToHashSet(), stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            LogNotForgotten(e);
        }
        return stops;
    }

    private async Task<TimeSpan> VisitAsync(Stop stop, CancellationToken stopping)
    {
        try
        {
            await AskAsync(stop.Scope, stop.Environment, stopping);
            _failures.TryRemove(stop.Scope, out _);
            return Pause(0);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            LogFailed(stop.Scope, (e as QueryException)?.Error.Message ?? e.GetType().Name);
            return Pause(_failures.AddOrUpdate(stop.Scope, 1, (_, failures) => failures + 1));
        }
    }

    private void Forget(Scope scope)
    {
        _failures.TryRemove(scope, out _);
        lists.SetNotice(scope, null);
    }

    private async Task AskAsync(Scope scope, TenantEnvironment environment, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        var values = await survey.AskAsync(scope, environment, either.Token);
        var invalid = values.Where(name => !ServiceNames.IsValid(name)).ToList();
        lists.SetNotice(scope, invalid.Count == 0 ? null : LeftOut(scope, environment.Services.DiscoverLabel!, invalid, environment.Location));
        await lists.SetAsync(scope, [.. values.Where(ServiceNames.IsValid)], stopping);
    }

    /// <summary>What a discovery depends on, in one text.</summary>
    private static string Setup(TenantEnvironment environment)
    {
        IEnumerable<Datasource> asked = environment.Datasource(nameof(DatasourceKind.Prometheus)) is { } source ? [source] : [];
        return string.Join('\n', environment.Services.DiscoverLabel, environment.Services.DiscoverMatch, BackendSetup.Of(environment.Isolation, asked));
    }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Services of environments that are gone could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The services of {Scope} could not be discovered: {Reason}")]
    private partial void LogFailed(Scope scope, string reason);
}
