using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Data;

namespace Portal.Linting;

/// <summary>
/// Tries what a pushed revision asks anew: before it goes live where a finding may refuse it, and afterwards where none can. Policy, isolation and datasources are those of what is, or was then,
/// live, so that no push switches off what would refuse it. Whatever goes wrong with trying keeps nothing from going live.
/// </summary>
internal sealed partial class PushLint(QueryLinter linter, LintStore store, ServiceLists services, ILogger<PushLint> logger)
{
    /// <summary>The longest that a push waits, whatever the policy says.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>A good revision with what its queries are worth; refused where the policy makes a finding an error.</summary>
    /// <param name="result">The revision.</param>
    /// <param name="live">What is live before it.</param>
    /// <param name="tried">The last revision before it whose queries were tried; null for what is live before it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LoadResult> CheckAsync(LoadResult result, CatalogSnapshot live, CatalogSnapshot? tried, CancellationToken cancellation)
    {
        if (result.Snapshot is not { } snapshot || snapshot.Revision == live.Revision || live.Lint.IsOff)
        {
            return result;
        }
        var known = await TryAsync(token => store.FindAsync(snapshot.Revision, live.Revision, token), cancellation);
        // A backend may have been at fault, so what refuses is found anew.
        var found = known is not null && !known.HasErrors() ? known : await LintAsync(snapshot, live, tried ?? live, cancellation);
        IReadOnlyList<Diagnostic> all = [.. result.Diagnostics, .. found];
        return found.HasErrors() ? result with { Snapshot = null, Diagnostics = all } : result with { Snapshot = snapshot.With(found), Diagnostics = all };
    }

    /// <summary>A revision that is live, with what was found when it was to go live. What would have refused it is a warning now: somebody has decided that it is live. What it has already is not added again.</summary>
    public async Task<CatalogSnapshot> RememberAsync(CatalogSnapshot snapshot, CancellationToken cancellation)
    {
        var found = await TryAsync(token => store.FindAsync(snapshot.Revision, null, token), cancellation) ?? [];
        return snapshot.With([.. found.Select(d => d.Severity == Severity.Error ? d with { Severity = Severity.Warning } : d).Where(d => !snapshot.Diagnostics.Contains(d))]);
    }

    private async Task<IReadOnlyList<Diagnostic>> LintAsync(CatalogSnapshot snapshot, CatalogSnapshot live, CatalogSnapshot tried, CancellationToken cancellation)
    {
        var limits = live.Lint.Limits;
        var policy = limits.Time > Longest ? live.Lint with { Limits = limits with { Time = Longest } } : live.Lint;
        var report = await TryAsync(async token => (LintReport?)await linter.RunAsync(new LintRequest(snapshot, live, policy, services.Get) { Before = tried }, token), cancellation) ?? LintReport.Nothing;
        if (!report.IsEmpty)
        {
            LogLinted(snapshot.Revision, report.Summary);
        }
        return await TryAsync(async token => (IReadOnlyList<Diagnostic>?)await store.KeepAsync(snapshot.Revision, live.Revision, report.Diagnostics, token), cancellation) ?? report.Diagnostics;
    }

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T?>> work, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await work(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogFailed(e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The queries of revision {Revision}: {Summary}")]
    private partial void LogLinted(RevisionId revision, string summary);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queries could not be tried, or what was found in them not be stored")]
    private partial void LogFailed(Exception exception);
}
