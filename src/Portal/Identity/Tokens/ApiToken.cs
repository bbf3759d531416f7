using Portal.Core.Tenancy;

namespace Portal.Identity.Tokens;

/// <summary>A token for scripts, without its secret.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Person">Its maker's id.</param>
/// <param name="Tenant">The tenant that it is for; null for all that its maker may see.</param>
/// <param name="Right">The most that it may do.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record ApiToken(string Id, string Name, string Person, TenantId? Tenant, Right Right, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt)
{
    /// <summary>When it was last used, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>From where; null for never.</summary>
    public string? UsedFrom { get; init; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
