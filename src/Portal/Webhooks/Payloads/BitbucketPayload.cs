using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>Deliveries of Bitbucket Cloud (<c>repo:push</c>, <c>pullrequest:…</c>) and Bitbucket Data Center (<c>repo:refs_changed</c>, <c>pr:…</c>).</summary>
internal static class BitbucketPayload
{
    /// <summary>Reads one; null where something is missing that such an event has.</summary>
    public static WebhookEvent? Read(string? name, JsonElement payload) => name switch
    {
        null => null,
        "diagnostics:ping" => new WebhookEvent(WebhookAsk.Ping, name),
        "repo:push" => Pushed(name, payload.Text("repository", "full_name"), payload.At("push", "changes"), change =>
            Change(change, "new") ?? Change(change, "old")),
        "repo:refs_changed" => Pushed(name, Slug(payload.At("repository")), payload.At("changes"), change => change.Text("ref", "id")),
        "pullrequest:created" => Cloud(name, payload, PullRequestChange.Opened),
        "pullrequest:updated" => Cloud(name, payload, PullRequestChange.Updated),
        "pullrequest:fulfilled" => Cloud(name, payload, PullRequestChange.Merged),
        "pullrequest:rejected" => Cloud(name, payload, PullRequestChange.Closed),
        "pr:opened" or "pr:reopened" => DataCenter(name, payload, PullRequestChange.Opened),
        "pr:from_ref_updated" or "pr:modified" => DataCenter(name, payload, PullRequestChange.Updated),
        "pr:merged" => DataCenter(name, payload, PullRequestChange.Merged),
        "pr:declined" or "pr:deleted" => DataCenter(name, payload, PullRequestChange.Closed),
        _ => new WebhookEvent(WebhookAsk.Nothing, name) { Repository = payload.Text("repository", "full_name") ?? Slug(payload.At("repository")) ?? "" },
    };

    private static WebhookEvent? Pushed(string name, string? repository, JsonElement? changes, Func<JsonElement, string?> pushed)
    {
        if (repository is null || changes is not { ValueKind: JsonValueKind.Array } all)
        {
            return null;
        }
        return new WebhookEvent(WebhookAsk.Fetch, name) { Repository = repository, Ref = all.GetArrayLength() == 1 ? pushed(all[0]) : null };
    }

    private static string? Change(JsonElement change, string side) => change.Text(side, "name") is { } name
        ? $"refs/{(change.Text(side, "type") is "tag" or "annotated_tag" ? "tags" : "heads")}/{name}"
        : null;

    private static WebhookEvent? Cloud(string name, JsonElement payload, PullRequestChange change)
    {
        if (payload.Text("repository", "full_name") is not { } repository || payload.At("pullrequest") is not { } request || request.PullRequestNumber("id") is not { } number)
        {
            return null;
        }
        var head = request.Text("source", "repository", "full_name");
        var fork = !string.Equals(head, repository, StringComparison.OrdinalIgnoreCase);
        return new WebhookEvent(WebhookAsk.Fetch, name)
        {
            Repository = repository,
            PullRequest = new PullRequestEvent(change, number)
            {
                Title = request.Text("title") ?? "",
                Author = request.Text("author", "nickname") ?? request.Text("author", "display_name"),
                HeadSha = request.Text("source", "commit", "hash"),
                HeadBranch = request.Text("source", "branch", "name") ?? "",
                HeadRepository = head,
                Ref = !fork && request.Text("source", "branch", "name") is { } branch ? $"refs/heads/{branch}" : null,
                BaseBranch = request.Text("destination", "branch", "name") ?? "",
                IsFork = fork,
            },
        };
    }

    private static WebhookEvent? DataCenter(string name, JsonElement payload, PullRequestChange change)
    {
        if (payload.At("pullRequest") is not { } request || request.PullRequestNumber("id") is not { } number || Slug(request.At("toRef", "repository")) is not { } repository)
        {
            return null;
        }
        var head = Slug(request.At("fromRef", "repository"));
        return new WebhookEvent(WebhookAsk.Fetch, name)
        {
            Repository = repository,
            PullRequest = new PullRequestEvent(change, number)
            {
                Title = request.Text("title") ?? "",
                Author = request.Text("author", "user", "name"),
                HeadSha = request.Text("fromRef", "latestCommit"),
                HeadBranch = request.Text("fromRef", "displayId") ?? "",
                HeadRepository = head,
                Ref = $"refs/pull-requests/{number}/from",
                BaseBranch = request.Text("toRef", "displayId") ?? "",
                IsFork = !string.Equals(head, repository, StringComparison.OrdinalIgnoreCase),
            },
        };
    }

    private static string? Slug(JsonElement? repository) =>
        repository?.Text("project", "key") is { } project && repository.Value.Text("slug") is { } slug ? $"{project}/{slug}" : null;
}
