using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;

namespace Portal.Identity.Tokens;

/// <summary>
/// Tokens for scripts: <c>portal_&lt;id&gt;_&lt;secret&gt;</c>. A token is its maker, with at most the right and the tenant that it was made for; what the maker may no longer do, it may
/// no longer do.
/// </summary>
/// <param name="store">Where their hashes are kept.</param>
/// <param name="people">Their makers.</param>
/// <param name="source">Local accounts, whose tokens end with them.</param>
/// <param name="access">How often to look.</param>
/// <param name="options">How long they hold.</param>
/// <param name="audit">Hears of each that is made or revoked.</param>
/// <param name="time">What now is.</param>
internal sealed class ApiTokens(
    TokenStore store, PeopleStore people, LocalAccounts source, IOptions<AccessOptions> access, IOptions<TokenOptions> options, AuditLog audit, TimeProvider time) : IDisposable
{
    /// <summary>What every token begins with.</summary>
    public const string Prefix = "portal_";

    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "token";

    /// <summary>The most characters of a token's name.</summary>
    public const int MaxName = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Makes a token for a person and answers it; this is the only time that it can be read. Null where the person has too many.</summary>
    /// <param name="person">Its maker, signed in and no token itself.</param>
    /// <param name="name">What to call it, 1 to 100 characters.</param>
    /// <param name="tenant">The tenant that it is for; null for all.</param>
    /// <param name="right">The most that it may do.</param>
    /// <param name="life">How long it holds; cut to <see cref="TokenOptions.LongestLife"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<string?> MakeAsync(ClaimsPrincipal person, string name, TenantId? tenant, Right right, TimeSpan life, CancellationToken cancellation)
    {
        if (person.HasClaim(c => c.Type == PersonClaims.Token) || person.Identity?.IsAuthenticated != true)
        {
            throw new InvalidOperationException("Tokens are made by people who are signed in.");
        }
        var now = time.GetUtcNow();
        await store.ForgetAsync(now - Remembered, cancellation);
        var (id, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var token = new ApiToken(id, name, PersonId.Of(person), tenant, right, now, now + (life < options.Value.LongestLife ? life : options.Value.LongestLife));
        if (!await store.AddAsync(token, Hash(secret), cancellation))
        {
            return null;
        }
        audit.Add(AuditEvent.By(person, AuditActions.TokenMade) with { Tenant = tenant, What = $"{name} ({id})", Detail = $"{right} until {token.ExpiresAt:yyyy-MM-dd}" });
        return $"{Prefix}{id}_{secret}";
    }

    /// <summary>A person's tokens, the newest first.</summary>
    public Task<IReadOnlyList<ApiToken>> OfAsync(ClaimsPrincipal person, CancellationToken cancellation) => store.OfAsync(PersonId.Of(person), cancellation);

    /// <summary>Revokes one of a person's own tokens; false where it has none of that public part.</summary>
    public async Task<bool> RevokeAsync(ClaimsPrincipal person, string id, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { Token: var found } || found.Person != PersonId.Of(person) || await store.RevokeAsync(id, time.GetUtcNow(), cancellation) is not { } token)
        {
            return false;
        }
        _seen.Remove(id);
        audit.Add(AuditEvent.By(person, AuditActions.TokenRevoked) with { Tenant = token.Tenant, What = $"{token.Name} ({id})" });
        return true;
    }

    /// <summary>Whom a token stands for; null where it is none that holds.</summary>
    public async Task<ClaimsPrincipal?> ReadAsync(string text, string address, CancellationToken cancellation)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 200 || text[Prefix.Length..].Split('_') is not [{ Length: > 0 } id, { Length: > 0 } secret])
        {
            return null;
        }
        if (await LookAsync(id, cancellation) is not { } seen || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(seen.Hash), Encoding.ASCII.GetBytes(Hash(secret))))
        {
            return null;
        }
        var now = time.GetUtcNow();
        if (now - seen.UsedAt >= Minute)
        {
            seen.UsedAt = now;
            await store.UsedAsync(id, now, address, cancellation);
        }
        return seen.Person;
    }

    /// <summary>Whom a token stands for that was let in before; null where it no longer holds.</summary>
    public async Task<ClaimsPrincipal?> AgainAsync(string id, CancellationToken cancellation) => (await LookAsync(id, cancellation))?.Person;

    /// <inheritdoc/>
    public void Dispose() => _seen.Dispose();

    private async Task<Seen?> LookAsync(string id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_seen.Get<Seen>(id) is { } known && time.GetElapsedTime(known.At) < access.Value.CheckInterval && now < known.Token.ExpiresAt)
        {
            return known;
        }
        _seen.Remove(id);
        var at = time.GetTimestamp();
        if (await store.FindAsync(id, cancellation) is not { Token: { RevokedAt: null } token, Hash: var hash } || token.ExpiresAt <= now)
        {
            return null;
        }
        if (await people.FindAsync(token.Person, cancellation) is not { } maker || now - maker.SeenAt > options.Value.MakerSeenWithin)
        {
            return null;
        }
        if (maker.Person.Provider + "/" == PersonPrefixes.Local && !await source.IsGoodAsync(maker.Person.Id, null))
        {
            return null;
        }
        List<Claim> claims = [new(PersonClaims.Token, id), new(PersonClaims.TokenRight, token.Right.ToString())];
        if (token.Tenant is { } tenant)
        {
            claims.Add(new Claim(PersonClaims.TokenTenant, tenant.Value));
        }
        var seen = new Seen(token, hash, maker.Person.ToPrincipal(Scheme, claims), at) { UsedAt = token.UsedAt ?? DateTimeOffset.MinValue };
        _seen.Set(id, seen, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return seen;
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed record Seen(ApiToken Token, string Hash, ClaimsPrincipal Person, long At)
    {
        public DateTimeOffset UsedAt { get; set; }
    }
}
