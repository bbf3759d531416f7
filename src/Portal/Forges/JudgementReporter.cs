using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Git;

namespace Portal.Forges;

/// <summary>Reports on each commit that was judged: with the errors where it was refused, with what it changes where it went live. It judges nothing, and holds up nobody who does.</summary>
internal sealed partial class JudgementReporter : BackgroundService
{
    private const int MostErrors = 10;

    private readonly CatalogHost _host;
    private readonly ContentRepository _repository;
    private readonly IGrants _grants;
    private readonly Reports _reports;
    private readonly PublicAddressOptions _address;
    private readonly ILogger _logger;

    // What is not reported because too much else was judged meanwhile is old already.
    private readonly Channel<Judgement> _judged = Channel.CreateBounded<Judgement>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Listens from here on: hosted services are made before any of them, and so the catalog, is started.</summary>
    public JudgementReporter(CatalogHost host, ContentRepository repository, IGrants grants, Reports reports, IOptions<PublicAddressOptions> address, ILogger<JudgementReporter> logger)
    {
        (_host, _repository, _grants, _reports, _address, _logger) = (host, repository, grants, reports, address.Value, logger);
        if (reports.IsOn)
        {
            host.Judged += Take;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _host.Judged -= Take;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var judgement in _judged.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await ReportAsync(judgement, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, judgement.Tree.Revision);
            }
        }
    }

    private void Take(Judgement judgement) => _judged.Writer.TryWrite(judgement);

    private async Task ReportAsync(Judgement judgement, CancellationToken cancellation)
    {
        var revision = judgement.Tree.Revision.Value;
        var diagnostics = judgement.Result.Diagnostics;
        if (judgement.Result.Snapshot is null)
        {
            var summary = $"Refused: {ReportText.Errors(diagnostics)}. What was live before stays.";
            await _reports.RefusedAsync(revision, summary, string.Join('\n', ReportText.Worst(diagnostics, MostErrors).Where(d => d.Severity == Severity.Error).Select(d => $"{d.Location}: {d.Code} {d.Message}")), cancellation);
            await StatusAsync(judgement, Verdict.Failure, summary, "#refused", cancellation);
            return;
        }
        await _reports.ResolvedAsync(revision, cancellation);
        if (_reports.HasForge && IsCommit(revision))
        {
            await StatusAsync(judgement, Verdict.Success, await ChangesAsync(judgement, cancellation), "", cancellation);
        }
    }

    private async Task StatusAsync(Judgement judgement, Verdict verdict, string summary, string anchor, CancellationToken cancellation)
    {
        if (!IsCommit(judgement.Tree.Revision.Value))
        {
            return;
        }
        await _reports.StatusAsync(StatusOf.Commit(judgement.Tree.Revision, verdict, summary, judgement.Result.Diagnostics, _address.Link($"/catalog{anchor}")), cancellation);
    }

    private async Task<string> ChangesAsync(Judgement judgement, CancellationToken cancellation)
    {
        var state = judgement.Live ? "Live" : "Good, and waits until the pinned revision is released";
        if (judgement.Before is not { } before || before.Revision == judgement.Tree.Revision || !IsCommit(before.Revision.Value))
        {
            return $"{state}: {ReportText.Number(judgement.Result.Bindings, "dashboard")} checked.";
        }
        var tree = _repository.Read(before.Revision, cancellation);
        if (tree.Notices.HasErrors())
        {
            return $"{state}: {ReportText.Number(judgement.Result.Bindings, "dashboard")} checked.";
        }
        var difference = await RevisionComparison.CompareAsync(tree, judgement.Tree, _grants, _host.Services, cancellation);
        return $"{state}: {ReportText.Number(difference.Bindings.Count(b => b.IsDifferent), "dashboard")} of {difference.Bindings.Count} changed.";
    }

    private static bool IsCommit(string revision) => revision.Length == 40 && revision.All(char.IsAsciiHexDigitLower);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision} could not be reported")]
    private partial void LogFailed(Exception exception, RevisionId revision);
}
