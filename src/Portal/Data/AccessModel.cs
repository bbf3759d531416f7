using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Portal.Data;

/// <summary>The tables of people, rights and record.</summary>
internal static class AccessModel
{
    private const int Id = 200;
    private const int TenantName = 63;

    /// <summary>Adds them to the model.</summary>
    public static void Add(ModelBuilder model)
    {
        model.Entity<GrantRow>(row =>
        {
            row.ToTable("grants");
            row.Property(r => r.Role).HasMaxLength(20);
            row.Property(r => r.Tenant).HasMaxLength(TenantName);
            row.Property(r => r.Name).HasMaxLength(Id);
            row.Property(r => r.GivenBy).HasMaxLength(Id);
            row.HasIndex(r => new { r.Tenant, r.IsGroup, r.Name, r.Role }).IsUnique();
        });
        model.Entity<PersonRow>(row =>
        {
            row.ToTable("people");
            row.Property(r => r.Id).HasMaxLength(Id);
            row.Property(r => r.User).HasMaxLength(Id);
            row.Property(r => r.Name).HasMaxLength(Id);
            row.Property(r => r.TenantRole).HasMaxLength(20);
            row.HasIndex(r => r.SeenAt);
        });
        model.Entity<SessionRow>(row =>
        {
            row.ToTable("sessions");
            row.Property(r => r.Id).HasMaxLength(64);
            row.Property(r => r.Person).HasMaxLength(Id);
            row.HasIndex(r => r.Person);
            row.HasIndex(r => r.ExpiresAt);
        });
        model.Entity<AccountRow>(row =>
        {
            row.ToTable("accounts");
            row.Property(r => r.Id).HasMaxLength(40);
            row.Property(r => r.UserName).HasMaxLength(Id);
            row.Property(r => r.NormalizedUserName).HasMaxLength(Id);
            row.Property(r => r.ConcurrencyStamp).IsConcurrencyToken();
            row.Ignore(r => r.Email).Ignore(r => r.NormalizedEmail).Ignore(r => r.EmailConfirmed);
            row.Ignore(r => r.PhoneNumber).Ignore(r => r.PhoneNumberConfirmed).Ignore(r => r.TwoFactorEnabled);
            row.HasIndex(r => r.NormalizedUserName).IsUnique();
        });
        model.Entity<TokenRow>(row =>
        {
            row.ToTable("tokens");
            row.Property(r => r.Id).HasMaxLength(40);
            row.Property(r => r.Hash).HasMaxLength(64);
            row.Property(r => r.Name).HasMaxLength(100);
            row.Property(r => r.Person).HasMaxLength(Id);
            row.Property(r => r.Tenant).HasMaxLength(TenantName);
            row.Property(r => r.Right).HasMaxLength(20);
            row.Property(r => r.UsedFrom).HasMaxLength(64);
            row.HasIndex(r => r.Person);
        });
        model.Entity<AuditRow>(row =>
        {
            row.ToTable("audit");
            row.Property(r => r.Action).HasMaxLength(60);
            row.Property(r => r.Person).HasMaxLength(Id);
            row.Property(r => r.Name).HasMaxLength(Id);
            row.Property(r => r.Tenant).HasMaxLength(TenantName);
            row.Property(r => r.Address).HasMaxLength(64);
            row.Property(r => r.Outcome).HasMaxLength(20);
            row.Property(r => r.What).HasMaxLength(500);
            row.Property(r => r.Detail).HasMaxLength(2000);
            row.HasIndex(r => r.Time);
            row.HasIndex(r => new { r.Tenant, r.Time });
        });
        model.Entity<DataProtectionKey>(row => row.ToTable("data_protection_keys"));
    }
}
