using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Git;
using Portal.Limits;

namespace Portal.Previews;

/// <summary>A preview in memory.</summary>
/// <param name="Revisions">What it is compared with, what it is, and how they differ.</param>
/// <param name="IsOwn">Whether its commit is on a branch of the repository: then whoever pushed it may push to the repository.</param>
internal sealed record LoadedPreview(ComparedRevisions Revisions, bool IsOwn)
{
    private const int MostScopes = 2_000;

    /// <summary>Whether nothing may be asked for it until somebody approves its very commit: it comes from outside of the repository.</summary>
    public bool NeedsApproval(Preview preview) => (preview.IsFork || !IsOwn) && preview.Approval is null;

    /// <summary>The environments in which something is different; the first 2,000.</summary>
    public IReadOnlyList<Scope> Scopes { get; } = [.. Revisions.Difference.Bindings.Where(binding => binding.IsDifferent).Select(binding => binding.Key.Scope).Distinct().Take(MostScopes)];
}

/// <summary>Why a preview cannot be loaded; the message is for people.</summary>
internal sealed class PreviewFailure(string message) : Exception(message);

/// <summary>The previews that are in memory: bounded in number, those that nobody looks at go. One is loaded at a time, with half of the processors.</summary>
internal sealed class LoadedPreviews(
    ContentRepository repository, ICatalog catalog, IGrants grants, IOptions<PreviewOptions> options, TimeProvider time) : IDisposable
{
    private const int MostKnown = 1_000;

    private readonly Lock _lock = new();
    // Asked for each panel of a page, and for each row of a list; what is merged since is own once it is live.
    private readonly BoundedMemo<(RevisionId?, RevisionId), RevisionId> _bases = new(MostKnown);
    private readonly BoundedMemo<(RevisionId?, RevisionId), bool> _own = new(MostKnown);
    private readonly Dictionary<(RevisionId Before, RevisionId After), Entry> _entries = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The preview of a commit, compared with where it has left what is live. Whoever asks for the same waits for the same.</summary>
    /// <exception cref="PreviewFailure">It cannot be loaded.</exception>
    public async Task<LoadedPreview> GetAsync(RevisionId head, CancellationToken cancellation)
    {
        return await Entered((Base(catalog.Live?.Revision, head), head)).WaitAsync(cancellation);
    }

    /// <summary>Whether nothing may be asked for a preview until somebody approves its very commit. It need not be in memory.</summary>
    public bool NeedsApproval(Preview preview) =>
        preview is { Head: { } head, Approval: null } && (preview.IsFork || (preview.Kind != PreviewKind.Branch && !IsOwn(catalog.Live?.Revision, head)));

    /// <summary>The commits that are in memory, or on their way there.</summary>
    public IReadOnlyList<RevisionId> Heads
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Keys.Select(key => key.After)];
            }
        }
    }

    /// <summary>Lets go of those that nobody has looked at for long.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values.Where(entry => time.GetElapsedTime(entry.Used) > options.Value.KeepLoaded).ToList())
            {
                Remove(entry);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values.ToList())
            {
                Remove(entry);
            }
        }
    }

    private RevisionId Base(RevisionId? live, RevisionId head) => _bases.Get((live, head), () =>
    {
        var from = (live is { } revision ? repository.Resolve(revision.Value) : null) ?? repository.Resolve(repository.Head)
            ?? throw new PreviewFailure("The content is not in a Git repository with commits, so there is nothing to compare with.");
        return repository.MergeBase(from, head) ?? from;
    });

    private bool IsOwn(RevisionId? live, RevisionId head) => _own.Get((live, head), () => repository.IsOnBranch(head));

    private Task<LoadedPreview> Entered((RevisionId, RevisionId) key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Work.IsFaulted || entry.Work.IsCanceled)
            {
                _entries[key] = entry = new Entry(key, new CancellationTokenSource());
                entry.Work = LoadAsync(key, entry.End.Token);
            }
            entry.Used = time.GetTimestamp();
            while (_entries.Count > options.Value.MaxLoaded)
            {
                Remove(_entries.Values.Where(other => other != entry).MinBy(other => other.Used)!);
            }
            return entry.Work;
        }
    }

    private void Remove(Entry entry)
    {
        _entries.Remove(entry.Key);
        entry.End.Cancel();
        entry.End.Dispose();
    }

    private async Task<LoadedPreview> LoadAsync((RevisionId Before, RevisionId After) key, CancellationToken end)
    {
        // Not on the thread, nor under the lock, of whoever asks.
        await Task.Yield();
        try
        {
            await _one.WaitAsync(end);
            try
            {
                return await LoadNowAsync(key, end);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException)
        {
            throw new PreviewFailure("Too many previews are looked at at once; try again.");
        }
    }

    private async Task<LoadedPreview> LoadNowAsync((RevisionId Before, RevisionId After) key, CancellationToken end)
    {
        using var limit = new CancellationTokenSource(options.Value.LongestLoad, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, end);
        try
        {
            var (before, after) = (Read(key.Before, both.Token), Read(key.After, both.Token));
            var compared = await RevisionComparison.CompareAsync(before, after, grants, catalog.Services, both.Token, Math.Max(1, Environment.ProcessorCount / 2));
            return new LoadedPreview(compared, repository.IsOnBranch(key.After));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new PreviewFailure($"It was not loaded within {options.Value.LongestLoad.TotalMinutes:0} minutes.");
        }
    }

    private ContentTree Read(RevisionId revision, CancellationToken cancellation)
    {
        var tree = repository.Read(revision, cancellation);
        return tree.Notices.FirstOrDefault(notice => notice.Severity == Severity.Error) is { } error
            ? throw new PreviewFailure($"The commit {revision.Short} cannot be read: {error.Message}")
            : tree;
    }

    private sealed class Entry((RevisionId Before, RevisionId After) key, CancellationTokenSource end)
    {
        public (RevisionId Before, RevisionId After) Key { get; } = key;

        public CancellationTokenSource End { get; } = end;

        public Task<LoadedPreview> Work { get; set; } = null!;

        public long Used { get; set; }
    }
}
