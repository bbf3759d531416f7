using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Git;
using Portal.Git.Remotes;
using Portal.Identity;
using Portal.Webhooks;

namespace Portal.Previews;

/// <summary>Which previews are open, and who may do what with them.</summary>
internal sealed class PreviewBook(
    PreviewStore store, LoadedPreviews loaded, MissingHeads missing, ContentRepository repository, ICatalog catalog, IAccess access, Deliveries deliveries, AuditLog audit)
{
    /// <summary>Raised, on any thread, when a preview was opened, pushed to, approved or closed by this process.</summary>
    public event Action? Changed;

    /// <summary>Whether there are commits to preview at all.</summary>
    public bool HasCommits => repository.HasCommits;

    /// <summary>The previews in which there is something for the person, the newest first.</summary>
    public async Task<IReadOnlyList<Preview>> ListAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        var all = await store.OpenAsync(cancellation);
        return access.May(person, Right.Edit) ? all : [.. all.Where(preview => preview.Scopes.Any(scope => access.May(person, Right.View, scope.Tenant, scope.Environment)))];
    }

    /// <summary>Whether nothing may be asked for a preview until somebody approves its very commit, as its overview says; it need not be loaded.</summary>
    public bool NeedsApproval(Preview preview) => loaded.NeedsApproval(preview);

    /// <summary>A preview, loaded where it is not; null where there is none, or nothing in it for the person: the two look the same.</summary>
    /// <exception cref="PreviewFailure">It is there and cannot be shown; only those who may edit are told.</exception>
    public async Task<OpenedPreview?> FindAsync(ClaimsPrincipal person, string id, CancellationToken cancellation)
    {
        var mayEdit = access.May(person, Right.Edit);
        if (await store.FindAsync(id, cancellation) is not { } preview)
        {
            return null;
        }
        // What was not loaded yet is nobody's but theirs who see all, so that others can load nothing by guessing.
        if (!mayEdit && !preview.Scopes.Any(scope => access.May(person, Right.View, scope.Tenant, scope.Environment)))
        {
            return null;
        }
        try
        {
            var (shown, found) = await LoadAsync(preview, cancellation);
            var opened = new OpenedPreview(shown, found, catalog.Live, access, person);
            return opened.IsShown ? opened : null;
        }
        catch (PreviewFailure) when (!mayEdit)
        {
            return null;
        }
    }

    /// <summary>Opens a preview of <c>#12</c>, a branch, or a tag or commit; or tells why not. For those who may edit.</summary>
    public async Task<(Preview? Opened, string? Problem)> OpenAsync(ClaimsPrincipal person, string text, CancellationToken cancellation)
    {
        if (!access.May(person, Right.Edit))
        {
            return (null, "There is no such branch, tag or commit.");
        }
        await repository.FetchAsync(cancellation);
        text = text.Trim();
        if (PreviewIds.PullNumber(text) is { } number)
        {
            var known = await store.FindAsync(PreviewIds.Pull(number), cancellation);
            foreach (var source in PullRequest.Refs(number))
            {
                var pull = new PullRequest(number, source) { Title = known?.Title ?? "", Author = known?.Author ?? "", Branch = known?.Branch ?? "", IsFork = known?.IsFork ?? false };
                if (await PullAsync(pull, cancellation) is { Failure: null } opened)
                {
                    return (opened, null);
                }
            }
            return (null, $"The repository offers no pull request {text}.");
        }
        if (text.Length == 0 || repository.Resolve(text) is not { } head)
        {
            return (null, $"There is no branch, tag or commit '{text}'.");
        }
        var isBranch = repository.Branches().Contains(text);
        var preview = Described(new Preview(isBranch ? PreviewIds.Branch(text) : PreviewIds.Commit(head.Value), isBranch ? PreviewKind.Branch : PreviewKind.Commit) { Branch = isBranch ? text : "", Head = head });
        return (await SaveAsync(preview, cancellation), null);
    }

    /// <summary>A pull request was opened or pushed to: fetches it and keeps what it is now. What could not be fetched is told in the preview.</summary>
    public async Task<Preview> PullAsync(PullRequest pull, CancellationToken cancellation) => await KeepAsync(pull, await FetchAsync(pull, cancellation), cancellation);

    /// <summary>Fetches what a pull request proposes.</summary>
    public Task<FetchOutcome> FetchAsync(PullRequest pull, CancellationToken cancellation) => repository.FetchRefAsync(pull.Ref, PreviewIds.PullRef(pull.Number), cancellation);

    /// <summary>Keeps what a pull request is now, as it was fetched.</summary>
    public async Task<Preview> KeepAsync(PullRequest pull, FetchOutcome outcome, CancellationToken cancellation)
    {
        var preview = new Preview(PreviewIds.Pull(pull.Number), PreviewKind.Pull)
        {
            Number = pull.Number,
            Title = pull.Title,
            Author = pull.Author,
            Branch = pull.Branch,
            IsFork = pull.IsFork,
            Head = outcome.Revision,
            Failure = outcome.Revision is null ? $"'{pull.Ref}' cannot be fetched. {outcome.Message}" : null,
        };
        if (outcome.Revision is null && await store.FindAsync(preview.Id, cancellation) is null)
        {
            return preview;
        }
        return await SaveAsync(outcome.Revision is null || preview.Title.Length > 0 ? preview : Described(preview), cancellation);
    }

    /// <summary>The preview of a pull request as it is kept, whoever may see it; null where it is not open.</summary>
    public Task<Preview?> OfPullAsync(int number, CancellationToken cancellation) => store.FindAsync(PreviewIds.Pull(number), cancellation);

    /// <summary>A pull request was closed or merged.</summary>
    public Task ClosePullAsync(int number, CancellationToken cancellation) => CloseAsync(PreviewIds.Pull(number), cancellation);

    /// <summary>Closes a preview by hand; false where the person may not.</summary>
    public async Task<bool> CloseAsync(ClaimsPrincipal person, string id, CancellationToken cancellation)
    {
        if (!access.May(person, Right.Edit))
        {
            return false;
        }
        await CloseAsync(id, cancellation);
        return true;
    }

    /// <summary>Lets a commit from outside of the repository ask backends. False where the person may not, or the preview shows another commit by now.</summary>
    public async Task<bool> ApproveAsync(ClaimsPrincipal person, string id, RevisionId head, CancellationToken cancellation)
    {
        var what = AuditEvent.By(person, AuditActions.Approved) with { What = $"{id} at {head}" };
        if (!access.May(person, Right.Edit))
        {
            audit.Add(what with { Outcome = AuditOutcome.Refused });
            return false;
        }
        if (await store.FindAsync(id, cancellation) is not { } preview || preview.Head != head)
        {
            return false;
        }
        await store.ApproveAsync(id, head, PersonId.Of(person), cancellation);
        audit.Add(what);
        Changed?.Invoke();
        if (preview.Kind == PreviewKind.Pull)
        {
            await deliveries.AddApprovedAsync(preview.Number, head, cancellation);
        }
        return true;
    }

    /// <summary>The preview in memory, loaded where it is not, whoever may see it; and the preview as it is now, for a branch is followed.</summary>
    /// <exception cref="PreviewFailure">It cannot be loaded.</exception>
    internal async Task<(Preview Preview, LoadedPreview Loaded)> LoadAsync(Preview preview, CancellationToken cancellation)
    {
        var head = preview.Kind == PreviewKind.Branch ? repository.Resolve($"refs/heads/{preview.Branch}") : preview.Head;
        if (head is null || preview.Failure is not null)
        {
            throw new PreviewFailure(preview.Failure ?? $"There is no branch '{preview.Branch}' any more.");
        }
        if (head != preview.Head)
        {
            preview = await SaveAsync(Described(preview with { Head = head }), cancellation);
        }
        // What is in memory is shown although its commit is gone.
        if (preview.Kind == PreviewKind.Pull && await missing.FetchAsync(preview.Number, head.Value, cancellation) is { } problem && !loaded.Heads.Contains(head.Value))
        {
            throw new PreviewFailure(problem);
        }
        var found = await loaded.GetAsync(head.Value, cancellation);
        if (!found.Scopes.SequenceEqual(preview.Scopes))
        {
            await store.LoadedAsync(preview.Id, head.Value, found.Scopes, cancellation);
        }
        return (preview, found);
    }

    private async Task CloseAsync(string id, CancellationToken cancellation)
    {
        await store.CloseAsync(id, cancellation);
        Changed?.Invoke();
    }

    private async Task<Preview> SaveAsync(Preview preview, CancellationToken cancellation)
    {
        var saved = await store.SaveAsync(preview, cancellation);
        Changed?.Invoke();
        return saved;
    }

    /// <summary>With the commit's own message and author, where nothing else is known.</summary>
    private Preview Described(Preview preview) =>
        preview.Head is { } head && repository.Describe(head) is { } commit ? preview with { Title = commit.Message, Author = commit.Author } : preview;
}
