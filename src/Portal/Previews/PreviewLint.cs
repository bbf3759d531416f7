using System.Security.Claims;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Previews;

/// <summary>
/// Tries what a preview asks anew, with the policy, isolation and datasources of what is live. A commit from outside of the repository is not tried until it is approved.
/// What was found is remembered for a while, so that pages and reports do not ask backends again.
/// </summary>
internal sealed partial class PreviewLint(QueryLinter linter, PreviewBook book, ICatalog catalog, IAccess access, TimeProvider time, ILogger<PreviewLint> logger) : IDisposable
{
    private const int Most = 32;
    private const int AtOnce = 2;
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(RevisionId Head, RevisionId Live), (Task<LintReport> Work, long Begun)> _known = [];
    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>What was found in a preview, for those who may edit the content as a whole: findings name queries and tenants. Null where it may not be known or tried.</summary>
    /// <exception cref="PreviewFailure">The preview cannot be loaded.</exception>
    public async Task<LintReport?> FindAsync(ClaimsPrincipal person, string id, CancellationToken cancellation) =>
        access.May(person, Right.Edit) && await book.FindAsync(person, id, cancellation) is { } opened ? await GetAsync(opened.Preview, opened.Loaded, cancellation) : null;

    /// <summary>What was found in a loaded preview; null where nothing may be asked.</summary>
    public async Task<LintReport?> GetAsync(Preview preview, LoadedPreview loaded, CancellationToken cancellation)
    {
        if (loaded.NeedsApproval(preview) || catalog.Live is not { } live)
        {
            return null;
        }
        return await Entered((loaded.Revisions.After.Snapshot.Revision, live.Revision), loaded.Revisions, live).WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private Task<LintReport> Entered((RevisionId, RevisionId) key, ComparedRevisions revisions, CatalogSnapshot live)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.Begun) < Keep)
            {
                return known.Work;
            }
            if (_known.Count >= Most)
            {
                _known.Remove(_known.MinBy(entry => entry.Value.Begun).Key);
            }
            _known[key] = known = (LintAsync(revisions, live), time.GetTimestamp());
            return known.Work;
        }
    }

    // Whoever asks for it may leave: the policy's own limits end it.
    private async Task<LintReport> LintAsync(ComparedRevisions revisions, CatalogSnapshot live)
    {
        await Task.Yield();
        await _places.WaitAsync();
        try
        {
            HashSet<BindingKey> different = [.. revisions.Difference.Bindings.Where(binding => binding.Status is BindingStatus.Changed or BindingStatus.Added or BindingStatus.Mended).Select(binding => binding.Key)];
            return await linter.RunAsync(
                new LintRequest(revisions.After.Snapshot, live, live.Lint, catalog.Services) { Before = revisions.Before.Snapshot, Include = different.Contains }, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The difference and the report are worth having without it.
            LogFailed(e);
            return new LintReport { Diagnostics = [new Diagnostic(DiagnosticCodes.LintNotTried, Severity.Info, $"The queries were not tried: a mistake of the portal ({e.GetType().Name}); the log tells more.", new SourceLocation("."))] };
        }
        finally
        {
            _places.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queries of a preview could not be tried")]
    private partial void LogFailed(Exception exception);
}
