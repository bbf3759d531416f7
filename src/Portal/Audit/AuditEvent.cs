using System.Security.Claims;
using Portal.Core.Tenancy;
using Portal.Identity;

namespace Portal.Audit;

/// <summary>Something that happened and is kept.</summary>
internal sealed record AuditEvent
{
    /// <summary>When; set by the log.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Who: a person's id, at most 200 characters.</summary>
    public required string Person { get; init; }

    /// <summary>Who, to be read; at most 200 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The tenant that it is about; null for the portal as a whole. Its administrators see it.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>The client's address; empty where it is not known.</summary>
    public string Address { get; init; } = "";

    /// <summary>How it went.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>What it was done to, such as a path, a revision or a token's name; at most 500 characters. Never a secret.</summary>
    public string What { get; init; } = "";

    /// <summary>More about it, at most 2,000 characters. Never a secret.</summary>
    public string Detail { get; init; } = "";

    /// <summary>An event of the portal itself, which nobody has asked for at that moment.</summary>
    public static AuditEvent ByPortal(string action) => new() { Action = action, Person = PersonId.Portal, Name = "The portal" };

    /// <summary>An event of a person, with the address that the person's request came from.</summary>
    public static AuditEvent By(ClaimsPrincipal person, string action) => new()
    {
        Action = action,
        Person = PersonId.Of(person),
        Name = person.Identity?.Name ?? "",
        Address = person.FindFirstValue(PersonClaims.Address) ?? "",
    };
}
