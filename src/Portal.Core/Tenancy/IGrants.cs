namespace Portal.Core.Tenancy;

/// <summary>A seam: what the server's own configuration allows tenants to use. Git never decides this.</summary>
public interface IGrants
{
    /// <summary>Whether the tenant's file may name that secret.</summary>
    bool MayUseSecret(TenantId tenant, string secret);

    /// <summary>Whether the tenant's datasources may be on that host.</summary>
    bool MayUseHost(TenantId tenant, string host, int port);
}
