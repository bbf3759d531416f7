using Microsoft.Extensions.Options;
using Portal.Browsing;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Changes;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Forges;
using Portal.Git;
using Portal.Git.Remotes;
using Portal.Linting;
using Portal.Previews;

namespace Portal.Webhooks;

/// <summary>Looks at a pull request as it is now: fetches its head, opens its preview, judges it by what this server allows, and reports on it. What the delivery said of it is not believed.</summary>
internal sealed class PullRequestWork(
    ContentRepository repository, Judge judge, PreviewBook previews, PreviewLint lint, Reports reports, IOptions<PublicAddressOptions> address)
{
    /// <summary>Works off what has become of a pull request.</summary>
    public async Task<DeliveryOutcome> RunAsync(PullRequestEvent told, CancellationToken cancellation)
    {
        if (told.Change is PullRequestChange.Closed or PullRequestChange.Merged)
        {
            await previews.ClosePullAsync(told.Number, cancellation);
            return new DeliveryOutcome(true, $"Pull request {told.Number} was closed.");
        }
        if (told.Change == PullRequestChange.Approved)
        {
            return await ApprovedAsync(told, cancellation);
        }
        // Its target may have moved since, and is what it is compared with.
        await repository.FetchAsync(cancellation);
        if (told.Ref is not { } source)
        {
            return await UncheckedAsync(told, cancellation);
        }
        var pull = new PullRequest(told.Number, source) { Title = told.Title, Author = told.Author ?? "", Branch = told.HeadBranch, IsFork = told.IsFork };
        var fetched = await previews.FetchAsync(pull, cancellation);
        if (fetched.Revision is not { } head)
        {
            return new DeliveryOutcome(false, $"'{source}' cannot be fetched. {fetched.Message}") { MayRetry = fetched.Failure is not FetchFailure.NotFound };
        }
        return await JudgeAsync(await previews.KeepAsync(pull, fetched, cancellation), head, cancellation);
    }

    /// <summary>The author of a commit that was approved is told what its queries are worth. A push since then is judged by its own delivery.</summary>
    private async Task<DeliveryOutcome> ApprovedAsync(PullRequestEvent told, CancellationToken cancellation)
    {
        if (await previews.OfPullAsync(told.Number, cancellation) is not { Head: { } head, Approval: not null } preview || head.Value != told.HeadSha)
        {
            return new DeliveryOutcome(true, $"Pull request {told.Number} is another one by now.");
        }
        try
        {
            // Another replica may have fetched it.
            await previews.LoadAsync(preview, cancellation);
        }
        catch (PreviewFailure e)
        {
            return new DeliveryOutcome(false, e.Message) { MayRetry = true };
        }
        return await JudgeAsync(preview, head, cancellation);
    }

    private async Task<DeliveryOutcome> JudgeAsync(Preview preview, RevisionId head, CancellationToken cancellation)
    {
        var result = await judge.JudgeProposalAsync(repository.Read(head, cancellation), cancellation);
        var looked = result.Snapshot is null ? null : await LookAsync(preview, cancellation);
        IReadOnlyList<Diagnostic> all = [.. result.Diagnostics, .. looked?.Lint?.Diagnostics ?? []];
        await ReportAsync(preview, head, result, all, looked, cancellation);
        return new DeliveryOutcome(true, all.HasErrors()
            ? $"Pull request {preview.Number} at {head.Short}: {ReportText.Errors(all)}."
            : $"Pull request {preview.Number} at {head.Short} is good.");
    }

    private async Task ReportAsync(Preview preview, RevisionId head, LoadResult result, IReadOnlyList<Diagnostic> all, Looked? looked, CancellationToken cancellation)
    {
        var good = !all.HasErrors();
        var changes = looked is null
            ? $"{ReportText.Number(result.Bindings, "dashboard")} checked"
            : $"{looked.Difference.Bindings.Count(b => b.IsDifferent):N0} of {ReportText.Number(looked.Difference.Bindings.Count, "dashboard")} would change";
        var summary = good ? $"Good: {changes}." : $"{ReportText.Errors(all)}; it would be refused.";
        var link = address.Value.Link(PortalUrls.Preview(preview.Id));
        await reports.StatusAsync(StatusOf.Commit(head, good ? CommitVerdict.Success : CommitVerdict.Failure, summary, all, link), cancellation);
        var parts = new[]
        {
            $"**{summary}** `{head.Short}`{(link is null ? "" : $" · [Open the preview]({link})")}\n",
            ReportText.Table(result.Diagnostics),
            looked?.Lint is { IsEmpty: false } found ? LintMarkdown.Of(found) : "",
            looked is { NeedsApproval: true } ? "Its queries are not tried on the backends until somebody approves this commit on its preview.\n" : "",
            looked is null ? "" : DifferenceMarkdown.Of(looked.Difference),
        };
        await reports.CommentAsync(new CommentReport(preview.Number, ReportText.Bound(string.Join('\n', parts.Where(part => part.Length > 0)), ReportText.MostComment)), cancellation);
    }

    /// <summary>How the preview differs from what it is compared with, and what its queries are worth; null where that cannot be told.</summary>
    private async Task<Looked?> LookAsync(Preview preview, CancellationToken cancellation)
    {
        try
        {
            var (known, loaded) = await previews.LoadAsync(preview, cancellation);
            return new Looked(loaded.Revisions.Difference, await lint.GetAsync(known, loaded, cancellation), loaded.NeedsApproval(known));
        }
        catch (PreviewFailure)
        {
            return null;
        }
    }

    /// <summary>Bitbucket Cloud offers no reference for what comes from a fork: its author is told that nobody has looked.</summary>
    private async Task<DeliveryOutcome> UncheckedAsync(PullRequestEvent told, CancellationToken cancellation)
    {
        // A commit of this repository has a status of its own.
        if (told.HeadSha is { Length: >= 12 and <= 40 } sha && sha.All(char.IsAsciiHexDigitLower) && repository.Resolve(sha) is null)
        {
            var summary = "Not looked at: the forge offers no reference for pull requests from forks.";
            await reports.StatusAsync(new StatusReport(sha, CommitVerdict.Unchecked, summary) { Link = address.Value.Link("/catalog") }, cancellation);
        }
        return new DeliveryOutcome(true, $"Pull request {told.Number} comes from a fork, for which the forge offers no reference.");
    }

    private sealed record Looked(RevisionDifference Difference, LintReport? Lint, bool NeedsApproval);
}
