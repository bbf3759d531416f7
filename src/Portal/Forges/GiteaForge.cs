using System.Text.Json;
using Portal.Webhooks.Payloads;

namespace Portal.Forges;

/// <summary>Gitea and Forgejo: commit statuses, and comments on pull requests, which are issues to them.</summary>
internal sealed class GiteaForge(ForgeHttp http, ForgeOptions options) : CommentingForge(options)
{
    private string Repository => $"repos/{string.Join('/', Options.Repository.Split('/').Select(Uri.EscapeDataString))}";

    /// <inheritdoc/>
    public override async Task TellAsync(StatusReport report, bool again, CancellationToken cancellation)
    {
        var state = report.Verdict switch { CommitVerdict.Success => "success", CommitVerdict.Failure => "failure", _ => "warning" };
        var path = $"{Repository}/statuses/{report.Revision}";
        if (again && await http.SendAsync(HttpMethod.Get, $"{path}?sort=recentupdate&limit=50", null, cancellation) is { ValueKind: JsonValueKind.Array } statuses
            && statuses.EnumerateArray().FirstOrDefault(status => status.Text("context") == Options.Context) is { ValueKind: JsonValueKind.Object } last
            && last.Text("status") == state && last.Text("description") == report.Summary)
        {
            return;
        }
        await http.SendAsync(HttpMethod.Post, path, new { state, context = Options.Context, description = report.Summary, target_url = report.Link ?? "" }, cancellation);
    }

    /// <inheritdoc/>
    // All come at once.
    protected override async Task<(string? Id, long? Next)> LookAsync(int number, long from, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Get, Comments(number), null, cancellation)) is { ValueKind: JsonValueKind.Array } comments
            ? (comments.EnumerateArray().FirstOrDefault(comment => comment.Starts(Marker, "body")).Id(), null)
            : (null, null);

    /// <inheritdoc/>
    protected override async Task<string?> CreateAsync(int number, string text, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Post, Comments(number), new { body = text }, cancellation)).Id();

    /// <inheritdoc/>
    protected override Task UpdateAsync(int number, string id, string text, CancellationToken cancellation) =>
        http.SendAsync(HttpMethod.Patch, $"{Repository}/issues/comments/{id}", new { body = text }, cancellation);

    private string Comments(int number) => $"{Repository}/issues/{number}/comments";
}
