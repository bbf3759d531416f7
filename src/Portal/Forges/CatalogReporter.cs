using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Git;

namespace Portal.Forges;

/// <summary>
/// Reports on the catalog's revisions: on a refused one with its errors, on a live one with what it changes. It looks at what is so, not at what happens, so that nothing is lost
/// where the process ends in between; it judges nothing, and holds up nobody who does.
/// </summary>
internal sealed partial class CatalogReporter : BackgroundService
{
    private const int MostErrors = 10;

    private readonly ICatalog _catalog;
    private readonly ContentRepository _repository;
    private readonly IGrants _grants;
    private readonly Reports _reports;
    private readonly PublicAddressOptions _address;
    private readonly ILogger _logger;

    // What is not reported because too much else happened meanwhile is old already.
    private readonly Channel<State> _states = Channel.CreateBounded<State>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    private State _last = new(null, null, null, false);

    /// <summary>Listens from here on: hosted services are made before any of them, and so the catalog, is started.</summary>
    public CatalogReporter(ICatalog catalog, ContentRepository repository, IGrants grants, Reports reports, IOptions<PublicAddressOptions> address, ILogger<CatalogReporter> logger)
    {
        (_catalog, _repository, _grants, _reports, _address, _logger) = (catalog, repository, grants, reports, address.Value, logger);
        if (reports.IsOn)
        {
            catalog.Changed += Take;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _catalog.Changed -= Take;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CatalogSnapshot? before = null, last = null;
        await foreach (var state in _states.Reader.ReadAllAsync(stoppingToken))
        {
            // What is found of the same revision later changes nothing of what it has changed.
            before = state.Live is { } live && live.Revision == last?.Revision ? before : last;
            try
            {
                await ReportAsync(state, before, state.Live != last, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
            last = state.Live ?? last;
        }
    }

    private void Take()
    {
        var state = new State(_catalog.Live, _catalog.Refused, _catalog.Waiting, _catalog.Settled);
        // Services that come and go change the catalog too.
        if (Interlocked.Exchange(ref _last, state) != state)
        {
            _states.Writer.TryWrite(state);
        }
    }

    private async Task ReportAsync(State state, CatalogSnapshot? before, bool isOther, CancellationToken cancellation)
    {
        if (state.Refused is { } refused)
        {
            var summary = $"Refused: {ReportText.Errors(refused.Diagnostics)}. {(state.Live is null ? "Nothing is live." : "What was live before stays.")}";
            var errors = ReportText.Worst(refused.Diagnostics, MostErrors).Where(d => d.Severity == Severity.Error).Select(d => $"{d.Location}: {d.Code} {d.Message}");
            await _reports.RefusedAsync(refused.Revision.Value, summary, string.Join('\n', errors), cancellation);
            await StatusAsync(refused.Revision, CommitVerdict.Failure, summary, refused.Diagnostics, "/catalog#refused", cancellation);
        }
        else if (state is { Live: not null, Settled: true })
        {
            await _reports.ResolvedAsync(state.Live.Revision.Value, cancellation);
        }
        if (state.Waiting is { } waiting)
        {
            var why = waiting.Rewritten ? "its branch was rewritten, and an administrator has to take it" : "an earlier revision is pinned";
            await _reports.StatusAsync(Status(waiting.Revision, CommitVerdict.Success, $"Good, but not live: {why}.", [], "/catalog") with { Waits = true }, cancellation);
        }
        if (state.Live is { } live && isOther)
        {
            var report = Status(live.Revision, CommitVerdict.Success, "", live.Diagnostics, "/catalog");
            // What it changes is found out where that is not told already.
            if (IsCommit(live.Revision) && await _reports.IsNewAsync(report, cancellation))
            {
                await StatusAsync(live.Revision, CommitVerdict.Success, await ChangesAsync(live, before, cancellation), live.Diagnostics, "/catalog", cancellation);
            }
        }
    }

    private Task StatusAsync(RevisionId revision, CommitVerdict verdict, string summary, IReadOnlyList<Diagnostic> diagnostics, string page, CancellationToken cancellation) =>
        IsCommit(revision) ? _reports.StatusAsync(Status(revision, verdict, summary, diagnostics, page), cancellation) : Task.CompletedTask;

    private StatusReport Status(RevisionId revision, CommitVerdict verdict, string summary, IReadOnlyList<Diagnostic> diagnostics, string page) =>
        StatusOf.Commit(revision, verdict, summary, diagnostics, _address.Link(page));

    private async Task<string> ChangesAsync(CatalogSnapshot live, CatalogSnapshot? before, CancellationToken cancellation)
    {
        if (before is not null && IsCommit(before.Revision))
        {
            var (older, newer) = (_repository.Read(before.Revision, cancellation), _repository.Read(live.Revision, cancellation));
            if (!older.Notices.HasErrors() && !newer.Notices.HasErrors())
            {
                var (_, _, difference) = await RevisionComparison.CompareAsync(older, newer, _grants, _catalog.Services, cancellation);
                return $"Live: {difference.Bindings.Count(b => b.IsDifferent):N0} of {ReportText.Number(difference.Bindings.Count, "dashboard")} changed.";
            }
        }
        return $"Live: {ReportText.Number(live.Bindings, "dashboard")} checked.";
    }

    private static bool IsCommit(RevisionId revision) => revision.Value.Length == 40 && revision.Value.All(char.IsAsciiHexDigitLower);

    [LoggerMessage(Level = LogLevel.Error, Message = "The catalog could not be reported on")]
    private partial void LogFailed(Exception exception);

    private sealed record State(CatalogSnapshot? Live, RefusedRevision? Refused, WaitingRevision? Waiting, bool Settled);
}
