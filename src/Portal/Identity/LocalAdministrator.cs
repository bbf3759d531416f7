using System.Security.Claims;
using Portal.Core.Tenancy;

namespace Portal.Identity;

/// <summary>Whoever reaches the portal runs it. Only right on loopback, which <see cref="LoopbackOnly"/> sees to.</summary>
internal sealed class LocalAdministrator : IAccess
{
    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => true;

    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right) => true;
}
