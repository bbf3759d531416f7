namespace Portal.Core.Tenancy;

/// <summary>What a person can want to do.</summary>
public enum Right
{
    /// <summary>See dashboards and their data.</summary>
    View,
    /// <summary>See queries, rendered YAML and diagnostics.</summary>
    Edit,
    /// <summary>Give others rights, read the audit log, run the tenant or the portal.</summary>
    Administer,
}

/// <summary>A seam: the one place that decides. Asked by every page and endpoint; without the right, the thing does not exist (404).</summary>
public interface IAccess
{
    /// <summary>Whether this person may do this to that tenant and environment. A null environment means the tenant as a whole.</summary>
    bool May(System.Security.Claims.ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null);

    /// <summary>Whether this person may do this to the portal as a whole.</summary>
    bool May(System.Security.Claims.ClaimsPrincipal person, Right right);

    /// <summary>
    /// What this person is to that tenant and environment; null for nothing. Whoever masks asks this: <see cref="Role.Support"/> sees masked fields, unless a second line makes them more.
    /// </summary>
    Role? RoleIn(System.Security.Claims.ClaimsPrincipal person, TenantId tenant, string? environment = null) =>
        May(person, Right.Administer, tenant, environment) ? Role.Administrator
        : May(person, Right.Edit, tenant, environment) ? Role.Editor
        : May(person, Right.View, tenant, environment) ? Role.Viewer
        : null;

    /// <summary>Why this person has the rights that it has, one reason for each line that gives some; empty where it has none.</summary>
    IReadOnlyList<RoleReason> Explain(System.Security.Claims.ClaimsPrincipal person) => [];
}
