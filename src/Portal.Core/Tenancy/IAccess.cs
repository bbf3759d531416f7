namespace Portal.Core.Tenancy;

/// <summary>What a person can want to do.</summary>
public enum Right
{
    /// <summary>See dashboards and their data.</summary>
    View,
    /// <summary>See queries, rendered YAML and diagnostics.</summary>
    Edit,
    /// <summary>Run the portal: the catalog, all tenants.</summary>
    Administer,
}

/// <summary>A seam: the one place that decides. Asked by every page and endpoint; without the right, the thing does not exist (404).</summary>
public interface IAccess
{
    /// <summary>Whether this person may do this to that tenant and environment. A null environment means the tenant as a whole.</summary>
    bool May(System.Security.Claims.ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null);

    /// <summary>Whether this person may do this to the portal as a whole.</summary>
    bool May(System.Security.Claims.ClaimsPrincipal person, Right right);
}
