using Portal.Core.Tenancy;

namespace Portal.Identity.Rights;

/// <summary>Gives a role to a user or to the members of a group.</summary>
/// <param name="Role">The role.</param>
/// <param name="Tenant">To which tenant; null for the portal as a whole.</param>
/// <param name="IsGroup">Whether <paramref name="Name"/> is a group's; else a user's.</param>
/// <param name="Name">Who gets it.</param>
/// <param name="Environments">The environments that it holds in; null for all.</param>
/// <param name="Origin">Where it is written.</param>
internal sealed record Grant(Role Role, TenantId? Tenant, bool IsGroup, string Name, IReadOnlyList<string>? Environments, string Origin)
{
    /// <summary>What a person reads of it.</summary>
    public RoleReason Reason => new(Role, Tenant, Environments, IsGroup ? $"group {Name}" : $"user {Name}", Origin);
}

/// <summary>A grant that an administrator has given in the portal.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Grant">What it gives.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="GivenAt">When.</param>
internal sealed record StoredGrant(long Id, Grant Grant, string GivenBy, DateTimeOffset GivenAt);

/// <summary>The names that people sign in with.</summary>
internal static class UserNames
{
    /// <summary>The same for names that differ in the case of A to Z alone: other letters that look alike are others.</summary>
    public static string Normalize(string name) => string.Create(name.Length, name, static (span, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            span[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
        }
    });
}
