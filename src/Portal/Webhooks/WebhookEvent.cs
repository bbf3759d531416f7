namespace Portal.Webhooks;

/// <summary>What a delivery asks for.</summary>
internal enum WebhookAsk
{
    /// <summary>Nothing that the portal does.</summary>
    Nothing,
    /// <summary>An answer, to show that the endpoint is there.</summary>
    Ping,
    /// <summary>To look at the repository.</summary>
    Fetch,
}

/// <summary>A delivery, read. All texts are bounded and hold no control characters.</summary>
/// <param name="Ask">What it asks for.</param>
/// <param name="Name">The event as the forge calls it; at most 60 characters.</param>
internal sealed record WebhookEvent(WebhookAsk Ask, string Name)
{
    /// <summary>The repository, such as <c>owner/name</c>; empty where it is not told.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The branch or tag that was pushed, as a full ref; null where none or several were.</summary>
    public string? Ref { get; init; }

    /// <summary>The pull request; null where it is about none.</summary>
    public PullRequestEvent? PullRequest { get; init; }
}
