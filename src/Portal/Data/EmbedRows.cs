namespace Portal.Data;

/// <summary>A key of the portal that signs a tenant's embeds, or the mark that a key of the tenant's file is revoked.</summary>
internal sealed class EmbedKeyRow
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The key's id.</summary>
    public required string Id { get; set; }

    /// <summary>The secret, encrypted; empty for a mark.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>An embed that the portal issued, or that a host signed and that was seen.</summary>
internal sealed class EmbedRow
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The token's id.</summary>
    public required string Id { get; set; }

    /// <summary>The key that signed it.</summary>
    public required string Key { get; set; }

    /// <summary>Whether the host signed it.</summary>
    public bool ByHost { get; set; }

    /// <summary>What it shows, to be read.</summary>
    public required string Title { get; set; }

    /// <summary>Who issued it.</summary>
    public required string Person { get; set; }

    /// <summary>What it allows: the payload.</summary>
    public required string Claims { get; set; }

    /// <summary>When it was issued, or first seen.</summary>
    public DateTimeOffset IssuedAt { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A dashboard, or a panel of one, with its data as they were.</summary>
internal sealed class SnapshotRow
{
    /// <summary>A random id.</summary>
    public required string Id { get; set; }

    /// <summary>Whose it is.</summary>
    public required string Tenant { get; set; }

    /// <summary>How it is laid out, as JSON, compressed.</summary>
    public required byte[] Layout { get; set; }

    /// <summary>When the data was as it is kept.</summary>
    public DateTimeOffset TakenAt { get; set; }

    /// <summary>When it is forgotten.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A panel of a snapshot.</summary>
internal sealed class SnapshotPanelRow
{
    /// <summary>The snapshot.</summary>
    public required string Snapshot { get; set; }

    /// <summary>The panel's id.</summary>
    public required string Panel { get; set; }

    /// <summary>Its data as JSON, compressed.</summary>
    public required byte[] Data { get; set; }
}
