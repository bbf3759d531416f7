using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Identity;

namespace Portal.Data;

/// <summary>Favourites and recently opened dashboards in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="time">When a dashboard is marked or opened.</param>
internal sealed class PersonalState(PortalDatabase database, TimeProvider time) : IPersonalState
{
    private const int MaxFavourites = 200;
    private const int MaxRecent = 50;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BindingKey>> FavouritesAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await Of(context, person).Where(r => r.FavouriteSince != null).OrderByDescending(r => r.FavouriteSince).Take(MaxFavourites).ToListAsync(cancellation);
        return [.. rows.Select(Key)];
    }

    /// <inheritdoc/>
    public async Task<bool> SetFavouriteAsync(ClaimsPrincipal person, BindingKey dashboard, bool favourite, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        if (favourite && await Of(context, person).CountAsync(r => r.FavouriteSince != null, cancellation) >= MaxFavourites)
        {
            return false;
        }
        await ChangeAsync(context, person, dashboard, row => row.FavouriteSince = favourite ? row.FavouriteSince ?? now : null, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BindingKey>> RecentAsync(ClaimsPrincipal person, int count, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await Of(context, person).Where(r => r.OpenedAt != null).OrderByDescending(r => r.OpenedAt).Take(Math.Clamp(count, 1, MaxRecent)).ToListAsync(cancellation);
        return [.. rows.Select(Key)];
    }

    /// <inheritdoc/>
    public async Task OpenedAsync(ClaimsPrincipal person, BindingKey dashboard, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        await ChangeAsync(context, person, dashboard, row => row.OpenedAt = now, cancellation);
        var old = await Of(context, person).Where(r => r.OpenedAt != null && r.FavouriteSince == null)
            .OrderByDescending(r => r.OpenedAt).Skip(MaxRecent).Select(r => r.Id).ToListAsync(cancellation);
        await context.PersonalDashboards.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
    }

    private static IQueryable<PersonalDashboardRow> Of(PortalDbContext context, ClaimsPrincipal person)
    {
        var id = PersonId.Of(person);
        return context.PersonalDashboards.Where(r => r.Person == id);
    }

    private static BindingKey Key(PersonalDashboardRow row) =>
        new(new Scope(new TenantId(row.Tenant), row.Environment), row.Service.Length == 0 ? null : row.Service, row.Template);

    private static async Task ChangeAsync(PortalDbContext context, ClaimsPrincipal person, BindingKey key, Action<PersonalDashboardRow> change, CancellationToken cancellation)
    {
        var (tenant, service) = (key.Scope.Tenant.Value, key.Service ?? "");
        var row = await Of(context, person)
            .FirstOrDefaultAsync(r => r.Tenant == tenant && r.Environment == key.Scope.Environment && r.Service == service && r.Template == key.Template, cancellation);
        if (row is null)
        {
            row = new PersonalDashboardRow { Person = PersonId.Of(person), Tenant = tenant, Environment = key.Scope.Environment, Service = service, Template = key.Template };
            context.PersonalDashboards.Add(row);
        }
        change(row);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // The same dashboard was opened in a second window at the same moment; its row is there, and is changed instead.
            context.ChangeTracker.Clear();
            row = await Of(context, person)
                .FirstAsync(r => r.Tenant == tenant && r.Environment == key.Scope.Environment && r.Service == service && r.Template == key.Template, cancellation);
            change(row);
            await context.SaveChangesAsync(cancellation);
        }
    }
}
