using Portal.Core.Tenancy;

namespace Portal.Embedding;

/// <summary>What a token that holds allows: its claims, narrowed by the key that signed it.</summary>
/// <param name="Claims">What it says.</param>
/// <param name="KeyId">The key.</param>
/// <param name="ByHost">Whether a key of the tenant's file signed it, instead of the portal's own.</param>
/// <param name="Origins">The origins whose pages may frame it, normalized.</param>
/// <param name="Role">The role that data is shown for; never more than a viewer. Whoever masks asks this.</param>
internal sealed record EmbedGrant(EmbedClaims Claims, string KeyId, bool ByHost, IReadOnlyList<string> Origins, Role Role)
{
    /// <summary>The tenant.</summary>
    public TenantId Tenant => new(Claims.Tenant);

    /// <summary>Whose data is shown.</summary>
    public Scope Scope => new(Tenant, Claims.Environment);

    /// <summary>
    /// The grant of claims that a key of the portal itself has signed; null where they make no sense. The portal signs only what the issuer may allow.
    /// </summary>
    public static EmbedGrant? Own(EmbedClaims claims, string keyId) =>
        claims.Origins is { } asked && ReadOrigins(asked) is { } origins && Roles.Parse(claims.Role) is { } role and (Role.Viewer or Role.Support)
            ? new EmbedGrant(claims, keyId, ByHost: false, origins, role) : null;

    /// <summary>The grant of claims that a host has signed; null where they go beyond the key.</summary>
    public static EmbedGrant? OfHost(EmbedClaims claims, EmbedKey key)
    {
        var origins = claims.Origins is null ? key.Origins : ReadOrigins(claims.Origins);
        var role = claims.Role is null ? key.Role : Roles.Parse(claims.Role);
        return origins is not null && origins.All(key.Origins.Contains)
            && role is (Role.Viewer or Role.Support) && role <= key.Role
            && key.Dashboards.Any(pattern => ServiceNames.Matches(pattern, claims.Dashboard.Replace('~', '/')))
            && key.Environments?.Contains(claims.Environment) != false
            && claims.Exp - claims.Iat <= (long)key.Lifetime.TotalSeconds
            // The portal alone holds snapshots, and says who sees them.
            && claims.Snapshot is null
            ? new EmbedGrant(claims, key.Id, ByHost: true, origins, role.Value) : null;
    }

    private static IReadOnlyList<string>? ReadOrigins(IReadOnlyList<string> asked)
    {
        var origins = asked.Select(WebOrigin.Normalize).ToList();
        return origins.Contains(null) ? null : [.. origins.OfType<string>().Distinct()];
    }
}
