using LibGit2Sharp;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Git.Remotes;

namespace Portal.Git;

/// <summary>The one door to the content's repository: fetches from the remote, and reads commits. Safe to call from any thread. Nothing else of the portal touches Git.</summary>
internal sealed class ContentRepository : IDisposable
{
    private const int MostBranches = 1_000;

    private readonly ContentOptions _options;
    private readonly ContentPlace _place;
    private readonly Mirror? _mirror;
    private readonly Fetcher? _fetcher;
    private readonly TimeProvider _time;
    private readonly TreeReader _reader;
    private readonly TreeReader _partReader;

    /// <summary>Opens the repository that the configuration names; never fails and waits for nothing.</summary>
    public ContentRepository(IOptions<ContentOptions> content, IOptions<RemoteOptions> remote, SecretStore secrets, DataFolder data, TimeProvider time)
        : this(content.Value, remote.Value.Url.Length == 0 ? null : new Mirror(RemoteUrl.Read(remote.Value.Url, out _)!, remote.Value, Path.Combine(data.Path, "repositories"), secrets, time), time)
    {
    }

    /// <summary>Opens a repository.</summary>
    /// <param name="content">Where it is, and its limits.</param>
    /// <param name="mirror">The copy of a remote; null for the folder that the options name.</param>
    /// <param name="time">Tells when.</param>
    public ContentRepository(ContentOptions content, Mirror? mirror, TimeProvider time)
    {
        _options = content;
        _time = time;
        _mirror = mirror;
        _place = mirror is null ? ContentFolder.Locate(content) : new ContentPlace(null, mirror.Folder, ContentFolder.Prefix(content.Folder));
        _reader = new TreeReader(_place.Prefix, content);
        // What is remembered of what is live is not pushed out by the past.
        _partReader = new TreeReader(_place.Prefix, content);
        _fetcher = mirror is null ? null : new Fetcher(mirror, Head == "HEAD", time);
    }

    /// <summary>Whether the content is fetched from elsewhere.</summary>
    public bool IsRemote => _mirror is not null;

    /// <summary>Whether there are commits to read at all; a plain folder has none.</summary>
    public bool HasCommits => _place.Repository is not null;

    /// <summary>What the configuration names as the content's revision: a branch, tag or SHA; <c>HEAD</c> for the repository's own choice.</summary>
    public string Head => _options.Revision is { Length: > 0 } named && named != ContentOptions.WorkingTree ? named : "HEAD";

    /// <summary>The repository's address, without credentials, or its folder; null where there is none.</summary>
    public string? Name => _mirror?.Url.Text ?? _place.Repository;

    /// <summary>Where the content is within the repository: empty, or folders with a <c>/</c> at the end.</summary>
    public string Prefix => _place.Prefix;

    /// <summary>What came of the last fetch of everything; null before.</summary>
    public FetchOutcome? LastFetch => _fetcher?.Last;

    /// <summary>When a fetch last went well; null for never since the start.</summary>
    public DateTimeOffset? FetchedAt => _fetcher?.SucceededAt;

    /// <summary>Raised, on any thread, after each fetch of everything.</summary>
    public event Action<FetchOutcome>? Fetched
    {
        add => _fetcher?.Fetched += value;
        remove => _fetcher?.Fetched -= value;
    }

    /// <summary>Fetches all branches and tags now. One fetch runs at a time; whoever asks meanwhile shares the next one, so that what was pushed before the call is there after it. A repository on this machine is always up to date.</summary>
    /// <param name="cancellation">Ends the wait, not the fetch.</param>
    public Task<FetchOutcome> FetchAsync(CancellationToken cancellation) => _fetcher?.FetchAsync(cancellation) ?? Task.FromResult(Local());

    /// <summary>Fetches one reference of the remote, such as <c>refs/pull/12/head</c>, into a name of its own that no branch can take.</summary>
    /// <param name="source">A reference that begins with <c>refs/</c>, or a SHA of 40 digits.</param>
    /// <param name="name">The name below <c>refs/portal/</c>, such as <c>pull/12</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentException">One of them is no name that Git takes.</exception>
    public async Task<FetchOutcome> FetchRefAsync(string source, string name, CancellationToken cancellation)
    {
        var target = RefNames.Own(name);
        if (!RefNames.IsSource(source))
        {
            throw new ArgumentException("It is neither a reference below refs/ nor a SHA.", nameof(source));
        }
        if (_fetcher is null)
        {
            return Resolve(source) is { } known ? Local() with { Revision = known } : Local() with { Failure = FetchFailure.NotFound, Message = GitMessages.Explain(FetchFailure.NotFound, "") };
        }
        var outcome = await _fetcher.FetchOneAsync($"+{source}:{target}", cancellation);
        return outcome.Succeeded ? outcome with { Revision = Resolve(target) } : outcome;
    }

    /// <summary>Forgets a reference that <see cref="FetchRefAsync"/> has fetched; nothing happens where there is none.</summary>
    /// <param name="name">The name below <c>refs/portal/</c>.</param>
    public void ForgetRef(string name)
    {
        if (IsRemote)
        {
            Try(repository => { repository.Refs.Remove(RefNames.Own(name)); return true; }, false);
        }
    }

    /// <summary>The names below <c>refs/portal/</c> that <see cref="FetchRefAsync"/> has fetched into a folder and that were not forgotten, such as <c>pull/12</c>. Other processes, which may share the copy, may have fetched them.</summary>
    /// <param name="folder">The folder below <c>refs/portal/</c>.</param>
    public IReadOnlyList<string> FetchedRefs(string folder) =>
        IsRemote ? Try<IReadOnlyList<string>>(repository => [.. repository.Refs.FromGlob($"{RefNames.Own(folder)}/*").Select(reference => RefNames.Name(reference.CanonicalName))], []) : [];

