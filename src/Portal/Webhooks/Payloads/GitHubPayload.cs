using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>Deliveries of GitHub, and of Gitea, Forgejo and Gogs, which follow it.</summary>
internal static class GitHubPayload
{
    /// <summary>Reads one; null where something is missing that such an event has.</summary>
    public static WebhookEvent? Read(string? name, JsonElement payload) => name switch
    {
        null => null,
        "ping" => new WebhookEvent(WebhookAsk.Ping, name),
        "push" => Repository(payload) is { } repository && payload.Text("ref") is { } pushed
            ? new WebhookEvent(WebhookAsk.Fetch, name) { Repository = repository, Ref = pushed }
            : null,
        "pull_request" or "pull_request_sync" => PullRequest(name, payload),
        _ => new WebhookEvent(WebhookAsk.Nothing, name) { Repository = Repository(payload) ?? "" },
    };

    private static WebhookEvent? PullRequest(string name, JsonElement payload)
    {
        if (Repository(payload) is not { } repository || payload.Text("action") is not { } action)
        {
            return null;
        }
        var full = $"{name}.{action}";
        // Old versions of Gitea send comments under this name, with an issue in them.
        if (payload.At("pull_request") is not { } request || (payload.PullRequestNumber("number") ?? request.PullRequestNumber("number")) is not { } number)
        {
            return new WebhookEvent(WebhookAsk.Nothing, full) { Repository = repository };
        }
        PullRequestChange? change = action switch
        {
            "opened" or "reopened" => PullRequestChange.Opened,
            // Gitea says 'synchronized'. A draft's report is as welcome as any.
            "synchronize" or "synchronized" or "edited" or "ready_for_review" or "converted_to_draft" => PullRequestChange.Updated,
            "closed" => request.IsTrue("merged") ? PullRequestChange.Merged : PullRequestChange.Closed,
            _ => null,
        };
        if (change is null)
        {
            return new WebhookEvent(WebhookAsk.Nothing, full) { Repository = repository };
        }
        // Gogs has the branches beside each other.
        var head = request.Text("head", "repo", "full_name") ?? request.Text("head_repo", "full_name");
        return new WebhookEvent(WebhookAsk.Fetch, full)
        {
            Repository = repository,
            PullRequest = new PullRequestEvent(change.Value, number)
            {
                Title = request.Text("title") ?? "",
                Author = request.Text("user", "login"),
                HeadSha = request.Text("head", "sha"),
                HeadBranch = request.Text("head", "ref") ?? request.Text("head_branch") ?? "",
                HeadRepository = head,
                Ref = $"refs/pull/{number}/head",
                BaseBranch = request.Text("base", "ref") ?? request.Text("base_branch") ?? "",
                IsFork = !string.Equals(head, repository, StringComparison.OrdinalIgnoreCase),
            },
        };
    }

    private static string? Repository(JsonElement payload) => payload.Text("repository", "full_name");
}
