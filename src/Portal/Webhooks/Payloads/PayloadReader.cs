using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>Reads deliveries of all forges into the same words.</summary>
internal static class PayloadReader
{
    private const int MaxName = 60;

    /// <summary>Reads a payload.</summary>
    /// <param name="forge">Whose it is.</param>
    /// <param name="headers">Hold the event's name.</param>
    /// <param name="json">The payload.</param>
    /// <returns>Null where it is not what the forge sends for such an event.</returns>
    public static WebhookEvent? Read(WebhookForge forge, IHeaderDictionary headers, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var payload = document.RootElement;
            return payload.ValueKind != JsonValueKind.Object ? null : forge switch
            {
                WebhookForge.GitHub => GitHubPayload.Read(Name(headers["X-GitHub-Event"]), payload),
                WebhookForge.GitLab => GitLabPayload.Read(Name(headers["X-Gitlab-Event"]), payload),
                WebhookForge.Gitea => GitHubPayload.Read(Name(headers["X-Gitea-Event"]) ?? Name(headers["X-Forgejo-Event"]) ?? Name(headers["X-Gogs-Event"]), payload),
                WebhookForge.Bitbucket => BitbucketPayload.Read(Name(headers["X-Event-Key"]), payload),
                WebhookForge.Generic => GenericPayload.Read(payload),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A text with a half of a character in it.
            return null;
        }
    }

    private static string? Name(string? header) => header is null ? null : PayloadParts.Clean(header, MaxName);
}
