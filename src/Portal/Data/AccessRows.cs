using Microsoft.AspNetCore.Identity;

namespace Portal.Data;

/// <summary>A role that an administrator has given in the portal, and not in Git.</summary>
internal sealed class GrantRow
{
    /// <summary>The row's number.</summary>
    public long Id { get; set; }

    /// <summary>The role's name.</summary>
    public required string Role { get; set; }

    /// <summary>The tenant; empty for the portal as a whole.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Whether <see cref="Name"/> is a group's; else a user's.</summary>
    public bool IsGroup { get; set; }

    /// <summary>Who gets it.</summary>
    public required string Name { get; set; }

    /// <summary>The environments that it holds in as a JSON list; null for all.</summary>
    public string? Environments { get; set; }

    /// <summary>Who gave it.</summary>
    public required string GivenBy { get; set; }

    /// <summary>When it was given.</summary>
    public DateTimeOffset GivenAt { get; set; }
}

/// <summary>A person who has signed in, as the sign-in last told.</summary>
internal sealed class PersonRow
{
    /// <summary>The person's id: the way of signing in, and the person's id there.</summary>
    public required string Id { get; set; }

    /// <summary>The name that rights are given to.</summary>
    public required string User { get; set; }

    /// <summary>What people read.</summary>
    public required string Name { get; set; }

    /// <summary>The groups as a JSON list.</summary>
    public required string Groups { get; set; }

    /// <summary>The tenants that the sign-in keeps the person to, as a JSON list; null where it does not.</summary>
    public string? Tenants { get; set; }

    /// <summary>The role that the sign-in gives in <see cref="Tenants"/>; null for none.</summary>
    public string? TenantRole { get; set; }

    /// <summary>When the sign-in last told it.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>A person's stay, from signing in to signing out. The browser holds a random key; its hash is here.</summary>
internal sealed class SessionRow
{
    /// <summary>The key's SHA-256 in hexadecimal.</summary>
    public required string Id { get; set; }

    /// <summary>Whose it is.</summary>
    public required string Person { get; set; }

    /// <summary>The ticket, encrypted.</summary>
    public required byte[] Ticket { get; set; }

    /// <summary>When the provider, or the account, last said that it is good.</summary>
    public DateTimeOffset CheckedAt { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A local account.</summary>
internal sealed class AccountRow : IdentityUser
{
    /// <summary>Whether the password was given by someone else and has to be changed first.</summary>
    public bool MustChangePassword { get; set; }
}

/// <summary>A token for scripts. It is shown once; its hash is here.</summary>
internal sealed class TokenRow
{
    /// <summary>The token's public part.</summary>
    public required string Id { get; set; }

    /// <summary>The secret part's SHA-256 in hexadecimal.</summary>
    public required string Hash { get; set; }

    /// <summary>What its maker calls it.</summary>
    public required string Name { get; set; }

    /// <summary>Its maker.</summary>
    public required string Person { get; set; }

    /// <summary>The tenant that it is for; empty for all that its maker may see.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>The most that it may do.</summary>
    public required string Right { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>From where; null for never.</summary>
    public string? UsedFrom { get; set; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>Something that happened and is kept. Never changed.</summary>
internal sealed class AuditRow
{
    /// <summary>The row's number.</summary>
    public long Id { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>What kind, such as <c>sign-in</c>.</summary>
    public required string Action { get; set; }

    /// <summary>Who: a person's id.</summary>
    public required string Person { get; set; }

    /// <summary>Who, to be read.</summary>
    public required string Name { get; set; }

    /// <summary>The tenant that it is about; empty for the portal as a whole.</summary>
    public required string Tenant { get; set; }

    /// <summary>From where; empty where it is not known.</summary>
    public required string Address { get; set; }

    /// <summary>How it went: <c>done</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Outcome { get; set; }

    /// <summary>What it was done to.</summary>
    public required string What { get; set; }

    /// <summary>More about it; empty for nothing.</summary>
    public required string Detail { get; set; }
}
