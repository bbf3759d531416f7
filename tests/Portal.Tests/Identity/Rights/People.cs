using System.Security.Claims;
using Portal.Identity;

namespace Portal.Tests.Identity.Rights;

/// <summary>People as the portal knows them when they have signed in.</summary>
internal static class People
{
    public static ClaimsPrincipal SignedIn(string user, params string[] groups) =>
        With([new Claim(ClaimTypes.NameIdentifier, $"test/{user}"), new Claim(PersonClaims.User, user), .. groups.Select(g => new Claim(PersonClaims.Group, g))]);

    public static ClaimsPrincipal Token(string user, string? right, string? tenant = null) =>
        With([
            new Claim(ClaimTypes.NameIdentifier, $"test/{user}"), new Claim(PersonClaims.User, user), new Claim(PersonClaims.Token, "t1"),
            .. right is null ? Array.Empty<Claim>() : [new Claim(PersonClaims.TokenRight, right)],
            .. tenant is null ? Array.Empty<Claim>() : [new Claim(PersonClaims.TokenTenant, tenant)],
        ]);

    public static ClaimsPrincipal KeptTo(string user, string? role, params string[] tenants) =>
        With([
            new Claim(ClaimTypes.NameIdentifier, $"test/{user}"), new Claim(PersonClaims.User, user), new Claim(PersonClaims.KeptToTenants, "true"),
            .. tenants.Select(t => new Claim(PersonClaims.Tenant, t)), .. role is null ? Array.Empty<Claim>() : [new Claim(PersonClaims.TenantRole, role)],
        ]);

    public static ClaimsPrincipal Nobody { get; } = new(new ClaimsIdentity([new Claim(PersonClaims.User, "ada")]));

    private static ClaimsPrincipal With(Claim[] claims) => new(new ClaimsIdentity(claims, "test"));
}
