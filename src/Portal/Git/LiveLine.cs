using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Data;

namespace Portal.Git;

/// <summary>How the branch's head stands to what is live.</summary>
internal enum HeadPosition
{
    /// <summary>It is what is live.</summary>
    Same,

    /// <summary>It follows what is live.</summary>
    Ahead,

    /// <summary>What is live is not in this replica's copy yet, or newer than the head that it has.</summary>
    Behind,

    /// <summary>The branch was rewritten: it no longer holds what is live.</summary>
    Rewritten,
}

/// <summary>What all replicas agree is live: the newest change in the database, or the last one that was known where the database cannot be asked.</summary>
/// <param name="repository">The content's repository.</param>
/// <param name="source">What the content comes from.</param>
/// <param name="changes">The database's changes.</param>
/// <param name="database">Tells how many replicas there are.</param>
/// <param name="audit">Hears of what goes live by itself.</param>
/// <param name="time">Tells when.</param>
internal sealed class LiveLine(ContentRepository repository, CatalogSource source, LiveChanges changes, IOptions<DatabaseOptions> database, AuditLog audit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _seen;
    private LiveChange? _unsaved;

    /// <summary>The source as the database names it.</summary>
    public string Source { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source.Name}\n{repository.Head}\n{source.Folder}\n{source.IsCommit}")));

    /// <summary>The newest change that is known; null where nothing went live yet.</summary>
    public LiveChange? Latest { get; private set; }

    /// <summary>The revision that this process itself has made live last; null where it has made none.</summary>
    public RevisionId? Made { get; private set; }

    /// <summary>Asks the database.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var latest = await changes.LatestAsync(Source, cancellation);
        if (_unsaved is { } unsaved && (latest?.Number ?? 0) < unsaved.Number)
        {
            await AddAsync(unsaved, cancellation);
            latest = await changes.LatestAsync(Source, cancellation);
        }
        _unsaved = null;
        Take(latest);
    }

    /// <summary>Makes a revision live for all; false where another replica has changed what is live in between.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="person">Who decided; null where it was pushed.</param>
    /// <param name="pinReason">Why it stays; null where it does not.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<bool> TryAddAsync(ContentTree revision, string? person, string? pinReason, CancellationToken cancellation)
    {
        var change = new LiveChange((Latest?.Number ?? 0) + 1, revision.Revision, time.GetUtcNow()) { Message = revision.Message, Author = revision.Author, Person = person, PinReason = pinReason };
        var added = await AddAsync(change, cancellation);
        if (added)
        {
            Made = revision.Revision;
            Take(change);
        }
        return added;
    }

    /// <summary>Takes a revision as live although the database cannot be told; it is told when it answers again.</summary>
    public void Assume(ContentTree revision)
    {
        Made = revision.Revision;
        _unsaved = new LiveChange((Latest?.Number ?? 0) + 1, revision.Revision, time.GetUtcNow()) { Message = revision.Message, Author = revision.Author };
        Take(_unsaved);
    }

    /// <summary>How a head stands to what is live.</summary>
    public HeadPosition Position(RevisionId head)
    {
        if (Latest is not { } live)
        {
            return HeadPosition.Ahead;
        }
        if (live.Revision == head)
        {
            return HeadPosition.Same;
        }
        // On this machine's own repository its owner decides what the head is, unless there are several machines.
        if (!repository.IsRemote)
        {
            return database.Value.Replicas > 1 && repository.IsAncestor(head, live.Revision) ? HeadPosition.Behind : HeadPosition.Ahead;
        }
        if (repository.IsAncestor(live.Revision, head))
        {
            return HeadPosition.Ahead;
        }
        return repository.LastFetch is { Succeeded: true } fetch && fetch.Started > _seen ? HeadPosition.Rewritten : HeadPosition.Behind;
    }

    /// <summary>Whether the remote was not asked yet since the newest change was seen.</summary>
    public bool WantsFetch => repository.LastFetch is null || repository.LastFetch.Started <= _seen;

    /// <summary>Adds a change, and records it where nobody has decided it; of several replicas the one that was first does so.</summary>
    private async Task<bool> AddAsync(LiveChange change, CancellationToken cancellation)
    {
        var added = await changes.TryAddAsync(Source, change, cancellation);
        if (added && change.Person is null)
        {
            audit.Add(AuditEvent.ByPortal(AuditActions.RevisionLive) with { What = change.Revision.Value, Detail = change.Message is null ? "" : $"{change.Message}, by {change.Author}" });
        }
        return added;
    }

    private void Take(LiveChange? latest)
    {
        lock (_lock)
        {
            // An answer that was on its way while a change was added is older than what is known.
            if (latest is not null && latest.Number > (Latest?.Number ?? 0))
            {
                _seen = time.GetUtcNow();
                Latest = latest;
            }
        }
    }
}
