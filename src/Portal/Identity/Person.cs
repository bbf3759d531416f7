using System.Security.Claims;

namespace Portal.Identity;

/// <summary>A person as the sign-in has told.</summary>
internal sealed record Person
{
    /// <summary>The most groups that count; a sign-in that names more is cut after these, in alphabetical order.</summary>
    public const int MaxGroups = 500;

    /// <summary>The way of signing in, a slash, and the person's id there; at most 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The name that rights are given to; empty where there is none that can be trusted.</summary>
    public required string User { get; init; }

    /// <summary>What people read.</summary>
    public required string Name { get; init; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The tenants that the sign-in keeps the person to; null where it does not.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>The role that the sign-in gives in <see cref="Tenants"/>; null for none.</summary>
    public string? TenantRole { get; init; }

    /// <summary>The way of signing in.</summary>
    public string Provider => Id[..Math.Max(0, Id.IndexOf('/', StringComparison.Ordinal))];

    /// <summary>The person as access decides by it.</summary>
    /// <param name="scheme">How the request has proved it.</param>
    /// <param name="more">Claims of the session or the token.</param>
    public ClaimsPrincipal ToPrincipal(string scheme, params IEnumerable<Claim> more)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name.Length > 0 ? Name : User.Length > 0 ? User : Id));
        identity.AddClaim(new Claim(PersonClaims.Provider, Provider));
        if (User.Length > 0)
        {
            identity.AddClaim(new Claim(PersonClaims.User, User));
        }
        identity.AddClaims(Groups.Select(group => new Claim(PersonClaims.Group, group)));
        if (Tenants is not null)
        {
            identity.AddClaim(new Claim(PersonClaims.KeptToTenants, "true"));
            identity.AddClaims(Tenants.Select(tenant => new Claim(PersonClaims.Tenant, tenant)));
        }
        if (TenantRole is not null)
        {
            identity.AddClaim(new Claim(PersonClaims.TenantRole, TenantRole));
        }
        identity.AddClaims(more);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Whether access would decide the same for both.</summary>
    public bool HasRightsOf(Person other) =>
        Id == other.Id && User == other.User && TenantRole == other.TenantRole && Groups.SequenceEqual(other.Groups)
        && (Tenants is null) == (other.Tenants is null) && (Tenants ?? []).SequenceEqual(other.Tenants ?? []);
}
