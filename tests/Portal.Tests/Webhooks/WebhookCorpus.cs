using System.Text.Json;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

/// <summary>A payload as a forge sends it.</summary>
/// <param name="File">Which.</param>
/// <param name="Forge">Whose endpoint it goes to.</param>
/// <param name="Headers">Name the event.</param>
/// <param name="Body">Byte for byte.</param>
internal sealed record SamplePayload(string File, WebhookForge Forge, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>The samples of payloads and signatures, where there are any.</summary>
internal static class WebhookCorpus
{
    /// <summary>The folder, or the end of the test where there is none.</summary>
    public static string Folder()
    {
        var corpora = Environment.GetEnvironmentVariable("PORTAL_CORPORA");
        Assert.SkipWhen(string.IsNullOrEmpty(corpora), "PORTAL_CORPORA is not set.");
        return corpora!;
    }

    public static IEnumerable<SamplePayload> Payloads()
    {
        var folder = Folder();
        foreach (var line in File.ReadLines(Path.Combine(folder, "webhooks", "manifest.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var file = row.RootElement.GetProperty("file").GetString()!;
            var forge = row.RootElement.GetProperty("forge").GetString()!;
            var name = Path.GetFileNameWithoutExtension(file).Split("__")[1];
            var body = File.ReadAllBytes(Path.Combine(folder, file));
            var headers = row.RootElement.TryGetProperty("event_header", out var given) && given.ValueKind == JsonValueKind.Object
                ? given.EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!)
                : Header(forge, name);
            yield return new SamplePayload(file, Endpoint(forge), headers, body);
        }
    }

    private static WebhookForge Endpoint(string forge) => forge switch
    {
        "github" => WebhookForge.GitHub,
        "gitlab" => WebhookForge.GitLab,
        "gitea" or "gogs" => WebhookForge.Gitea,
        "bitbucket" or "bitbucket-server" => WebhookForge.Bitbucket,
        _ => WebhookForge.Generic,
    };

    // Many samples come without the header; their names tell what it was.
    private static Dictionary<string, string> Header(string forge, string name) => forge switch
    {
        "github" => new() { ["X-GitHub-Event"] = name.Contains("ping", StringComparison.Ordinal) ? "ping" : "push" },
        "gitea" or "gogs" => new() { [forge == "gogs" ? "X-Gogs-Event" : "X-Gitea-Event"] = name switch
        {
            "push-event" or "gogs-event" => "push",
            _ when name.StartsWith("pull_request_comment", StringComparison.Ordinal) => "issue_comment",
            _ when name.StartsWith("pull_request", StringComparison.Ordinal) || name.StartsWith("pull-request", StringComparison.Ordinal) => "pull_request",
            _ => name.Replace("-event", "").Replace('-', '_'),
        } },
        "gitlab" => new() { ["X-Gitlab-Event"] = "System Hook" },
        "bitbucket" => new() { ["X-Event-Key"] = name switch
        {
            "pr_created" or "pull-request-created" => "pullrequest:created",
            "pr_updated" => "pullrequest:updated",
            "pr_fulfilled" => "pullrequest:fulfilled",
            "pr_comment_deleted" => "pullrequest:comment_deleted",
            _ => "repo:push",
        } },
        "bitbucket-server" => new() { ["X-Event-Key"] = name switch
        {
            _ when name.StartsWith("push", StringComparison.Ordinal) || name is "repo-refs-changed" or "bitbucket-server-event" => "repo:refs_changed",
            "pr_modified_toref" => "pr:modified",
            _ when name.Contains("merged", StringComparison.Ordinal) => "pr:merged",
            _ when name.Contains("declined", StringComparison.Ordinal) => "pr:declined",
            "pr-opened" => "pr:opened",
            "pr_from_ref_updated" => "pr:from_ref_updated",
            "pr_deleted" => "pr:deleted",
            _ => name.Replace("repo-", "repo:").Replace("pr-", "pr:"),
        } },
        _ => [],
    };
}
