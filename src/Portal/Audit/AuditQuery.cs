using Portal.Core.Tenancy;

namespace Portal.Audit;

/// <summary>Which events are asked for.</summary>
internal sealed record AuditQuery
{
    /// <summary>Those about these tenants only; null for all events, those about no tenant among them.</summary>
    public IReadOnlyList<TenantId>? Tenants { get; init; }

    /// <summary>One kind only; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>One outcome only; null for all.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>A part of the person's id or name; null for everyone.</summary>
    public string? Person { get; init; }

    /// <summary>From when on; null for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, this moment left out; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only events before this number, for the next page; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>How many at most, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>An event that was kept.</summary>
/// <param name="Id">Its number; later ones are higher.</param>
/// <param name="Event">What happened.</param>
internal sealed record KeptEvent(long Id, AuditEvent Event);
