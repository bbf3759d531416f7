using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Git;
using Portal.Limits;

namespace Portal.History;

/// <summary>
/// Past revisions to look at dashboards as they were: their templates and what they are rendered with, with the rights, isolation, datasources and secrets of today. Only commits in the past of the
/// branch that is followed, or of what is live. A bounded number is in memory, or waits to be loaded, two of them for one person; one is loaded at a time.
/// </summary>
internal sealed partial class PastRevisions : IDisposable
{
    private const int MostKnown = 1_000;
    private const int MostOfPerson = 2;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private readonly ContentRepository _repository;
    private readonly ICatalog _catalog;
    private readonly IAccess _access;
    private readonly Judge _judge;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    // Asked for each panel of a page.
    private readonly BoundedMemo<(RevisionId, RevisionId), bool> _reached = new(MostKnown);
    private readonly Dictionary<RevisionId, Entry> _entries = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly LoadMemory _memory = new();

    /// <summary>Begins with none in memory.</summary>
    public PastRevisions(ContentRepository repository, ICatalog catalog, IAccess access, Judge judge, IOptions<HistoryOptions> options, TimeProvider time)
    {
        (_repository, _catalog, _access, _judge, _options, _time) = (repository, catalog, access, judge, options.Value, time);
        _timer = time.CreateTimer(_ => Forget(), null, Look, Look);
    }

    /// <summary>How many are in memory, or on their way there.</summary>
    public int Loaded
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The dashboards of a past revision as a person may see them today, or why not.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="sha">7 to 40 digits of the commit's SHA.</param>
    /// <param name="cancellation">Ends the wait, not the load.</param>
    public async Task<(ContentView? View, RevisionRefusal? Refusal)> OpenAsync(ClaimsPrincipal person, string sha, CancellationToken cancellation)
    {
        if (!Sha().IsMatch(sha))
        {
            return (null, new RevisionRefusal(RevisionRefusalKind.Malformed, "A revision is named by 7 to 40 digits of its SHA."));
        }
        if (_catalog.Live is not { } live || Known(sha, live) is not { } revision)
        {
            return (null, Unknown);
        }
        var (snapshot, refusal) = await Entered(revision, Rates.Key(person)).WaitAsync(cancellation);
        if (snapshot is null)
        {
            return (null, _access.May(person, Right.Edit) ? refusal : refusal! with { Diagnostics = [] });
        }
        var past = new PastRevision(snapshot.Revision, snapshot.Time, snapshot.Message ?? "", AuthorName.Of(snapshot.Author));
        // What the tenant is no longer given is for those who may give it again.
        var today = new TodaysAccess(_access, live);
        // Those that are discovered are today's.
        IReadOnlyList<string> Services(Scope scope) => snapshot.Services(scope, _catalog.Services);
        bool IsGranted(BindingKey key) => DashboardService.Find(live, _catalog.Services, key) is not null || today.May(person, Right.Edit, key.Scope.Tenant, key.Scope.Environment);
        return (new ContentView(new CatalogView(new StillCatalog(snapshot, Services), today, person) { IsGranted = IsGranted }, live) { Past = past }, null);
    }

    /// <summary>Where the past begins: what is live, or the branch's head where saved files are; null where the content is not in commits.</summary>
    public RevisionId? Head => (_catalog.Live is { } live ? _repository.Resolve(live.Revision.Value) : null) ?? _repository.Resolve(_repository.Head);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>That a revision is not in the past; whether it is elsewhere is not told.</summary>
    public static RevisionRefusal Unknown { get; } = new(RevisionRefusalKind.Unknown, "There is no such revision in the past of what is live.");

    /// <summary>The commit, where it is <paramref name="head"/> or in its past; else null.</summary>
    /// <param name="sha">7 to 40 digits of the commit's SHA.</param>
    /// <param name="head">A commit.</param>
    public RevisionId? Known(string sha, RevisionId head) => Sha().IsMatch(sha) && _repository.Resolve(sha) is { } found && IsReached(found, head) ? found : null;

