using System.Globalization;
using Octokit;
using Portal.Core.Diagnostics;
using Portal.Git;

namespace Portal.Forges;

/// <summary>GitHub: as an App check runs with marks on the lines, with a token statuses; comments on pull requests, which are issues to it.</summary>
internal sealed class GitHubForge(GitHubApp app, ForgeOptions options, ContentRepository content, TimeProvider time) : CommentingForge(options)
{
    /// <inheritdoc/>
    public override Task TellAsync(StatusReport report, bool again, CancellationToken cancellation) => AskAsync(
        (client, owner, name) => app.IsApp ? CheckAsync(client, owner, name, report, again) : StatusAsync(client, owner, name, report, again), cancellation);

    /// <inheritdoc/>
    protected override Task<(string? Id, long? Next)> LookAsync(int number, long page, CancellationToken cancellation) => AskAsync(
        async (client, owner, name) =>
        {
            var comments = await client.Issue.Comment.GetAllForIssue(owner, name, number, new ApiOptions { StartPage = (int)page + 1, PageSize = PageSize, PageCount = 1 });
            var found = comments.FirstOrDefault(comment => comment.Body?.StartsWith(Marker, StringComparison.Ordinal) == true)?.Id.ToString(CultureInfo.InvariantCulture);
            return (found, NextPage(comments.Count, page));
        }, cancellation);

    /// <inheritdoc/>
    protected override Task<string?> CreateAsync(int number, string text, CancellationToken cancellation) => AskAsync(
        async (client, owner, name) => (string?)(await client.Issue.Comment.Create(owner, name, number, text)).Id.ToString(CultureInfo.InvariantCulture), cancellation);

    /// <inheritdoc/>
    protected override Task UpdateAsync(int number, string id, string text, CancellationToken cancellation) => AskAsync(
        (client, owner, name) => client.Issue.Comment.Update(owner, name, long.Parse(id, CultureInfo.InvariantCulture), text), cancellation);

    private async Task<string?> StatusAsync(GitHubClient client, string owner, string name, StatusReport report, bool again)
    {
        var state = report.Verdict switch { CommitVerdict.Success => CommitState.Success, CommitVerdict.Failure => CommitState.Failure, _ => CommitState.Pending };
        if (again)
        {
            // The newest first.
            var last = (await client.Repository.Status.GetAll(owner, name, report.Revision, new ApiOptions { PageSize = PageSize, PageCount = 1 })).FirstOrDefault(status => status.Context == Options.Context);
            if (last?.State.Value == state && last.Description == report.Summary)
            {
                return null;
            }
        }
        await client.Repository.Status.Create(owner, name, report.Revision, new NewCommitStatus { State = state, Context = Options.Context, Description = report.Summary, TargetUrl = report.Link });
        return null;
    }

    // A run that is changed keeps the marks that it has, so each state is a run of its own: GitHub shows the newest of a name.
    private async Task<string?> CheckAsync(GitHubClient client, string owner, string name, StatusReport report, bool again)
    {
        var state = report.State();
        if (again && (await client.Check.Run.GetAllForReference(owner, name, report.Revision, new CheckRunRequest { CheckName = Options.Context }))
            .CheckRuns.Any(run => run.App?.Id == Options.AppId && run.ExternalId == state))
        {
            return null;
        }
        await client.Check.Run.Create(owner, name, new NewCheckRun(Options.Context, report.Revision)
        {
            ExternalId = state,
            Status = CheckStatus.Completed,
            Conclusion = report.Verdict switch { CommitVerdict.Success => CheckConclusion.Success, CommitVerdict.Failure => CheckConclusion.Failure, _ => CheckConclusion.Neutral },
            CompletedAt = time.GetUtcNow(),
            DetailsUrl = report.Link,
            Output = new NewCheckRunOutput(report.Summary, report.Details.Length > 0 ? report.Details : report.Summary) { Annotations = [.. report.Diagnostics.Select(Annotation)] },
        });
        return null;
    }

    private NewCheckRunAnnotation Annotation(Diagnostic diagnostic)
    {
        var line = Math.Max(1, diagnostic.Location.Line);
        var level = diagnostic.Severity == Severity.Error ? CheckAnnotationLevel.Failure : CheckAnnotationLevel.Warning;
        var text = $"{diagnostic.Message}{(diagnostic.Remedy is null ? "" : $"\n{diagnostic.Remedy}")}{(diagnostic.Binding is null ? "" : $"\n{diagnostic.Binding}")}";
        return new NewCheckRunAnnotation(content.Prefix + diagnostic.Location.File, line, line, level, text) { Title = diagnostic.Code };
    }

    private async Task<T> AskAsync<T>(Func<GitHubClient, string, string, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            var client = await app.OpenAsync(cancellation);
            var (owner, name) = app.Repository();
            return await ask(client, owner, name).WaitAsync(cancellation);
        }
        catch (ApiException e)
        {
            if (e is AuthorizationException)
            {
                app.Forget();
            }
            var headers = e.HttpResponse?.Headers;
            throw new ForgeException($"GitHub answered {(int)e.StatusCode}: {ReportText.Shorten(e.Message, 200)}", e)
            {
                Status = (int)e.StatusCode,
                RetryAfter = e switch
                {
                    RateLimitExceededException limit => RetryAfter.Bound(limit.Reset - time.GetUtcNow()),
                    AbuseException { RetryAfterSeconds: { } seconds } => RetryAfter.Bound(TimeSpan.FromSeconds(seconds)),
                    // As GitHub asks for where it says no more.
                    AbuseException or SecondaryRateLimitExceededException => TimeSpan.FromMinutes(1),
                    _ => RetryAfter.Of(name => headers?.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value, time.GetUtcNow()),
                },
            };
        }
    }
}
