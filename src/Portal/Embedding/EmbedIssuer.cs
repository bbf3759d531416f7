using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;
using Portal.Data;
using Portal.Identity;

namespace Portal.Embedding;

/// <summary>Issues embeds for people, lists and revokes them. Editors of an environment issue and revoke its embeds; the tenant's administrators see to its keys.</summary>
/// <param name="access">Decides.</param>
/// <param name="gate">Finds what is to be shown.</param>
/// <param name="tokens">Signs.</param>
/// <param name="keys">The keys.</param>
/// <param name="store">What was issued.</param>
/// <param name="snapshots">Freezes data.</param>
/// <param name="audit">Keeps a record.</param>
/// <param name="options">Bounds.</param>
/// <param name="queries">The longest range.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedIssuer(
    IAccess access, EmbedGate gate, EmbedTokens tokens, EmbedKeys keys, EmbedStore store, EmbedSnapshots snapshots, AuditLog audit, IOptions<EmbedOptions> options, IOptions<QueryOptions> queries, TimeProvider time)
{
    /// <summary>Whether the person may issue embeds there.</summary>
    public bool MayIssue(ClaimsPrincipal person, Scope scope) => access.May(person, Right.Edit, scope.Tenant, scope.Environment);

    /// <summary>Whether the person may see to the tenant's keys.</summary>
    public bool MayManageKeys(ClaimsPrincipal person, TenantId tenant) => access.May(person, Right.Administer, tenant);

    /// <summary>Issues an embed.</summary>
    public async Task<EmbedOutcome> IssueAsync(ClaimsPrincipal person, EmbedWish wish, CancellationToken cancellation)
    {
        var scope = new Scope(new TenantId(wish.Tenant), wish.Environment);
        if (!MayIssue(person, scope))
        {
            return EmbedOutcome.Missing;
        }
        var now = time.GetUtcNow();
        if (!DurationText.TryParse(wish.Lifetime, out var lifetime) || lifetime < TimeSpan.FromMinutes(1) || lifetime > options.Value.LongestLifetime)
        {
            return EmbedOutcome.Wrong($"An embed is good for 1m to {DurationText.Print(options.Value.LongestLifetime)}, not for '{wish.Lifetime}'.");
        }
        if (wish.Origins.FirstOrDefault(o => WebOrigin.Normalize(o) is null) is { } wrong)
        {
            return EmbedOutcome.Wrong($"'{wrong}' is not an origin. {WebOrigin.Rule}");
        }
        var claims = new EmbedClaims
        {
            Aud = EmbedClaims.ForPortal,
            Jti = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
            Iat = now.ToUnixTimeSeconds(),
            Exp = now.ToUnixTimeSeconds() + (long)lifetime.TotalSeconds,
            Tenant = wish.Tenant,
            Environment = wish.Environment,
            Dashboard = wish.Dashboard,
            Service = Given(wish.Service),
            Panel = Given(wish.Panel),
            Variables = wish.Variables.Count == 0 ? null : wish.Variables,
            Free = wish.Free.Count == 0 || wish.Snapshot ? null : wish.Free,
            From = Given(wish.From),
            To = Given(wish.To),
            TimeZone = Given(wish.TimeZone),
            Window = wish.Snapshot ? null : wish.Window,
            Origins = [.. wish.Origins.Select(o => WebOrigin.Normalize(o)!).Distinct()],
            Role = wish.Role,
        };
        if (!claims.IsBounded() || Roles.Parse(wish.Role) is not (Role.Viewer or Role.Support))
        {
            return EmbedOutcome.Wrong("The role is 'viewer' or 'support', texts and lists have an end, and no variable is bound and free at once.");
        }
        if (await gate.FindAsync(claims, cancellation) is not { } live)
        {
            return EmbedOutcome.Missing;
        }
        var known = live.Dashboard.Variables.Select(v => v.Name).ToList();
        if (wish.Free.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            return EmbedOutcome.Wrong($"The dashboard has no variable '{unknown}'.");
        }
        if (RangeProblem(claims, live) is { } problem)
        {
            return EmbedOutcome.Wrong(problem);
        }
        if (await store.CountAsync(scope.Tenant, now, cancellation) >= options.Value.MaxEmbeds)
        {
            return EmbedOutcome.Wrong($"The tenant has {options.Value.MaxEmbeds} embeds already. Revoke some that are not used any more.");
        }
        if (wish.Snapshot)
        {
            var (id, full) = await snapshots.TakeAsync(claims, live, DateTimeOffset.FromUnixTimeSeconds(claims.Exp), cancellation);
            if (id is null)
            {
                return EmbedOutcome.Wrong(full!);
            }
            claims = claims with { Snapshot = id };
        }
        var (token, key) = await tokens.SignAsync(claims, cancellation);
        if (token.Length > CompactToken.MaxLength)
        {
            if (claims.Snapshot is { } unused)
            {
                // Nobody has its token, so nobody could revoke it.
                await snapshots.RemoveAsync(scope.Tenant, unused, cancellation);
            }
            return EmbedOutcome.Wrong("That is more than fits into an address. Bind fewer values.");
        }
        var issued = new IssuedEmbed
        {
            Id = claims.Jti,
            Tenant = scope.Tenant,
            Key = key,
            Title = claims.Panel is { } panel ? $"{live.Dashboard.Title}: {live.Dashboard.Panel(panel)!.Title}" : live.Dashboard.Title,
            Person = PersonId.Of(person),
            Claims = claims,
            IssuedAt = now,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp),
        };
        await store.AddAsync(issued, cancellation);
        audit.Add(AuditEvent.By(person, AuditActions.EmbedIssued) with { Tenant = scope.Tenant, What = issued.Title, Detail = $"{issued.Id}, {wish.Role}, until {issued.ExpiresAt:u}, for {Hosts(claims)}" });
        return new EmbedOutcome(issued, token, null);
    }

    /// <summary>The embeds of a tenant that the person may see to; null where there are none for this person.</summary>
    public async Task<IReadOnlyList<IssuedEmbed>?> ListAsync(ClaimsPrincipal person, Tenant tenant, CancellationToken cancellation) =>
        MayManageKeys(person, tenant.Id) || tenant.Environments.Any(e => MayIssue(person, new Scope(tenant.Id, e.Name)))
            ? [.. (await store.ListAsync(tenant.Id, cancellation)).Where(embed => MaySeeTo(person, embed))] : null;

    /// <summary>Revokes an embed; false where there is none that is good, or not for this person.</summary>
    public async Task<bool> RevokeAsync(ClaimsPrincipal person, TenantId tenant, string id, CancellationToken cancellation)
    {
        if (await store.FindAsync(tenant, id, cancellation) is not { } embed || !MaySeeTo(person, embed) || !await store.RevokeAsync(tenant, id, time.GetUtcNow(), cancellation))
        {
            return false;
        }
        audit.Add(AuditEvent.By(person, AuditActions.EmbedRevoked) with { Tenant = tenant, What = embed.Title, Detail = id });
        if (embed.Claims.Snapshot is { } frozen)
        {
            await snapshots.RemoveAsync(tenant, frozen, cancellation);
        }
        return true;
    }

    /// <summary>The keys of a tenant, its own and those of its file; null for whoever may not see to them.</summary>
    public async Task<IReadOnlyList<ListedEmbedKey>?> KeysAsync(ClaimsPrincipal person, Tenant tenant, CancellationToken cancellation)
    {
        if (!MayManageKeys(person, tenant.Id))
        {
            return null;
        }
        var stored = await store.KeysAsync(tenant.Id, cancellation);
        return
        [
            .. stored.Where(k => EmbedKeys.IsOwn(k.Id)).OrderByDescending(k => k.MadeAt).Select(k => new ListedEmbedKey(k.Id, InFile: false, k.MadeAt, k.RevokedAt)),
            .. tenant.EmbedKeys.Select(k => new ListedEmbedKey(k.Id, InFile: true, null, stored.FirstOrDefault(mark => mark.Id == k.Id)?.RevokedAt)),
        ];
    }

    /// <summary>Makes a new key that signs from now on; false for whoever may not.</summary>
    public async Task<bool> RotateAsync(ClaimsPrincipal person, TenantId tenant, CancellationToken cancellation)
    {
        if (!MayManageKeys(person, tenant))
        {
            return false;
        }
        var made = await keys.MakeAsync(tenant, cancellation);
        audit.Add(AuditEvent.By(person, AuditActions.EmbedKeyMade) with { Tenant = tenant, What = made.KeyId });
        return true;
    }

    /// <summary>Revokes a key, and with it all that it has signed; false where there is none, or not for this person.</summary>
    public async Task<bool> RevokeKeyAsync(ClaimsPrincipal person, Tenant tenant, string key, CancellationToken cancellation)
    {
        if (!MayManageKeys(person, tenant.Id)
            || !(EmbedKeys.IsOwn(key) ? await store.KeyAsync(tenant.Id, key, cancellation) is not null : tenant.EmbedKeys.Any(k => k.Id == key))
            || !await store.RevokeKeyAsync(tenant.Id, key, time.GetUtcNow(), cancellation))
        {
            return false;
        }
        audit.Add(AuditEvent.By(person, AuditActions.EmbedKeyRevoked) with { Tenant = tenant.Id, What = key, Detail = "and with it all embeds that it has signed" });
        return true;
    }

    private bool MaySeeTo(ClaimsPrincipal person, IssuedEmbed embed) =>
        MayManageKeys(person, embed.Tenant) || MayIssue(person, new Scope(embed.Tenant, embed.Claims.Environment));

    private static string Hosts(EmbedClaims claims) => claims.Origins is { Count: > 0 } origins ? string.Join(' ', origins) : "no host";

    private string? RangeProblem(EmbedClaims claims, LiveEmbed live)
    {
        var (now, zone, longest) = (time.GetUtcNow(), claims.TimeZone ?? live.Dashboard.Timezone, queries.Value.LongestRange);
        var (range, error) = TimeRange.Read(claims.From ?? live.Dashboard.Time.From, claims.To ?? live.Dashboard.Time.To, zone, now, longest);
        if (range is not null && claims.Window is { } window)
        {
            (_, error) = TimeRange.Read(window.From, window.To, zone, now, longest);
        }
        return error is null ? null : $"{error.Message} {error.Remedy}";
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
