using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>A stored stay.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Ticket">The ticket, encrypted.</param>
/// <param name="CheckedAt">When it was last checked at its source.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record StoredSession(string Person, byte[] Ticket, DateTimeOffset CheckedAt, DateTimeOffset ExpiresAt);

/// <summary>Who is signed in, in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="time">What now is.</param>
internal sealed class SessionStore(PortalDatabase database, TimeProvider time)
{
    /// <summary>Begins a stay, and forgets those that have ended.</summary>
    public async Task AddAsync(string id, StoredSession session, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        await context.Sessions.Where(r => r.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
        context.Sessions.Add(new SessionRow { Id = id, Person = session.Person, Ticket = session.Ticket, CheckedAt = session.CheckedAt, ExpiresAt = session.ExpiresAt });
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>The stay of that id, or null where there is none or it has ended.</summary>
    public async Task<StoredSession?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        return await context.Sessions.AsNoTracking().Where(r => r.Id == id && r.ExpiresAt > now)
            .Select(r => new StoredSession(r.Person, r.Ticket, r.CheckedAt, r.ExpiresAt)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Takes on the check of a stay; false where another replica, or request, has done so since it was read.</summary>
    public async Task<bool> ClaimAsync(string id, DateTimeOffset checkedAt, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var (before, now) = (checkedAt.ToUniversalTime(), time.GetUtcNow());
        return await context.Sessions.Where(r => r.Id == id && r.CheckedAt == before).ExecuteUpdateAsync(set => set.SetProperty(r => r.CheckedAt, now), cancellation) == 1;
    }

    /// <summary>Keeps a changed ticket.</summary>
    public async Task UpdateAsync(string id, byte[] ticket, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Sessions.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Ticket, ticket), cancellation);
    }

    /// <summary>Ends a stay; false where it had ended.</summary>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Sessions.Where(r => r.Id == id).ExecuteDeleteAsync(cancellation) == 1;
    }

    /// <summary>Ends all stays of a person.</summary>
    public async Task RemoveAllAsync(string person, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Sessions.Where(r => r.Person == person).ExecuteDeleteAsync(cancellation);
    }
}
