using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Identity;

namespace Portal.Data;

/// <summary>People who have signed in, as the sign-in last told.</summary>
/// <param name="database">The database.</param>
/// <param name="time">When it was told.</param>
internal sealed class PeopleStore(PortalDatabase database, TimeProvider time)
{
    /// <summary>The most people that one question answers.</summary>
    public const int MaxFound = 1000;

    /// <summary>Takes what the sign-in has told.</summary>
    public async Task SeenAsync(Person person, CancellationToken cancellation)
    {
        try
        {
            await SeenOnceAsync(person, cancellation);
        }
        catch (DbUpdateException)
        {
            // The person has come in by a second window at the same moment.
            await SeenOnceAsync(person, cancellation);
        }
    }

    /// <summary>The person of that id with the time it was last seen, or null.</summary>
    public async Task<SeenPerson?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.People.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellation) is { } row ? Read(row) : null;
    }

    /// <summary>People by the time they were last seen, the last first; at most 1,000.</summary>
    public async Task<IReadOnlyList<SeenPerson>> AllAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        return [.. (await context.People.AsNoTracking().OrderByDescending(r => r.SeenAt).Take(MaxFound).ToListAsync(cancellation)).Select(Read)];
    }

    /// <summary>Forgets a person, with all sessions and tokens.</summary>
    public async Task ForgetAsync(string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Sessions.Where(r => r.Person == id).ExecuteDeleteAsync(cancellation);
        await context.Tokens.Where(r => r.Person == id).ExecuteDeleteAsync(cancellation);
        await context.People.Where(r => r.Id == id).ExecuteDeleteAsync(cancellation);
    }

    private async Task SeenOnceAsync(Person person, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.People.FirstOrDefaultAsync(r => r.Id == person.Id, cancellation);
        if (row is null)
        {
            row = new PersonRow { Id = person.Id, User = "", Name = "", Groups = "[]" };
            context.People.Add(row);
        }
        row.User = Clean(person.User);
        row.Name = Clean(person.Name);
        row.Groups = JsonSerializer.Serialize(person.Groups);
        row.Tenants = person.Tenants is null ? null : JsonSerializer.Serialize(person.Tenants);
        row.TenantRole = person.TenantRole;
        row.SeenAt = time.GetUtcNow();
        await context.SaveChangesAsync(cancellation);
    }

    private static SeenPerson Read(PersonRow row) => new(
        new Person { Id = row.Id, User = row.User, Name = row.Name, Groups = List(row.Groups), Tenants = row.Tenants is null ? null : List(row.Tenants), TenantRole = row.TenantRole },
        row.SeenAt);

    // What cannot be read names no group and no tenant.
    private static List<string> List(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<List<string>>(json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Clean(string text) => text.Replace("\0", "");
}

/// <summary>A person, and when the sign-in last told of it.</summary>
/// <param name="Person">The person.</param>
/// <param name="SeenAt">When.</param>
internal sealed record SeenPerson(Person Person, DateTimeOffset SeenAt);
