using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The tables of what forges deliver.</summary>
internal static class WebhookModel
{
    /// <summary>Adds them.</summary>
    public static void Add(ModelBuilder model) =>
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
}
