using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The tables of what forges deliver and are told.</summary>
internal static class WebhookModel
{
    /// <summary>Adds them.</summary>
    public static void Add(ModelBuilder model)
    {
        model.Entity<DeliveryRow>(row =>
        {
            row.ToTable("deliveries");
            row.Property(r => r.Forge).HasConversion<string>().HasMaxLength(20);
            row.Property(r => r.DeliveryId).HasMaxLength(100);
            row.Property(r => r.Repository).HasMaxLength(300);
            row.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
            row.Property(r => r.Worker).HasMaxLength(100);
            row.Property(r => r.Outcome).HasMaxLength(500);
            row.HasIndex(r => new { r.Forge, r.DeliveryId }).IsUnique();
            row.HasIndex(r => new { r.State, r.Repository });
        });
        model.Entity<ReportRow>(row =>
        {
            row.ToTable("reports");
            row.HasKey(r => r.Subject);
            row.Property(r => r.Subject).HasMaxLength(100);
            row.Property(r => r.Kind).HasConversion<string>().HasMaxLength(20);
            row.Property(r => r.Hash).HasMaxLength(64);
            row.Property(r => r.ToldHash).HasMaxLength(64);
            row.Property(r => r.RemoteId).HasMaxLength(100);
            row.Property(r => r.Error).HasMaxLength(500);
            row.HasIndex(r => r.ChangedAt);
        });
    }
}
