using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.History;

/// <summary>A revision of the past that is looked at.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Message">First line of its message.</param>
/// <param name="Author">Who wrote it, by name.</param>
public sealed record PastRevision(RevisionId Revision, DateTimeOffset Time, string Message, string Author);

/// <summary>Why a revision is not shown.</summary>
public enum RevisionRefusalKind
{
    /// <summary>What is given is no SHA.</summary>
    Malformed,
    /// <summary>It is not in the past of the branch that is followed; whether it is elsewhere is not told.</summary>
    Unknown,
    /// <summary>It has mistakes.</summary>
    Refused,
    /// <summary>It could not be loaded just now.</summary>
    Busy,
}

/// <summary>That a revision is not shown.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">The same for people.</param>
public sealed record RevisionRefusal(RevisionRefusalKind Kind, string Message)
{
    /// <summary>What is wrong with it, for those who may edit the content as a whole.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>The rights of today, over what is there today: a tenant or an environment that is gone since, or not there yet, is nobody's, whoever asks.</summary>
/// <param name="access">The rights.</param>
/// <param name="live">What is there.</param>
internal sealed class TodaysAccess(IAccess access, CatalogSnapshot live) : IAccess
{
    /// <inheritdoc/>
    public bool May(System.Security.Claims.ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => IsThere(tenant, environment) && access.May(person, right, tenant, environment);

    /// <inheritdoc/>
    public bool May(System.Security.Claims.ClaimsPrincipal person, Right right) => access.May(person, right);

    /// <inheritdoc/>
    public Role? RoleIn(System.Security.Claims.ClaimsPrincipal person, TenantId tenant, string? environment = null) => IsThere(tenant, environment) ? access.RoleIn(person, tenant, environment) : null;

    /// <inheritdoc/>
    public IReadOnlyList<RoleReason> Explain(System.Security.Claims.ClaimsPrincipal person) => access.Explain(person);

    private bool IsThere(TenantId tenant, string? environment) => live.Tenants.TryGetValue(tenant, out var known) && (environment is null || known.Environment(environment) is not null);
}
