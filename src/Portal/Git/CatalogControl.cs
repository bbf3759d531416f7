using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity;

namespace Portal.Git;

/// <summary>Makes an administrator's decision the newest change that all replicas follow, and has it recorded.</summary>
internal sealed class CatalogControl(
    CatalogHost host, CatalogSource source, ContentRepository repository, LiveLine line, LiveChanges changes, Judge judge, RevisionStore store, IAccess access, AuditLog audit) : ICatalogControl
{
    private const int MostReason = 300;
    private const int MostTries = 5;
    private static readonly ControlOutcome NotAllowed = new("Only those who administer the portal decide what is live.");

    /// <inheritdoc/>
    public ContentOrigin Origin => new(source.Name, source.IsCommit ? repository.Head : null)
    {
        Folder = source.Folder,
        IsRemote = repository.IsRemote,
        FetchedAt = repository.FetchedAt,
        FetchProblem = repository.LastFetch is { Succeeded: false } failed ? failed.Message : null,
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveChange>> RecentAsync(int most, CancellationToken cancellation) => changes.RecentAsync(line.Source, most, cancellation);

    /// <inheritdoc/>
    public async Task<ControlOutcome> PinAsync(ClaimsPrincipal person, string revision, string reason, CancellationToken cancellation)
    {
        reason = string.Join(' ', reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (Refusal(person) is { } refusal)
        {
            return refusal;
        }
        if (reason.Length is 0 or > MostReason)
        {
            return new ControlOutcome($"Say why, in 1 to {MostReason} characters: everybody reads it until it is released.");
        }
        var (tree, problem) = await FindAsync(revision.Trim(), cancellation);
        if (tree is null)
        {
            return new ControlOutcome(problem);
        }
        // What was good then may not be by what the server allows now.
        var verdict = await judge.JudgeAsync(tree, isCommit: true, cancellation);
        if (verdict.Result.Snapshot is null)
        {
            return new ControlOutcome($"The revision {tree.Revision.Short} has errors by the rules and grants of today, so it cannot go live.") { Diagnostics = verdict.Result.Diagnostics };
        }
        var outcome = await AddAsync(tree, person, reason, _ => null, cancellation);
        return Record(outcome, person, AuditActions.RolledBack, tree.Revision, reason);
    }

    /// <inheritdoc/>
    public async Task<ControlOutcome> ReleaseAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        if (Refusal(person) is { } refusal)
        {
            return refusal;
        }
        if (line.Latest is not { Pinned: true } pinned)
        {
            return new ControlOutcome("Nothing is pinned any more.");
        }
        var tree = new ContentTree(pinned.Revision, new Dictionary<string, string>(), []) { Message = pinned.Message, Author = pinned.Author };
        var outcome = await AddAsync(tree, person, null, latest => latest is { Pinned: true } && latest.Revision == pinned.Revision ? null : "Somebody else was faster: look again.", cancellation);
        return Record(outcome, person, AuditActions.RevisionLive, pinned.Revision, "released");
    }

    /// <inheritdoc/>
    public async Task<ControlOutcome> TakeAsync(ClaimsPrincipal person, RevisionId waiting, CancellationToken cancellation)
    {
        if (Refusal(person) is { } refusal)
        {
            return refusal;
        }
        var live = line.Latest;
        if (host.Waiting is not { Rewritten: true } seen || seen.Revision != waiting || live is { Pinned: true })
        {
            return new ControlOutcome(live is { Pinned: true } ? "Release the pinned revision first." : "It is no longer waiting: look again.");
        }
        var tree = repository.Read(waiting, cancellation);
        if (tree.Notices.HasErrors())
        {
            return new ControlOutcome($"The revision {waiting.Short} cannot be read any more.") { Diagnostics = tree.Notices };
        }
        var outcome = await AddAsync(tree, person, null, latest => latest?.Number == live?.Number ? null : "Something else went live in between: look again.", cancellation);
        return Record(outcome, person, AuditActions.RevisionLive, waiting, "taken from a rewritten branch");
    }

    private ControlOutcome? Refusal(ClaimsPrincipal person) =>
        !access.May(person, Right.Administer) ? NotAllowed
        : !source.IsCommit || !source.Follows ? new ControlOutcome("The content is not a branch that is followed, so there is nothing to decide.")
        : null;

    private async Task<(ContentTree? Tree, string? Problem)> FindAsync(string revision, CancellationToken cancellation)
    {
        var known = await changes.RecentAsync(line.Source, LiveChanges.Most, cancellation);
        var was = revision.Length >= 7 ? known.FirstOrDefault(change => change.Revision.Value.StartsWith(revision, StringComparison.OrdinalIgnoreCase))?.Revision : null;
        if ((was ?? repository.Resolve(revision)) is not { } found)
        {
            return (null, "There is no such commit. Give at least 7 characters of its SHA.");
        }
        var heads = new[] { host.Live?.Revision, repository.Resolve(repository.Head) }.OfType<RevisionId>();
        if (was is null && !heads.Any(head => repository.IsAncestor(found, head)))
        {
            return (null, "It was never live and is not in the past of the branch. Look at it as a preview instead.");
        }
        var tree = repository.Read(found, cancellation);
        tree = tree.Notices.HasErrors() ? await store.FilesAsync(found, cancellation) ?? tree : tree;
        return tree.Notices.HasErrors() ? (null, $"The commit {found.Short} cannot be read: {tree.Notices[0].Message}") : (tree, null);
    }

    private async Task<ControlOutcome> AddAsync(ContentTree tree, ClaimsPrincipal person, string? reason, Func<LiveChange?, string?> objection, CancellationToken cancellation)
    {
        if (tree.Files.Count > 0)
        {
            await store.KeepAsync(tree, cancellation);
        }
        for (var tries = 0; tries < MostTries; tries++)
        {
            await line.RefreshAsync(cancellation);
            if (objection(line.Latest) is { } problem)
            {
                return new ControlOutcome(problem);
            }
            if (await line.TryAddAsync(tree, person.Identity?.Name ?? PersonId.Of(person), reason, cancellation))
            {
                host.Wake();
                return ControlOutcome.Done;
            }
        }
        return new ControlOutcome("What is live changes too often just now: try again.");
    }

    private ControlOutcome Record(ControlOutcome outcome, ClaimsPrincipal person, string action, RevisionId revision, string detail)
    {
        audit.Add(AuditEvent.By(person, action) with { What = revision.Value, Detail = detail, Outcome = outcome.Problem is null ? AuditOutcome.Done : AuditOutcome.Failed });
        return outcome;
    }
}
