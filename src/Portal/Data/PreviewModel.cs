using Microsoft.EntityFrameworkCore;
using Portal.Previews;

namespace Portal.Data;

/// <summary>The tables of previews.</summary>
internal static class PreviewModel
{
    private const int Text = 300;
    private const int Sha = 40;

    /// <summary>Adds them to the model.</summary>
    public static void Add(ModelBuilder model)
    {
        model.Entity<PreviewRow>(row =>
        {
            row.ToTable("previews");
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).HasMaxLength(PreviewIds.MaxLength);
            row.Property(r => r.Kind).HasConversion<string>().HasMaxLength(20);
            row.Property(r => r.Title).HasMaxLength(Text);
            row.Property(r => r.Author).HasMaxLength(Text);
            row.Property(r => r.Branch).HasMaxLength(Text);
            row.Property(r => r.Failure).HasMaxLength(Text);
            row.Property(r => r.Head).HasMaxLength(Sha);
            row.HasIndex(r => r.UpdatedAt);
        });
        model.Entity<PreviewApprovalRow>(row =>
        {
            row.ToTable("preview_approvals");
            row.HasKey(r => new { r.Preview, r.Head });
            row.Property(r => r.Preview).HasMaxLength(PreviewIds.MaxLength);
            row.Property(r => r.Head).HasMaxLength(Sha);
            row.Property(r => r.Person).HasMaxLength(200);
        });
    }
}
