using System.Text.Json;
using Portal.Webhooks.Payloads;

namespace Portal.Forges;

/// <summary>Bitbucket Cloud: build statuses, which are known by their key, and comments on pull requests.</summary>
internal sealed class BitbucketCloudForge(ForgeHttp http, ForgeOptions options) : CommentingForge(options)
{
    private string Repository => $"repositories/{string.Join('/', Options.Repository.Split('/').Select(Uri.EscapeDataString))}";

    /// <inheritdoc/>
    public override async Task TellAsync(StatusReport report, bool again, CancellationToken cancellation)
    {
        var state = report.Verdict switch { CommitVerdict.Success => "SUCCESSFUL", CommitVerdict.Failure => "FAILED", _ => "STOPPED" };
        await http.SendAsync(
            HttpMethod.Post, $"{Repository}/commit/{report.Revision}/statuses/build",
            new { key = Options.Context, state, name = Options.Context, description = report.Summary, url = report.Link }, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task<(string? Id, long? Next)> LookAsync(int number, long from, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Get, $"{Comments(number)}?pagelen={PageSize}&page={from + 1}", null, cancellation)).At("values") is { ValueKind: JsonValueKind.Array } comments
            ? (comments.EnumerateArray().FirstOrDefault(comment => comment.Starts(Marker, "content", "raw") && !comment.IsTrue("deleted")).Id(), NextPage(comments.GetArrayLength(), from))
            : (null, null);

    /// <inheritdoc/>
    protected override async Task<string?> CreateAsync(int number, string text, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Post, Comments(number), new { content = new { raw = text } }, cancellation)).Id();

    /// <inheritdoc/>
    protected override Task UpdateAsync(int number, string id, string text, CancellationToken cancellation) =>
        http.SendAsync(HttpMethod.Put, $"{Comments(number)}/{id}", new { content = new { raw = text } }, cancellation);

    private string Comments(int number) => $"{Repository}/pullrequests/{number}/comments";
}
