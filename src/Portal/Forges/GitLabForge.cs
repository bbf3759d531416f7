using System.Text.Json;

namespace Portal.Forges;

/// <summary>GitLab: commit statuses, and notes on merge requests.</summary>
internal sealed class GitLabForge(ForgeHttp http, ForgeOptions options) : CommentingForge(options)
{
    private string Project => $"projects/{Uri.EscapeDataString(Options.Repository)}";

    /// <inheritdoc/>
    public override async Task TellAsync(StatusReport report, bool again, CancellationToken cancellation)
    {
        var state = report.Verdict switch { CommitVerdict.Success => "success", CommitVerdict.Failure => "failed", _ => "canceled" };
        try
        {
            await http.SendAsync(HttpMethod.Post, $"{Project}/statuses/{report.Revision}", new { state, name = Options.Context, description = report.Summary, target_url = report.Link }, cancellation);
        }
        catch (ForgeException e) when (e.Status == 400 && e.Message.Contains("Cannot transition status", StringComparison.Ordinal))
        {
            // It has that status already: an earlier try reached it.
        }
    }

    /// <inheritdoc/>
    protected override async Task<(string? Id, long? Next)> LookAsync(int number, long from, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Get, $"{Notes(number)}?per_page={PageSize}&page={from + 1}&sort=asc&order_by=created_at", null, cancellation)) is { ValueKind: JsonValueKind.Array } notes
            ? (notes.EnumerateArray().FirstOrDefault(note => note.Starts(Marker, "body")).Id(), NextPage(notes.GetArrayLength(), from))
            : (null, null);

    /// <inheritdoc/>
    protected override async Task<string?> CreateAsync(int number, string text, CancellationToken cancellation) =>
        (await http.SendAsync(HttpMethod.Post, Notes(number), new { body = text }, cancellation)).Id();

    /// <inheritdoc/>
    protected override Task UpdateAsync(int number, string id, string text, CancellationToken cancellation) =>
        http.SendAsync(HttpMethod.Put, $"{Notes(number)}/{id}", new { body = text }, cancellation);

    private string Notes(int number) => $"{Project}/merge_requests/{number}/notes";
}
