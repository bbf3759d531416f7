using Microsoft.EntityFrameworkCore;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Data;

/// <summary>Data frozen at a moment, compressed. Found by tenant and id.</summary>
/// <param name="database">The database.</param>
internal sealed class SnapshotStore(PortalDatabase database)
{
    // More than this has not been written by us.
    private const int MaxExpandedBytes = 256 << 20;

    /// <summary>How many are kept for a tenant.</summary>
    public async Task<int> CountAsync(TenantId tenant, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Snapshots.CountAsync(r => r.Tenant == tenant.Value && r.ExpiresAt > now, cancellation);
    }

    /// <summary>Keeps a snapshot.</summary>
    public async Task AddAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        await using var context = database.Open();
        context.Snapshots.Add(new SnapshotRow { Id = snapshot.Id, Tenant = snapshot.Tenant.Value, Layout = snapshot.Layout, TakenAt = snapshot.TakenAt, ExpiresAt = snapshot.ExpiresAt });
        context.SnapshotPanels.AddRange(snapshot.Panels.Select(panel => new SnapshotPanelRow { Snapshot = snapshot.Id, Panel = panel.Key, Data = panel.Value }));
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>How a snapshot is laid out, and when it was taken; null where there is none that is good.</summary>
    public async Task<(byte[] Layout, DateTimeOffset TakenAt)?> LayoutAsync(TenantId tenant, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Snapshots.AsNoTracking().FirstOrDefaultAsync(r => r.Tenant == tenant.Value && r.Id == id && r.ExpiresAt > now, cancellation) is { } row
            ? (await ExpandAsync(row.Layout, cancellation), row.TakenAt) : null;
    }

    /// <summary>The data of a panel as JSON, or null.</summary>
    public async Task<byte[]?> PanelAsync(TenantId tenant, string id, string panel, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await (from kept in context.SnapshotPanels.AsNoTracking()
                         join snapshot in context.Snapshots on kept.Snapshot equals snapshot.Id
                         where snapshot.Tenant == tenant.Value && snapshot.Id == id && snapshot.ExpiresAt > now && kept.Panel == panel
                         select kept).FirstOrDefaultAsync(cancellation);
        return row is null ? null : await ExpandAsync(row.Data, cancellation);
    }

    /// <summary>Removes a snapshot.</summary>
    public async Task RemoveAsync(TenantId tenant, string id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Snapshots.Where(r => r.Tenant == tenant.Value && r.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes what has ended.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = database.Open();
        await context.Snapshots.Where(r => r.ExpiresAt <= now).ExecuteDeleteAsync(cancellation);
    }

    private static async Task<byte[]> ExpandAsync(byte[] content, CancellationToken cancellation)
    {
        using var expanded = await Compressed.ExpandAsync(content, MaxExpandedBytes, cancellation);
        return expanded.ToArray();
    }
}
