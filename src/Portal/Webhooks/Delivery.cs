namespace Portal.Webhooks;

/// <summary>How far a delivery has come.</summary>
internal enum DeliveryState
{
    /// <summary>It waits for its turn, or for its next try.</summary>
    Waiting,
    /// <summary>It is worked off.</summary>
    Working,
    /// <summary>It is done.</summary>
    Done,
    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>A delivery whose signature was right and that asks for something. Its body is not kept.</summary>
/// <param name="Id">The portal's own number; later ones are greater.</param>
/// <param name="Forge">Whose endpoint it was sent to.</param>
/// <param name="Event">What it is.</param>
/// <param name="ReceivedAt">When it was first received.</param>
internal sealed record Delivery(long Id, WebhookForge Forge, WebhookEvent Event, DateTimeOffset ReceivedAt)
{
    /// <summary>How far it has come.</summary>
    public DeliveryState State { get; init; }

    /// <summary>What came of it so far; empty at first.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was done or given up; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A delivery that was refused: forged, malformed or too large. It is remembered in memory alone, so that strangers write nothing into the database.</summary>
/// <param name="Forge">Whose endpoint it was sent to.</param>
/// <param name="At">When.</param>
/// <param name="Why">For those who run the portal; the sender is not told.</param>
internal sealed record RefusedDelivery(WebhookForge Forge, DateTimeOffset At, string Why);
