using Portal.Webhooks;

namespace Portal.Data;

/// <summary>A delivery of a forge that asks for something. Its body is not kept.</summary>
internal sealed class DeliveryRow
{
    /// <summary>The row's number; later deliveries have greater ones.</summary>
    public long Id { get; set; }

    /// <summary>Whose endpoint it was sent to.</summary>
    public WebhookForge Forge { get; set; }

    /// <summary>The sender's id of it.</summary>
    public required string DeliveryId { get; set; }

    /// <summary>The repository that it is about; empty where it is not told. Deliveries of one repository are worked off in order.</summary>
    public required string Repository { get; set; }

    /// <summary>What it asks for, as JSON.</summary>
    public required string Event { get; set; }

    /// <summary>When it was first received.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>How far it has come.</summary>
    public DeliveryState State { get; set; }

    /// <summary>How often it was tried since it was last queued.</summary>
    public int Attempts { get; set; }

    /// <summary>When it may be tried. While it is worked off: when whoever does so is taken for dead.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Which worker has it; null where it waits.</summary>
    public string? Worker { get; set; }

    /// <summary>Whether it was sent again once; it is not worked off a third time for that.</summary>
    public bool Repeated { get; set; }

    /// <summary>What came of it so far.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>When it was done or given up; null before.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}
