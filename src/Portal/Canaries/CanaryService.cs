using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Metrics;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Rounds;

namespace Portal.Canaries;

/// <summary>
/// Runs the canary of every environment: at the start, when an environment is new or was changed, and then from time to time. Tells the log of what it finds, and of others' data in answers.
/// </summary>
internal sealed partial class CanaryService(
    ICatalog catalog, IsolationCanary canary, IsolationLedger ledger, IOptions<IsolationOptions> options, TimeProvider time, ILogger<CanaryService> logger) : BackgroundService
{
    private readonly EnvironmentRounds _rounds = new(catalog, time, options.Value.CanariesAtOnce);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _rounds.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ledger.Dropped += TellDropped;
        try
        {
            await _rounds.RunAsync(ChooseAsync, VisitAsync, ledger.Forget, stoppingToken);
        }
        finally
        {
            ledger.Dropped -= TellDropped;
        }
    }

    private static Task<IReadOnlyList<Stop>> ChooseAsync(CatalogSnapshot snapshot, CancellationToken stopping) => Task.FromResult<IReadOnlyList<Stop>>(
    [
        .. from tenant in snapshot.Tenants.Values
           from environment in tenant.Environments
           select new Stop(new Scope(tenant.Id, environment.Name), environment, BackendSetup.Of(environment.Isolation, environment.Datasources)),
    ]);

    private async Task<TimeSpan> VisitAsync(Stop stop, CancellationToken stopping)
    {
        var before = ledger.Find(stop.Scope);
        try
        {
            var findings = await canary.RunAsync(stop.Scope, stop.Environment, catalog.Services(stop.Scope), options.Value.CanaryTimeout, stopping);
            ledger.Record(stop.Scope, findings);
            foreach (var finding in findings)
            {
                PortalMeter.CanaryRan(finding.Result);
                Tell(stop.Scope, finding, before.FirstOrDefault(known => known.Datasource == finding.Datasource)?.Result);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            LogBroken(e, stop.Scope);
        }
        return Pause(isFirst: before.Count == 0);
    }

    /// <summary>
    /// All environments begin together, so the second run is anywhere within the interval; from then on a fifth more or less keeps them from marching in step. A shared backend thus is asked
    /// evenly, and never by more at once than run at once.
    /// </summary>
    private TimeSpan Pause(bool isFirst)
    {
        var share = Random.Shared.NextDouble();
        return options.Value.CanaryInterval * (isFirst ? 0.2 + (0.8 * share) : 0.8 + (0.4 * share));
    }

    private void Tell(Scope scope, CanaryFinding finding, CanaryResult? before)
    {
        switch (finding.Result)
        {
            case CanaryResult.Violated:
                LogViolated(scope, finding.Message, finding.Remedy ?? "");
                break;
            case CanaryResult.Proven when before == CanaryResult.Violated:
                LogOpened(scope, finding.Message);
                break;
            case CanaryResult.Unknown when before != CanaryResult.Unknown:
                LogUnknown(scope, finding.Message);
                break;
        }
    }

    private void TellDropped(ForeignData data) => LogDropped(data.Scope, data.Datasource, data.Count, data.What);

    [LoggerMessage(Level = LogLevel.Error, Message = "The isolation of {Scope} is violated, and the environment is closed: {Finding} {Remedy}")]
    private partial void LogViolated(Scope scope, string finding, string remedy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The isolation of {Scope} is proven again: {Finding}")]
    private partial void LogOpened(Scope scope, string finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The isolation of {Scope} could not be proven: {Finding}")]
    private partial void LogUnknown(Scope scope, string finding);

    [LoggerMessage(Level = LogLevel.Error, Message = "The canary of {Scope} is broken")]
    private partial void LogBroken(Exception exception, Scope scope);

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer to {Scope} by its datasource {Datasource} held {Count} {What} of others; they were dropped")]
    private partial void LogDropped(Scope scope, string datasource, int count, string what);
}
