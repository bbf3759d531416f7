using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>The tables of embeds.</summary>
internal static class EmbedModel
{
    private const int TenantName = 63;
    private const int Id = 100;

    /// <summary>Adds them to the model.</summary>
    public static void Add(ModelBuilder model)
    {
        model.Entity<EmbedKeyRow>(row =>
        {
            row.ToTable("embed_keys");
            row.HasKey(r => new { r.Tenant, r.Id });
            row.Property(r => r.Tenant).HasMaxLength(TenantName);
            row.Property(r => r.Id).HasMaxLength(Id);
        });
        model.Entity<EmbedRow>(Embeds);
        model.Entity<SnapshotRow>(row =>
        {
            row.ToTable("embed_snapshots");
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).HasMaxLength(Id);
            row.Property(r => r.Tenant).HasMaxLength(TenantName);
            row.HasIndex(r => r.Tenant);
            row.HasIndex(r => r.ExpiresAt);
        });
        model.Entity<SnapshotPanelRow>(row =>
        {
            row.ToTable("embed_snapshot_panels");
            row.HasKey(r => new { r.Snapshot, r.Panel });
            row.Property(r => r.Snapshot).HasMaxLength(Id);
            row.Property(r => r.Panel).HasMaxLength(200);
            row.HasOne<SnapshotRow>().WithMany().HasForeignKey(r => r.Snapshot).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Embeds(EntityTypeBuilder<EmbedRow> row)
    {
        row.ToTable("embeds");
        row.HasKey(r => new { r.Tenant, r.Id });
        row.Property(r => r.Tenant).HasMaxLength(TenantName);
        row.Property(r => r.Id).HasMaxLength(Id);
        row.Property(r => r.Key).HasMaxLength(Id);
        row.Property(r => r.Title).HasMaxLength(300);
        row.Property(r => r.Person).HasMaxLength(200);
        row.HasIndex(r => new { r.Tenant, r.IssuedAt });
        row.HasIndex(r => r.ExpiresAt);
    }
}
