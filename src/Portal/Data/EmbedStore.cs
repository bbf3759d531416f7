using Microsoft.EntityFrameworkCore;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Data;

/// <summary>The keys that sign embeds, what was issued, and what is revoked. A tenant's rows are found by the tenant alone.</summary>
/// <param name="database">The database.</param>
internal sealed class EmbedStore(PortalDatabase database)
{
    // Of what hosts sign, so many that are still good are listed; a host may sign one for each of its visitors.
    private const int MostOfHosts = 1000;

    // What has ended stays in the list for a while, to be looked up.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>The keys of a tenant.</summary>
    public async Task<IReadOnlyList<StoredEmbedKey>> KeysAsync(TenantId tenant, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return [.. (await context.EmbedKeys.AsNoTracking().Where(r => r.Tenant == tenant.Value).OrderBy(r => r.MadeAt).ToListAsync(cancellation)).Select(Key)];
    }

    /// <summary>The key of that id, or null.</summary>
    public async Task<StoredEmbedKey?> KeyAsync(TenantId tenant, string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.EmbedKeys.AsNoTracking().FirstOrDefaultAsync(r => r.Tenant == tenant.Value && r.Id == id, cancellation) is { } row ? Key(row) : null;
    }

    /// <summary>Keeps a key.</summary>
    public async Task AddKeyAsync(TenantId tenant, StoredEmbedKey key, CancellationToken cancellation)
    {
        await using var context = database.Open();
        context.EmbedKeys.Add(new EmbedKeyRow { Tenant = tenant.Value, Id = key.Id, Secret = key.Secret, MadeAt = key.MadeAt, RevokedAt = key.RevokedAt });
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Revokes a key, one of a file as well; false where it was revoked before.</summary>
    public async Task<bool> RevokeKeyAsync(TenantId tenant, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        if (await context.EmbedKeys.Where(r => r.Tenant == tenant.Value && r.Id == id && r.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.RevokedAt, (DateTimeOffset?)now), cancellation) > 0)
        {
            return true;
        }
        if (await context.EmbedKeys.AnyAsync(r => r.Tenant == tenant.Value && r.Id == id, cancellation))
        {
            return false;
        }
        context.EmbedKeys.Add(new EmbedKeyRow { Tenant = tenant.Value, Id = id, Secret = [], MadeAt = now, RevokedAt = now });
        await context.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>How many embeds that the portal issued are good.</summary>
    public async Task<int> CountAsync(TenantId tenant, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Embeds.CountAsync(r => r.Tenant == tenant.Value && !r.ByHost && r.RevokedAt == null && r.ExpiresAt > now, cancellation);
    }

    /// <summary>Keeps an embed that was issued.</summary>
    public async Task AddAsync(IssuedEmbed issued, CancellationToken cancellation)
    {
        await using var context = database.Open();
        context.Embeds.Add(Row(issued));
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Keeps that an embed that a host signed was seen for the first time.</summary>
    public async Task SeenAsync(EmbedGrant grant, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var claims = grant.Claims;
        context.Embeds.Add(Row(new IssuedEmbed
        {
            Id = claims.Jti,
            Tenant = grant.Tenant,
            Key = grant.KeyId,
            ByHost = true,
            Title = string.Join(' ', new[] { claims.Dashboard, claims.Service, claims.Panel }.OfType<string>()),
            Person = claims.Sub ?? "",
            Claims = claims,
            IssuedAt = now,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp),
            UsedAt = now,
        }));
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Another request of the same page was first.
            return;
        }
        var old = await context.Embeds.Where(r => r.Tenant == grant.Tenant.Value && r.ByHost && r.RevokedAt == null).OrderByDescending(r => r.UsedAt).Skip(MostOfHosts).Select(r => r.Id).ToListAsync(cancellation);
        if (old.Count > 0)
        {
            await context.Embeds.Where(r => r.Tenant == grant.Tenant.Value && old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
        }
    }

    /// <summary>The embed of that id, or null.</summary>
    public async Task<IssuedEmbed?> FindAsync(TenantId tenant, string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Embeds.AsNoTracking().FirstOrDefaultAsync(r => r.Tenant == tenant.Value && r.Id == id, cancellation) is { } row ? Issued(row) : null;
    }

    /// <summary>The embeds of a tenant, the newest first; at most 2,000.</summary>
    public async Task<IReadOnlyList<IssuedEmbed>> ListAsync(TenantId tenant, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return [.. (await context.Embeds.AsNoTracking().Where(r => r.Tenant == tenant.Value).OrderByDescending(r => r.IssuedAt).Take(2 * MostOfHosts).ToListAsync(cancellation)).Select(Issued)];
    }

    /// <summary>Keeps that it was used.</summary>
    public async Task UsedAsync(TenantId tenant, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Embeds.Where(r => r.Tenant == tenant.Value && r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, (DateTimeOffset?)now), cancellation);
    }

    /// <summary>Revokes an embed; false where there is none that is good.</summary>
    public async Task<bool> RevokeAsync(TenantId tenant, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Embeds.Where(r => r.Tenant == tenant.Value && r.Id == id && r.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.RevokedAt, (DateTimeOffset?)now), cancellation) > 0;
    }

    /// <summary>Forgets what ended a month ago.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var limit = now - Remembered;
        await context.Embeds.Where(r => r.ExpiresAt < limit).ExecuteDeleteAsync(cancellation);
    }

    private static StoredEmbedKey Key(EmbedKeyRow row) => new(row.Id, row.Secret, row.MadeAt, row.RevokedAt);

    private static EmbedRow Row(IssuedEmbed issued) => new()
    {
        Tenant = issued.Tenant.Value,
        Id = issued.Id,
        Key = issued.Key,
        ByHost = issued.ByHost,
        Title = ColumnText.Shorten(issued.Title, 300),
        Person = ColumnText.Shorten(issued.Person, 200),
        Claims = issued.Claims.Write().Replace("\\u0000", ""),
        IssuedAt = issued.IssuedAt,
        ExpiresAt = issued.ExpiresAt,
        UsedAt = issued.UsedAt,
    };

    private static IssuedEmbed Issued(EmbedRow row) => new()
    {
        Id = row.Id,
        Tenant = new TenantId(row.Tenant),
        Key = row.Key,
        ByHost = row.ByHost,
        Title = row.Title,
        Person = row.Person,
        Claims = EmbedClaims.Read(System.Text.Encoding.UTF8.GetBytes(row.Claims)) ?? throw new InvalidDataException($"The claims of the embed '{row.Id}' in the database cannot be read."),
        IssuedAt = row.IssuedAt,
        ExpiresAt = row.ExpiresAt,
        UsedAt = row.UsedAt,
        RevokedAt = row.RevokedAt,
    };
}
