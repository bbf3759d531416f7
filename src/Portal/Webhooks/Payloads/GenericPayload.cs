using System.Text.Json;

namespace Portal.Webhooks.Payloads;

/// <summary>A delivery of whatever signs requests: an object that may name <c>repository</c> and <c>ref</c>, or be empty.</summary>
internal static class GenericPayload
{
    /// <summary>Reads one; every object asks to look at the repository.</summary>
    public static WebhookEvent Read(JsonElement payload) => new(WebhookAsk.Fetch, "push")
    {
        Repository = payload.Text("repository") ?? "",
        Ref = payload.Text("ref"),
    };
}
