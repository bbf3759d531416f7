using System.Text.Json;
using Portal.Webhooks.Payloads;

namespace Portal.Forges;

/// <summary>Bitbucket Data Center: builds of commits, which are known by their key, and comments on pull requests, which carry a version.</summary>
internal sealed class BitbucketDataCenterForge(ForgeHttp http, ForgeOptions options) : CommentingForge(options)
{
    private string Repository => Options.Repository.Split('/') is [var project, var slug] ? $"api/latest/projects/{Uri.EscapeDataString(project)}/repos/{Uri.EscapeDataString(slug)}" : "";

    /// <inheritdoc/>
    public override async Task TellAsync(StatusReport report, bool again, CancellationToken cancellation)
    {
        var state = report.Verdict switch { CommitVerdict.Success => "SUCCESSFUL", CommitVerdict.Failure => "FAILED", _ => "UNKNOWN" };
        await http.SendAsync(
            HttpMethod.Post, $"{Repository}/commits/{report.Revision}/builds",
            new { key = Options.Context, state, name = Options.Context, description = report.Summary, url = report.Link }, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task<(string? Id, long? Next)> LookAsync(int number, long from, CancellationToken cancellation)
    {
        var page = await http.SendAsync(HttpMethod.Get, $"{PullRequest(number)}/activities?limit={PageSize}&start={from}", null, cancellation);
        var found = page.At("values") is { ValueKind: JsonValueKind.Array } activities
            ? activities.EnumerateArray().Where(activity => activity.Text("action") == "COMMENTED" && activity.Starts(Marker, "comment", "text")).Select(activity => activity.At("comment")?.Id()).FirstOrDefault()
            : null;
        return (found, page.IsTrue("isLastPage") ? null : page.Number("nextPageStart"));
    }

    /// <inheritdoc/>
    protected override async Task<string?> CreateAsync(int number, string text, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Post, $"{PullRequest(number)}/comments", new { text }, cancellation)).Id();

    /// <inheritdoc/>
    protected override async Task UpdateAsync(int number, string id, string text, CancellationToken cancellation)
    {
        var path = $"{PullRequest(number)}/comments/{id}";
        var version = (await http.SendAsync(HttpMethod.Get, path, null, cancellation)).Number("version") ?? 0;
        await http.SendAsync(HttpMethod.Put, path, new { text, version }, cancellation);
    }

    private string PullRequest(int number) => $"{Repository}/pull-requests/{number}";
}
