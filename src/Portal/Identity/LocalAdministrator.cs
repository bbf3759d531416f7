using System.Security.Claims;
using Portal.Core.Tenancy;

namespace Portal.Identity;

/// <summary>Whoever reaches the portal runs it. Only right on loopback, which <see cref="LoopbackOnly"/> sees to. In the demo, whoever has taken a persona has its rights instead.</summary>
/// <param name="personas">What personas may; null where there are none.</param>
internal sealed class LocalAdministrator(IAccess? personas = null) : IAccess
{
    private static readonly RoleReason[] Reasons = [new(Role.Administrator, null, null, "nobody has to sign in here", "the server's configuration")];

    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => Persona(person)?.May(person, right, tenant, environment) ?? true;

    /// <inheritdoc/>
    public bool May(ClaimsPrincipal person, Right right) => Persona(person)?.May(person, right) ?? true;

    /// <inheritdoc/>
    public Role? RoleIn(ClaimsPrincipal person, TenantId tenant, string? environment = null) => Persona(person) is { } access ? access.RoleIn(person, tenant, environment) : Role.Administrator;

    /// <inheritdoc/>
    public IReadOnlyList<RoleReason> Explain(ClaimsPrincipal person) => Persona(person)?.Explain(person) ?? Reasons;

    private IAccess? Persona(ClaimsPrincipal person) => person.Identity?.IsAuthenticated == true ? personas : null;
}
