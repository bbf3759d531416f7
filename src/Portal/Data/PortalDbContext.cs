using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The portal's state. One model for both kinds of database.</summary>
internal abstract class PortalDbContext(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>Revisions that were loaded, the newest few.</summary>
    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    /// <summary>What went live when.</summary>
    public DbSet<LiveChangeRow> LiveChanges => Set<LiveChangeRow>();

    /// <summary>Discovered services.</summary>
    public DbSet<ServiceListRow> ServiceLists => Set<ServiceListRow>();

    /// <summary>Favourites and recently opened dashboards.</summary>
    public DbSet<PersonalDashboardRow> PersonalDashboards => Set<PersonalDashboardRow>();

    /// <summary>Deliveries of forges, the newest few hundred.</summary>
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    /// <summary>What is told elsewhere.</summary>
    public DbSet<ReportRow> Reports => Set<ReportRow>();

    /// <summary>Roles that administrators have given.</summary>
    public DbSet<GrantRow> Grants => Set<GrantRow>();

    /// <summary>People who have signed in.</summary>
    public DbSet<PersonRow> People => Set<PersonRow>();

    /// <summary>Who is signed in.</summary>
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    /// <summary>Local accounts.</summary>
    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    /// <summary>Tokens for scripts.</summary>
    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    /// <summary>What has happened.</summary>
    public DbSet<AuditRow> Audit => Set<AuditRow>();

    /// <summary>Keys that sign embeds.</summary>
    public DbSet<EmbedKeyRow> EmbedKeys => Set<EmbedKeyRow>();

    /// <summary>Embeds that were issued, or seen.</summary>
    public DbSet<EmbedRow> Embeds => Set<EmbedRow>();

    /// <summary>Data frozen at a moment.</summary>
    public DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();

    /// <summary>The panels of snapshots.</summary>
    public DbSet<SnapshotPanelRow> SnapshotPanels => Set<SnapshotPanelRow>();

    /// <inheritdoc/>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Previews that are open.</summary>
    public DbSet<PreviewRow> Previews => Set<PreviewRow>();

    /// <summary>Commits of previews that were approved for live queries.</summary>
    public DbSet<PreviewApprovalRow> PreviewApprovals => Set<PreviewApprovalRow>();

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        KeepAudit();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        KeepAudit();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    // The record is added to, and nothing else.
    private void KeepAudit()
    {
        if (ChangeTracker.Entries<AuditRow>().Any(entry => entry.State is EntityState.Modified or EntityState.Deleted))
        {
            throw new InvalidOperationException("The audit log is never changed.");
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RevisionRow>(row =>
        {
            row.ToTable("revisions");
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).HasMaxLength(RevisionRow.MaxId);
            row.Property(r => r.Message).HasMaxLength(RevisionRow.MaxText);
            row.Property(r => r.Author).HasMaxLength(RevisionRow.MaxText);
            row.Property(r => r.Judge).HasMaxLength(64);
            row.Property(r => r.LintBefore).HasMaxLength(RevisionRow.MaxId);
            row.HasIndex(r => r.LoadedAt);
        });
        modelBuilder.Entity<LiveChangeRow>(row =>
        {
            row.ToTable("live_changes");
            row.HasKey(r => new { r.Source, r.Number });
            row.Property(r => r.Source).HasMaxLength(64);
            row.Property(r => r.Number).ValueGeneratedNever();
            row.Property(r => r.Revision).HasMaxLength(RevisionRow.MaxId);
            row.Property(r => r.Message).HasMaxLength(RevisionRow.MaxText);
            row.Property(r => r.Author).HasMaxLength(RevisionRow.MaxText);
            row.Property(r => r.Person).HasMaxLength(RevisionRow.MaxText);
            row.Property(r => r.PinReason).HasMaxLength(RevisionRow.MaxText);
        });
        modelBuilder.Entity<ServiceListRow>(row =>
        {
            row.ToTable("service_lists");
            row.HasKey(r => new { r.Tenant, r.Environment });
            row.Property(r => r.Tenant).HasMaxLength(63);
            row.Property(r => r.Environment).HasMaxLength(63);
        });
        modelBuilder.Entity<PersonalDashboardRow>(row =>
        {
            row.ToTable("personal_dashboards");
            row.Property(r => r.Person).HasMaxLength(200);
            row.Property(r => r.Tenant).HasMaxLength(63);
            row.Property(r => r.Environment).HasMaxLength(63);
            row.Property(r => r.Service).HasMaxLength(63);
            row.Property(r => r.Template).HasMaxLength(300);
            row.HasIndex(r => new { r.Person, r.Tenant, r.Environment, r.Service, r.Template }).IsUnique();
            row.HasIndex(r => new { r.Person, r.OpenedAt });
        });
        AccessModel.Add(modelBuilder);
        WebhookModel.Add(modelBuilder);
        EmbedModel.Add(modelBuilder);
        PreviewModel.Add(modelBuilder);
    }
}
