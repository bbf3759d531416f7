using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The keys of data protection in the database, as the framework writes them.</summary>
/// <param name="database">The database.</param>
internal sealed class ProtectionKeyStore(PortalDatabase database)
{
    /// <summary>All of them: a number and XML.</summary>
    public async Task<IReadOnlyList<(int Id, string Xml)>> AllAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await context.DataProtectionKeys.AsNoTracking().Where(row => row.Xml != null).OrderBy(row => row.Id).ToListAsync(cancellation);
        return [.. rows.Select(row => (row.Id, row.Xml!))];
    }

    /// <summary>Replaces one, unless somebody else has done so before.</summary>
    public async Task UpdateAsync(int id, string before, string after, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.DataProtectionKeys.Where(row => row.Id == id && row.Xml == before).ExecuteUpdateAsync(set => set.SetProperty(row => row.Xml, after), cancellation);
    }
}
