using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Embedding;

/// <summary>Signs embed tokens, and tells which hold.</summary>
/// <param name="catalog">Knows tenants and the keys of their files.</param>
/// <param name="keys">The keys.</param>
/// <param name="store">Knows what was issued and what is revoked.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedTokens(ICatalog catalog, EmbedKeys keys, EmbedStore store, TimeProvider time)
{
    private const long SkewSeconds = 60;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = CompactToken.MaxLength, SetDefaultTimesOnTokenCreation = false };

    /// <summary>Signs with the tenant's present key.</summary>
    public async Task<(string Token, string KeyId)> SignAsync(EmbedClaims claims, CancellationToken cancellation)
    {
        var key = await keys.SigningAsync(new TenantId(claims.Tenant), cancellation);
        return (_handler.CreateToken(claims.Write(), new SigningCredentials(key, SecurityAlgorithms.HmacSha256)), key.KeyId);
    }

    /// <summary>What the token allows; null where it does not hold, whatever the reason.</summary>
    public async Task<EmbedGrant?> OpenAsync(string? token, CancellationToken cancellation)
    {
        if (CompactToken.Read(token) is not { } read || catalog.Live?.Tenants.GetValueOrDefault(new TenantId(read.Claims.Tenant)) is not { } tenant
            || await keys.FindAsync(tenant, read.KeyId, cancellation) is not { } check || read.Algorithm != check.Algorithm || !await IsSignedAsync(token!, check) || !IsInTime(read.Claims))
        {
            return null;
        }
        var grant = check.Host is null ? EmbedGrant.Own(read.Claims, read.KeyId) : EmbedGrant.OfHost(read.Claims, check.Host);
        return grant is not null && await IsGoodAsync(grant, cancellation) ? grant : null;
    }

    // The key was chosen by tenant and id, and says which algorithm: the token has no say in either.
    private async Task<bool> IsSignedAsync(string token, EmbedCheck check) => (await _handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        IssuerSigningKey = check.Key,
        ValidAlgorithms = [check.Algorithm],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        TryAllIssuerSigningKeys = false,
        ValidAudience = EmbedClaims.ForPortal,
        ValidateIssuer = false,
        ValidateLifetime = false,
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    })).IsValid;

    private bool IsInTime(EmbedClaims claims)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return claims.Exp > now && claims.Iat <= now + SkewSeconds && claims.Exp > claims.Iat && (claims.Nbf is not { } begins || begins <= now + SkewSeconds);
    }

    private async Task<bool> IsGoodAsync(EmbedGrant grant, CancellationToken cancellation)
    {
        var known = await store.FindAsync(grant.Tenant, grant.Claims.Jti, cancellation);
        if (known is null)
        {
            if (!grant.ByHost)
            {
                return false;
            }
            await store.SeenAsync(grant, time.GetUtcNow(), cancellation);
            return true;
        }
        if (known.RevokedAt is not null || known.ByHost != grant.ByHost || known.Key != grant.KeyId)
        {
            return false;
        }
        if (known.UsedAt is not { } used || time.GetUtcNow() - used >= TimeSpan.FromMinutes(1))
        {
            await store.UsedAsync(grant.Tenant, grant.Claims.Jti, time.GetUtcNow(), cancellation);
        }
        return true;
    }
}