    /// <summary>The commit, where it is in the past of what is live or of the branch. What was fetched from elsewhere, such as a fork's, is in neither.</summary>
    private RevisionId? Known(string sha, CatalogSnapshot live)
    {
        if (_repository.Resolve(sha) is not { } found)
        {
            return null;
        }
        var heads = new[] { _repository.Resolve(live.Revision.Value), _repository.Resolve(_repository.Head) };
        return heads.OfType<RevisionId>().Distinct().Any(head => IsReached(found, head)) ? found : null;
    }

    private bool IsReached(RevisionId revision, RevisionId head) => _reached.Get((revision, head), () => _repository.IsAncestor(revision, head));

    private Task<(CatalogSnapshot? Snapshot, RevisionRefusal? Refusal)> Entered(RevisionId revision, string person)
    {
        lock (_lock)
        {
            // What could not be loaded just now is tried again.
            if (!_entries.TryGetValue(revision, out var entry) || entry.Work is { IsFaulted: true } or { IsCompletedSuccessfully: true, Result.Refusal.Kind: RevisionRefusalKind.Busy })
            {
                Remove(revision);
                // What somebody waits for is not thrown out for the next one.
                var loading = _entries.Values.Where(other => !other.Work.IsCompleted).ToList();
                if (loading.Count >= _options.MaxLoaded || loading.Count(other => other.Person == person) >= MostOfPerson)
                {
                    return Task.FromResult<(CatalogSnapshot?, RevisionRefusal?)>((null, new RevisionRefusal(RevisionRefusalKind.Busy, "Too many other revisions are being loaded; try again.")));
                }
                var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                _entries[revision] = entry = new Entry(LoadAsync(revision, end.Token), end, person);
            }
            entry.Used = _time.GetTimestamp();
            while (_entries.Count > _options.MaxLoaded)
            {
                Remove(_entries.Where(other => other.Value != entry && other.Value.Work.IsCompleted).MinBy(other => other.Value.Used).Key);
            }
            return entry.Work;
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            foreach (var (revision, _) in _entries.Where(entry => _time.GetElapsedTime(entry.Value.Used) > _options.KeepLoaded).ToList())
            {
                Remove(revision);
            }
        }
    }

    private void Remove(RevisionId revision)
    {
        if (_entries.Remove(revision, out var entry))
        {
            entry.End.Cancel();
            entry.End.Dispose();
        }
    }

    private async Task<(CatalogSnapshot?, RevisionRefusal?)> LoadAsync(RevisionId revision, CancellationToken end)
    {
        // Not on the thread, nor under the lock, of whoever asks.
        await Task.Yield();
        using var limit = new CancellationTokenSource(_options.LongestLoad, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, end);
        try
        {
            await _one.WaitAsync(both.Token);
            try
            {
                return await LoadNowAsync(revision, both.Token);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return (null, new RevisionRefusal(RevisionRefusalKind.Busy, "The revision was not loaded in time; try again."));
        }
    }

    private async Task<(CatalogSnapshot?, RevisionRefusal?)> LoadNowAsync(RevisionId revision, CancellationToken cancellation)
    {
        var judged = await _judge.RefusalAsync(revision, cancellation);
        if (judged.Count > 0)
        {
            return (null, Refused(revision, judged));
        }
        var tree = _repository.Read(revision, cancellation);
        var found = new List<Diagnostic>(tree.Notices);
        var snapshot = CatalogLoader.Read(tree, found, _memory);
        return found.HasErrors() ? (null, Refused(revision, found)) : (snapshot, null);
    }

    private static RevisionRefusal Refused(RevisionId revision, IReadOnlyList<Diagnostic> found)
    {
        var errors = found.Where(d => d.Severity == Severity.Error).ToList();
        return new RevisionRefusal(RevisionRefusalKind.Refused, $"The revision {revision.Short} has {Components.Layout.Count.Of(errors.Count, "error")}, so it was never live.") { Diagnostics = errors };
    }

    private sealed class Entry(Task<(CatalogSnapshot? Snapshot, RevisionRefusal? Refusal)> work, CancellationTokenSource end, string person)
    {
        public CancellationTokenSource End => end;

        /// <summary>Who has asked for it first.</summary>
        public string Person => person;

        public Task<(CatalogSnapshot? Snapshot, RevisionRefusal? Refusal)> Work => work;

        public long Used { get; set; }
    }

    [GeneratedRegex(@"^[0-9a-fA-F]{7,40}\z")]
    private static partial Regex Sha();
}
