namespace Portal.Core.Tenancy;

/// <summary>What a person is to a tenant, or to the portal as a whole; a later one may do all that an earlier one may.</summary>
public enum Role
{
    /// <summary>Sees dashboards and their data, with the fields masked that the tenant masks for support.</summary>
    Support,
    /// <summary>Sees dashboards and their data.</summary>
    Viewer,
    /// <summary>Sees queries, rendered YAML and diagnostics as well.</summary>
    Editor,
    /// <summary>Gives others rights.</summary>
    Administrator,
}

/// <summary>Names of roles, and what each may do.</summary>
public static class Roles
{
    /// <summary>The names as they are written, from the least to the most.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<Role>().Select(Name)];

    /// <summary>The name as it is written.</summary>
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of that name; null for every other text.</summary>
    public static Role? Parse(string? name) => name switch
    {
        "support" => Role.Support,
        "viewer" => Role.Viewer,
        "editor" => Role.Editor,
        "administrator" => Role.Administrator,
        _ => null,
    };

    /// <summary>Whether whoever has the role has the right. What is not known is refused.</summary>
    public static bool Allows(this Role role, Right right) => right switch
    {
        Right.View => role is Role.Support or Role.Viewer or Role.Editor or Role.Administrator,
        Right.Edit => role is Role.Editor or Role.Administrator,
        Right.Administer => role is Role.Administrator,
        _ => false,
    };
}

/// <summary>Why a person has a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Tenant">To which tenant; null for the portal as a whole, and with it for all tenants.</param>
/// <param name="Environments">The environments that it holds in; null for all.</param>
/// <param name="Because">Such as <c>group sre-acme</c>.</param>
/// <param name="Origin">Where it is written, such as <c>tenants/acme.yaml:12</c>.</param>
public sealed record RoleReason(Role Role, TenantId? Tenant, IReadOnlyList<string>? Environments, string Because, string Origin)
{
    /// <summary>Such as <c>viewer of acme in prod because group sre-acme</c>.</summary>
    public override string ToString() =>
        $"{Role.Name()} of {Tenant?.Value ?? "the portal"}{(Environments is null ? "" : $" in {string.Join(", ", Environments)}")} because {Because}";
}

/// <summary>A line of the tenant's file that gives people a role.</summary>
public sealed record AccessLine
{
    /// <summary>The role.</summary>
    public required Role Role { get; init; }

    /// <summary>The groups whose members get it, exactly as the sign-in names them.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The people who get it, by the name that they sign in with; upper and lower case of A to Z are one.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>The environments that it holds in; null for all, and for the tenant as a whole.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>Where it stands.</summary>
    public required Diagnostics.SourceLocation Location { get; init; }
}