    /// <summary>The commit that a branch, tag, SHA (also shortened) or full reference names; null where there is none.</summary>
    public RevisionId? Resolve(string revision) => Try(repository => (RevisionId?)new RevisionId(Commits.Find(repository, revision).Sha), null);

    /// <summary>Why <see cref="Resolve"/> finds nothing; null where it finds something.</summary>
    public string? Missing(string revision)
    {
        try
        {
            using var repository = Open();
            Commits.Find(repository, revision);
            return null;
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return IsRemote && !_mirror!.Exists ? "the repository was not fetched yet." : e.Message;
        }
    }

    /// <summary>Reads the content of a commit, within the limits that hold for what is live. Where it cannot be read, the tree's notices hold errors.</summary>
    /// <param name="revision">The commit.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="only">Which files, by their paths from the content's root on; null for all.</param>
    public ContentTree Read(RevisionId revision, CancellationToken cancellation, Func<string, bool>? only = null)
    {
        try
        {
            using var repository = Open();
            return (only is null ? _reader : _partReader).Read(repository, Commits.Find(repository, revision.Value), cancellation, only);
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            if (Resolve(revision.Value) is not null)
            {
                // The commit is known and its files are not: the copy is damaged.
                _mirror?.Distrust();
            }
            return new ContentTree(revision, new Dictionary<string, string>(), [ContentDiagnostics.NoRevision(revision.Value, e.Message)]);
        }
    }

    /// <summary>The newest commit that both have in their past; null where they have none in common, or one of them is unknown.</summary>
    public RevisionId? MergeBase(RevisionId one, RevisionId other) => Try(
        repository => repository.ObjectDatabase.FindMergeBase(Commits.Find(repository, one.Value), Commits.Find(repository, other.Value)) is { } found ? (RevisionId?)new RevisionId(found.Sha) : null, null);

    /// <summary>Whether the second commit is the first one or has it in its past. False where one of them is unknown.</summary>
    public bool IsAncestor(RevisionId ancestor, RevisionId descendant) => MergeBase(ancestor, descendant) == ancestor;

    /// <summary>The names of the repository's branches, sorted; the first 1,000.</summary>
    public IReadOnlyList<string> Branches() => Try<IReadOnlyList<string>>(
        repository => [.. repository.Branches.Where(branch => !branch.IsRemote).Select(branch => branch.FriendlyName).Order(StringComparer.Ordinal).Take(MostBranches)], []);

    /// <summary>Whether a commit is on a branch of the repository: whoever put it there may push to it. False where it is unknown, or was fetched from elsewhere.</summary>
    public bool IsOnBranch(RevisionId revision) => Try(
        repository =>
        {
            var tips = repository.Branches.Where(branch => !branch.IsRemote && branch.Tip is not null).Select(branch => branch.Tip).ToList();
            return tips.Count > 0 && !repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = Commits.Find(repository, revision.Value), ExcludeReachableFrom = tips }).Any();
        }, false);

    /// <summary>The first line of a commit's message, and its author; null where it is unknown.</summary>
    public (string Message, string Author)? Describe(RevisionId revision) =>
        Try(repository => Commits.Find(repository, revision.Value) is { } commit ? ((string, string)?)(commit.MessageShort, commit.Author.Name) : null, null);

    /// <summary>The commits that changed any of the files or folders, the newest first; and whether the search was ended, by <paramref name="isLate"/> or after 20,000 commits, before the past was.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="paths">The files or folders, from the content's root on.</param>
    /// <param name="most">How many commits at most.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <param name="after">A commit of an earlier answer: those that come after it are wanted. Null for the first ones.</param>
    /// <param name="isLate">Whether the search has taken long enough; null for never.</param>
    public (IReadOnlyList<CommitEntry> Commits, bool Cut) Log(
        RevisionId from, IReadOnlyCollection<string> paths, int most, CancellationToken cancellation, RevisionId? after = null, Func<bool>? isLate = null) => Try<(IReadOnlyList<CommitEntry>, bool)>(
        repository => CommitLog.Of(repository, Commits.Find(repository, from.Value), _place.Prefix, paths, most, after, isLate ?? (static () => false), cancellation), ([], false));

    /// <summary>When each commit of a past was first a part of what is live; those that never were are left out.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="live">When which revision went live.</param>
    /// <param name="isLate">Whether the search has taken long enough; what was not reached then is left out.</param>
    /// <param name="cancellation">Stops the search.</param>
    public IReadOnlyDictionary<RevisionId, DateTimeOffset> FirstLive(RevisionId from, IEnumerable<(RevisionId Revision, DateTimeOffset At)> live, Func<bool> isLate, CancellationToken cancellation) =>
        Try<IReadOnlyDictionary<RevisionId, DateTimeOffset>>(repository => CommitLog.FirstLive(Commits.Find(repository, from.Value), live, isLate, cancellation), new Dictionary<RevisionId, DateTimeOffset>());

    /// <inheritdoc/>
    public void Dispose() => _fetcher?.Dispose();

    private FetchOutcome Local() => new(FetchFailure.None, "", _time.GetUtcNow());

    private Repository Open() => new(_place.Repository ?? throw new RepositoryNotFoundException("the content is not in a Git repository."));

    private T Try<T>(Func<Repository, T> work, T otherwise)
    {
        try
        {
            using var repository = Open();
            return work(repository);
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return otherwise;
        }
    }
}
