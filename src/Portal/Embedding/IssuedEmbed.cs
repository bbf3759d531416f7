using Portal.Core.Tenancy;

namespace Portal.Embedding;

/// <summary>An embed as lists show it. The token itself is not kept.</summary>
internal sealed record IssuedEmbed
{
    /// <summary>The token's id, its <c>jti</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The key that signed it.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the host signed it, with a key of the tenant's file.</summary>
    public bool ByHost { get; init; }

    /// <summary>What it shows, to be read.</summary>
    public required string Title { get; init; }

    /// <summary>Who issued it: a person's id; the host's subject, or empty, where the host signed it.</summary>
    public required string Person { get; init; }

    /// <summary>What it allows.</summary>
    public required EmbedClaims Claims { get; init; }

    /// <summary>When it was issued, or first seen.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A key of the portal that signs embeds of a tenant, without its secret; or the mark that a key of the tenant's file is revoked.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="Secret">The secret, protected; empty for a mark.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
internal sealed record StoredEmbedKey(string Id, byte[] Secret, DateTimeOffset MadeAt, DateTimeOffset? RevokedAt);

/// <summary>A key that signs a tenant's embeds, as lists show it.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="InFile">Whether the tenant's file has it, for hosts.</param>
/// <param name="MadeAt">When the portal made it; null for one of the file.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
internal sealed record ListedEmbedKey(string Id, bool InFile, DateTimeOffset? MadeAt, DateTimeOffset? RevokedAt);
