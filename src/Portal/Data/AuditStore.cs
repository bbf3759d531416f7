using Microsoft.EntityFrameworkCore;
using Portal.Audit;
using Portal.Core.Tenancy;

namespace Portal.Data;

/// <summary>The audit log in the database. There is a way to add and a way to read; rows leave only by their age.</summary>
/// <param name="database">The database.</param>
internal sealed class AuditStore(PortalDatabase database)
{
    /// <summary>The most events that one question answers.</summary>
    public const int MaxRows = 10_000;

    /// <summary>Keeps events, in their order.</summary>
    public async Task AddAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellation)
    {
        await using var context = database.Open();
        context.Audit.AddRange(events.Select(Row));
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>The events that fit, the newest first.</summary>
    public async Task<IReadOnlyList<KeptEvent>> FindAsync(AuditQuery query, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = context.Audit.AsNoTracking();
        if (query.Tenants is { } tenants)
        {
            var names = tenants.Select(t => t.Value).Where(name => name.Length > 0).ToList();
            rows = rows.Where(r => names.Contains(r.Tenant));
        }
        if (query.Action is { } action)
        {
            rows = rows.Where(r => r.Action == action);
        }
        if (query.Outcome is { } outcome)
        {
            var name = Name(outcome);
            rows = rows.Where(r => r.Outcome == name);
        }
        if (query.Person is { } person)
        {
            var part = person.ToLowerInvariant();
#pragma warning disable CA1862, CA1304 // translated to SQL, which knows no comparison
            rows = rows.Where(r => r.Person.ToLower().Contains(part) || r.Name.ToLower().Contains(part));
#pragma warning restore CA1862, CA1304
        }
        if (query.From is { } from)
        {
            var start = from.ToUniversalTime();
            rows = rows.Where(r => r.Time >= start);
        }
        if (query.To is { } to)
        {
            var end = to.ToUniversalTime();
            rows = rows.Where(r => r.Time < end);
        }
        if (query.Before is { } before)
        {
            rows = rows.Where(r => r.Id < before);
        }
        var found = await rows.OrderByDescending(r => r.Id).Take(Math.Clamp(query.Limit, 1, MaxRows)).ToListAsync(cancellation);
        return [.. found.Select(Kept)];
    }

    /// <summary>Removes what is older.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var limit = before.ToUniversalTime();
        await context.Audit.Where(r => r.Time < limit).ExecuteDeleteAsync(cancellation);
    }

    private static string Name(AuditOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private static AuditRow Row(AuditEvent happened) => new()
    {
        Time = happened.Time,
        Action = ColumnText.Shorten(happened.Action, 60),
        Person = ColumnText.Shorten(happened.Person, 200),
        Name = ColumnText.Shorten(happened.Name, 200),
        Tenant = ColumnText.Shorten(happened.Tenant?.Value ?? "", 63),
        Address = ColumnText.Shorten(happened.Address, 64),
        Outcome = Name(happened.Outcome),
        What = ColumnText.Shorten(happened.What, 500),
        Detail = ColumnText.Shorten(happened.Detail, 2000),
    };

    private static KeptEvent Kept(AuditRow row) => new(row.Id, new AuditEvent
    {
        Time = row.Time,
        Action = row.Action,
        Person = row.Person,
        Name = row.Name,
        Tenant = row.Tenant.Length == 0 ? null : new TenantId(row.Tenant),
        Address = row.Address,
        Outcome = Enum.TryParse<AuditOutcome>(row.Outcome, ignoreCase: true, out var outcome) ? outcome : AuditOutcome.Failed,
        What = row.What,
        Detail = row.Detail,
    });
}
