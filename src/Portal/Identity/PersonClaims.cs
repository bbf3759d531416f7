namespace Portal.Identity;

/// <summary>The claims by which the portal knows a person. No sign-in of elsewhere can bring them: they are made here.</summary>
internal static class PersonClaims
{
    /// <summary>The name that rights are given to.</summary>
    public const string User = "portal:user";

    /// <summary>A group that the person is in.</summary>
    public const string Group = "portal:group";

    /// <summary>A tenant that the sign-in keeps the person to. With <see cref="KeptToTenants"/> and none of these, the person may do nothing.</summary>
    public const string Tenant = "portal:tenant";

    /// <summary>Present where the sign-in keeps the person to tenants.</summary>
    public const string KeptToTenants = "portal:kept-to-tenants";

    /// <summary>The role that the sign-in gives in each <see cref="Tenant"/>.</summary>
    public const string TenantRole = "portal:tenant-role";

    /// <summary>The way of signing in: a provider's name, <c>local</c>, <c>demo</c>.</summary>
    public const string Provider = "portal:provider";

    /// <summary>The key of the person's session.</summary>
    public const string Session = "portal:session";

    /// <summary>The address that the person's request came from.</summary>
    public const string Address = "portal:address";

    /// <summary>The public part of the token that stands in for the person.</summary>
    public const string Token = "portal:token";

    /// <summary>The most that a token may do: a right.</summary>
    public const string TokenRight = "portal:token-right";

    /// <summary>The tenant that a token is for; absent for all.</summary>
    public const string TokenTenant = "portal:token-tenant";
}
