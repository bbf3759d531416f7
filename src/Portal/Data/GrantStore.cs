using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;

namespace Portal.Data;

/// <summary>Roles that administrators have given, in the database. A row is added or removed, never changed.</summary>
/// <param name="database">The database.</param>
/// <param name="time">When a role is given.</param>
internal sealed class GrantStore(PortalDatabase database, TimeProvider time)
{
    /// <summary>The most grants that are kept.</summary>
    public const int MaxGrants = 20_000;

    /// <summary>All grants, by number. A row whose role or environments nobody knows gives nothing and is left out.</summary>
    public async Task<IReadOnlyList<StoredGrant>> AllAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await context.Grants.AsNoTracking().OrderBy(r => r.Id).Take(MaxGrants).ToListAsync(cancellation);
        return [.. rows.Select(Read).OfType<StoredGrant>()];
    }

    /// <summary>Adds a grant; false where the same is there, or there are too many.</summary>
    public async Task<bool> AddAsync(Grant grant, string givenBy, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var (role, tenant) = (grant.Role.Name(), grant.Tenant?.Value ?? "");
        if (await context.Grants.CountAsync(cancellation) >= MaxGrants
            || await context.Grants.AnyAsync(r => r.Role == role && r.Tenant == tenant && r.IsGroup == grant.IsGroup && r.Name == grant.Name, cancellation))
        {
            return false;
        }
        context.Grants.Add(new GrantRow
        {
            Role = role,
            Tenant = tenant,
            IsGroup = grant.IsGroup,
            Name = grant.Name,
            Environments = grant.Environments is null ? null : JsonSerializer.Serialize(grant.Environments),
            GivenBy = givenBy,
            GivenAt = time.GetUtcNow(),
        });
        try
        {
            await context.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another administrator has given the same in between.
            return false;
        }
    }

    /// <summary>Removes a grant; null where there is none of that number.</summary>
    public async Task<StoredGrant?> RemoveAsync(long id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        if (await context.Grants.FirstOrDefaultAsync(r => r.Id == id, cancellation) is not { } row)
        {
            return null;
        }
        await context.Grants.Where(r => r.Id == id).ExecuteDeleteAsync(cancellation);
        return Read(row);
    }

    private static StoredGrant? Read(GrantRow row)
    {
        if (Roles.Parse(row.Role) is not { } role)
        {
            return null;
        }
        IReadOnlyList<string>? environments = null;
        if (row.Environments is not null)
        {
            try
            {
                environments = JsonSerializer.Deserialize<List<string>>(row.Environments);
            }
            catch (JsonException)
            {
                return null;
            }
            if (environments is null)
            {
                return null;
            }
        }
        return new StoredGrant(
            row.Id, new Grant(role, row.Tenant.Length == 0 ? null : new TenantId(row.Tenant), row.IsGroup, row.Name, environments, $"given in the portal by {row.GivenBy}"), row.GivenBy, row.GivenAt);
    }
}
