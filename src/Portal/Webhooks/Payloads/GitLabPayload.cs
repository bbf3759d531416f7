using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>Deliveries of GitLab, of a project, a group or the whole instance.</summary>
internal static class GitLabPayload
{
    /// <summary>Reads one; null where something is missing that such an event has.</summary>
    public static WebhookEvent? Read(string? header, JsonElement payload)
    {
        // Hooks of the whole instance name the event in the body alone.
        var kind = payload.Text("object_kind") ?? payload.Text("event_name");
        var repository = payload.Text("project", "path_with_namespace");
        return kind switch
        {
            "push" or "tag_push" => repository is not null && payload.Text("ref") is { } pushed ? new WebhookEvent(WebhookAsk.Fetch, kind) { Repository = repository, Ref = pushed } : null,
            "repository_update" => new WebhookEvent(WebhookAsk.Nothing, kind) { Repository = repository ?? "" },
            "merge_request" => MergeRequest(payload),
            _ when (kind ?? header) is { } name => new WebhookEvent(WebhookAsk.Nothing, name) { Repository = repository ?? "" },
            _ => null,
        };
    }

    private static WebhookEvent? MergeRequest(JsonElement payload)
    {
        if (payload.At("object_attributes") is not { } request || request.PullRequestNumber("iid") is not { } number
            || (payload.Text("project", "path_with_namespace") ?? request.Text("target", "path_with_namespace")) is not { } repository)
        {
            return null;
        }
        var action = request.Text("action");
        PullRequestChange? change = (action ?? request.Text("state")) switch
        {
            "open" or "reopen" => PullRequestChange.Opened,
            "update" or "opened" => PullRequestChange.Updated,
            "close" or "closed" => PullRequestChange.Closed,
            "merge" or "merged" => PullRequestChange.Merged,
            _ => null,
        };
        var name = action is null ? "merge_request" : $"merge_request.{action}";
        if (change is null)
        {
            return new WebhookEvent(WebhookAsk.Nothing, name) { Repository = repository };
        }
        var head = request.Text("source", "path_with_namespace");
        var (from, to) = (request.Number("source_project_id"), request.Number("target_project_id"));
        return new WebhookEvent(WebhookAsk.Fetch, name)
        {
            Repository = repository,
            PullRequest = new PullRequestEvent(change.Value, number)
            {
                Title = request.Text("title") ?? "",
                // The author is told as a number; who acts is whoever opened it, when it is opened.
                Author = change == PullRequestChange.Opened ? payload.Text("user", "username") : null,
                HeadSha = request.Text("last_commit", "id"),
                HeadBranch = request.Text("source_branch") ?? "",
                HeadRepository = head,
                Ref = $"refs/merge-requests/{number}/head",
                BaseBranch = request.Text("target_branch") ?? "",
                IsFork = from is null || from != to,
            },
        };
    }
}
