using Microsoft.EntityFrameworkCore;
using Portal.Core.Tenancy;
using Portal.Identity.Tokens;

namespace Portal.Data;

/// <summary>Tokens for scripts, in the database: hashes, never the tokens themselves.</summary>
/// <param name="database">The database.</param>
internal sealed class TokenStore(PortalDatabase database)
{
    /// <summary>The most tokens that one person has; ended ones count until they are forgotten.</summary>
    public const int MaxOfPerson = 100;

    /// <summary>Keeps a token; false where the person has too many.</summary>
    public async Task<bool> AddAsync(ApiToken token, string hash, CancellationToken cancellation)
    {
        await using var context = database.Open();
        if (await context.Tokens.CountAsync(r => r.Person == token.Person, cancellation) >= MaxOfPerson)
        {
            return false;
        }
        context.Tokens.Add(new TokenRow
        {
            Id = token.Id, Hash = hash, Name = token.Name.Replace("\0", ""), Person = token.Person, Tenant = token.Tenant?.Value ?? "", Right = token.Right.ToString(),
            MadeAt = token.MadeAt, ExpiresAt = token.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>The token of that public part with its hash, or null. One whose right nobody knows is none.</summary>
    public async Task<(ApiToken Token, string Hash)?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Tokens.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation) is { } row && Read(row) is { } token ? (token, row.Hash) : null;
    }

    /// <summary>A person's tokens, the newest first.</summary>
    public async Task<IReadOnlyList<ApiToken>> OfAsync(string person, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await context.Tokens.AsNoTracking().Where(r => r.Person == person).OrderByDescending(r => r.MadeAt).Take(MaxOfPerson).ToListAsync(cancellation);
        return [.. rows.Select(Read).OfType<ApiToken>()];
    }

    /// <summary>Revokes a token; null where there is none of that public part, or it was revoked before.</summary>
    public async Task<ApiToken?> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Tokens.Where(r => r.Id == id && r.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.RevokedAt, now), cancellation) == 1
            && await context.Tokens.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation) is { } row
            ? Read(row)
            : null;
    }

    /// <summary>Notes that a token was used.</summary>
    public async Task UsedAsync(string id, DateTimeOffset now, string from, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Tokens.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, now).SetProperty(r => r.UsedFrom, from), cancellation);
    }

    /// <summary>Forgets tokens that ended or were revoked before a moment.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Tokens.Where(r => r.ExpiresAt < before || r.RevokedAt < before).ExecuteDeleteAsync(cancellation);
    }

    private static ApiToken? Read(TokenRow row) => Enum.TryParse<Right>(row.Right, out var right) && Enum.IsDefined(right)
        ? new ApiToken(row.Id, row.Name, row.Person, row.Tenant.Length == 0 ? null : new TenantId(row.Tenant), right, row.MadeAt, row.ExpiresAt) { UsedAt = row.UsedAt, UsedFrom = row.UsedFrom, RevokedAt = row.RevokedAt }
        : null;
}
