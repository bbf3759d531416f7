using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Portal.Audit;
using Portal.Configuration;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Embedding;

/// <summary>A key to check a token with, and the one algorithm that it is for.</summary>
/// <param name="Key">The key.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Host">The entry of the tenant's file; null for a key of the portal.</param>
internal sealed record EmbedCheck(SecurityKey Key, string Algorithm, EmbedKey? Host);

/// <summary>The keys of a tenant: the portal's own in the database, encrypted, one after the other; and those of its file.</summary>
/// <param name="store">Where the portal's own are, and what is revoked.</param>
/// <param name="protection">Encrypts them.</param>
/// <param name="secrets">Gives shared secrets of hosts.</param>
/// <param name="options">How long a key signs.</param>
/// <param name="audit">Hears of keys that are made by themselves.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedKeys(EmbedStore store, IDataProtectionProvider protection, SecretStore secrets, IOptions<EmbedOptions> options, AuditLog audit, TimeProvider time) : IDisposable
{
    // No name of a file's key holds '_'.
    private const string OwnPrefix = "portal_";
    private const int SecretBytes = 32;

    private readonly SemaphoreSlim _making = new(1, 1);

    /// <summary>The key that signs now: the newest one, made where there is none or it is too old.</summary>
    public async Task<SymmetricSecurityKey> SigningAsync(TenantId tenant, CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            var newest = (await store.KeysAsync(tenant, cancellation)).Where(k => k.Secret.Length > 0 && k.RevokedAt is null).MaxBy(k => k.MadeAt);
            return newest is not null && time.GetUtcNow() - newest.MadeAt < options.Value.KeyLifetime && Open(tenant, newest) is { } key ? key : await RenewAsync(tenant, cancellation);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Makes a new key, which signs from now on. What others have signed stays good.</summary>
    public async Task<SymmetricSecurityKey> MakeAsync(TenantId tenant, CancellationToken cancellation)
    {
        var (id, secret) = (OwnPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), RandomNumberGenerator.GetBytes(SecretBytes));
        await store.AddKeyAsync(tenant, new StoredEmbedKey(id, Protector(tenant).Protect(secret), time.GetUtcNow(), null), cancellation);
        return new SymmetricSecurityKey(secret) { KeyId = id };
    }

    /// <summary>The key of that id; null where the tenant has none, or it is revoked.</summary>
    public async Task<EmbedCheck?> FindAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        if (id.Length > 100)
        {
            return null;
        }
        var stored = await store.KeyAsync(tenant.Id, id, cancellation);
        if (stored?.RevokedAt is not null)
        {
            return null;
        }
        return IsOwn(id)
            ? stored is not null && Open(tenant.Id, stored) is { } own ? new EmbedCheck(own, SecurityAlgorithms.HmacSha256, null) : null
            : tenant.EmbedKeys.FirstOrDefault(k => k.Id == id) is { } declared ? OfFile(tenant.Id, declared) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _making.Dispose();

    /// <summary>Whether it is one of the portal's own.</summary>
    public static bool IsOwn(string id) => id.StartsWith(OwnPrefix, StringComparison.Ordinal);

    private async Task<SymmetricSecurityKey> RenewAsync(TenantId tenant, CancellationToken cancellation)
    {
        var made = await MakeAsync(tenant, cancellation);
        audit.Add(AuditEvent.ByPortal(AuditActions.EmbedKeyMade) with { Tenant = tenant, What = made.KeyId, Detail = "there was none, or it was too old" });
        return made;
    }

    private EmbedCheck? OfFile(TenantId tenant, EmbedKey declared)
    {
        if (declared.PublicKey is { } pem)
        {
            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return new EmbedCheck(new ECDsaSecurityKey(key) { KeyId = declared.Id }, SecurityAlgorithms.EcdsaSha256, declared);
        }
        try
        {
            var secret = Encoding.UTF8.GetBytes(SecretReference.Resolve(declared.Secret!, name => secrets.Get(tenant, name)));
            return secret.Length < SecretBytes ? null : new EmbedCheck(new SymmetricSecurityKey(secret) { KeyId = declared.Id }, SecurityAlgorithms.HmacSha256, declared);
        }
        catch (QueryException)
        {
            // Not granted, or not there: then nobody can have signed with it.
            return null;
        }
    }

    private SymmetricSecurityKey? Open(TenantId tenant, StoredEmbedKey stored)
    {
        try
        {
            return stored.Secret.Length == 0 ? null : new SymmetricSecurityKey(Protector(tenant).Unprotect(stored.Secret)) { KeyId = stored.Id };
        }
        catch (CryptographicException)
        {
            // The keys that protect it are gone, or it is another tenant's.
            return null;
        }
    }

    private IDataProtector Protector(TenantId tenant) => protection.CreateProtector("Portal.Embedding.Key", tenant.Value);
}
