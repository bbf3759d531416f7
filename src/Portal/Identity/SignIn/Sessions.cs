using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Data;
using Portal.Identity.Rights;

namespace Portal.Identity.SignIn;

/// <summary>
/// Who is signed in. The browser's cookie holds a random key; the ticket, and with it the provider's tokens, stays in the database, encrypted. A stay is looked at anew once it is older
/// in memory than <see cref="AccessOptions.CheckInterval"/>, and ends where its source no longer knows the person.
/// </summary>
/// <param name="store">Where stays are kept.</param>
/// <param name="people">Where people are kept.</param>
/// <param name="source">Asks where a person came from.</param>
/// <param name="protection">Encrypts tickets.</param>
/// <param name="options">How often to look.</param>
/// <param name="audit">Hears of stays that end by themselves.</param>
/// <param name="time">What now is.</param>
internal sealed class Sessions(
    SessionStore store, PeopleStore people, SessionSource source, IDataProtectionProvider protection, IOptions<AccessOptions> options, AuditLog audit, TimeProvider time) : ITicketStore, IDisposable
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "session";

    private const string PersonItem = ".person";
    private const int MaxRemembered = 20_000;
    private readonly IDataProtector _protector = protection.CreateProtector("Portal.Sessions.v1");
    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <summary>What a ticket says of its person.</summary>
    public static AuthenticationProperties With(AuthenticationProperties properties, Person person)
    {
        properties.Items[PersonItem] = JsonSerializer.Serialize(person);
        return properties;
    }

    /// <summary>The person of a stay as it is now, or null where the stay has ended.</summary>
    /// <param name="id">The claim <see cref="PersonClaims.Session"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<ClaimsPrincipal?> FindAsync(string id, CancellationToken cancellation) => (await LookAsync(id, cancellation))?.Principal;

    /// <summary>Ends a stay; it is gone here at once, and elsewhere at the next check.</summary>
    public async Task EndAsync(string id, CancellationToken cancellation)
    {
        // In this order, so that nobody who looks in between puts it back into memory.
        await store.RemoveAsync(id, cancellation);
        _seen.Remove(id);
    }

    /// <summary>Ends all stays of a person.</summary>
    public async Task EndAllAsync(string person, CancellationToken cancellation)
    {
        await store.RemoveAllAsync(person, cancellation);
        _seen.Clear();
    }

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var (key, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), time.GetUtcNow());
        await people.SeenAsync(Read(ticket.Properties), CancellationToken.None);
        SessionSource.Refreshed(ticket.Properties, now);
        await store.AddAsync(Hash(key), new StoredSession(PersonId.Of(ticket.Principal), Protect(ticket.Properties), now, ticket.Properties.ExpiresUtc ?? now), CancellationToken.None);
        return key;
    }

    /// <summary>Never: a stay is as long as it was when it began, and whoever signs in begins another.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => throw new InvalidOperationException("A stay keeps its person and its end.");

    /// <inheritdoc/>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await LookAsync(Hash(key), CancellationToken.None) is { } seen ? new AuthenticationTicket(seen.Principal, seen.Properties, Scheme) : null;

    /// <inheritdoc/>
    public Task RemoveAsync(string key) => EndAsync(Hash(key), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => _seen.Dispose();

    private async Task<Seen?> LookAsync(string id, CancellationToken cancellation)
    {
        var known = _seen.Get<Seen>(id);
        if (known is not null && time.GetElapsedTime(known.At) < options.Value.CheckInterval && time.GetUtcNow() < known.ExpiresAt)
        {
            return known;
        }
        var at = time.GetTimestamp();
        if (await store.FindAsync(id, cancellation) is not { } stored || Unprotect(stored.Ticket) is not { } properties)
        {
            _seen.Remove(id);
            return null;
        }
        var person = Read(properties);
        switch (await source.AskAsync(person, properties, stored.CheckedAt, () => store.ClaimAsync(id, stored.CheckedAt, cancellation), cancellation))
        {
            case SourceAnswer.Gone gone:
                await EndAsync(id, cancellation);
                audit.Add(AuditEvent.By(person.ToPrincipal(Scheme), AuditActions.SessionEnded) with { Detail = gone.Reason });
                return null;
            case SourceAnswer.Told told:
                person = told.Person;
                await people.SeenAsync(person, cancellation);
                await store.UpdateAsync(id, Protect(With(properties, person)), cancellation);
                break;
        }
        // The same person stays the same object, so that rights are not worked out anew.
        var principal = known is not null && known.Person.HasRightsOf(person) ? known.Principal : person.ToPrincipal(Scheme, new Claim(PersonClaims.Session, id));
        var seen = new Seen(principal, person, properties, stored.ExpiresAt, at);
        _seen.Set(id, seen, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return seen;
    }

    private byte[] Protect(AuthenticationProperties properties) => _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(properties.Items));

    // What a lost key had encrypted is as good as ended.
    private AuthenticationProperties? Unprotect(byte[] ticket)
    {
        try
        {
            return new AuthenticationProperties(JsonSerializer.Deserialize<Dictionary<string, string?>>(_protector.Unprotect(ticket)) ?? []);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static Person Read(AuthenticationProperties properties) =>
        JsonSerializer.Deserialize<Person>(properties.Items[PersonItem] ?? "null") ?? throw new InvalidOperationException("A ticket without a person.");

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed record Seen(ClaimsPrincipal Principal, Person Person, AuthenticationProperties Properties, DateTimeOffset ExpiresAt, long At);
}
