using Portal.Core.Tenancy;

namespace Portal.Embedding;

/// <summary>A dashboard, or a panel of one, with its data frozen at a moment.</summary>
internal sealed record Snapshot
{
    /// <summary>A random id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The <see cref="EmbedLayout"/> as JSON, compressed.</summary>
    public required byte[] Layout { get; init; }

    /// <summary>The data of each panel as JSON, compressed.</summary>
    public required IReadOnlyDictionary<string, byte[]> Panels { get; init; }

    /// <summary>When the data was so.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>When it is forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
