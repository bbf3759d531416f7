using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>Local accounts in the database, as ASP.NET Core Identity keeps them.</summary>
internal static class AccountStore
{
    /// <summary>The store over the database of this piece of work.</summary>
    public static IUserStore<AccountRow> Open(IServiceProvider services) => new UserOnlyStore<AccountRow, PortalDbContext>(services.GetRequiredService<PortalDbContext>());

    /// <summary>All accounts by name; at most 1,000.</summary>
    public static Task<List<AccountRow>> AllAsync(IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<PortalDbContext>().Accounts.AsNoTracking().OrderBy(a => a.UserName).Take(1000).ToListAsync(cancellation);
}
