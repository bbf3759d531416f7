using Microsoft.EntityFrameworkCore;
using Portal.Core.Catalog;

namespace Portal.Data;

/// <summary>What went live when, in the database: all replicas of a source agree on the newest change.</summary>
/// <param name="database">The database.</param>
internal sealed class LiveChanges(PortalDatabase database)
{
    /// <summary>How many changes of a source are remembered.</summary>
    public const int Most = 500;

    /// <summary>The newest change; null where nothing went live yet.</summary>
    public async Task<LiveChange?> LatestAsync(string source, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.LiveChanges.AsNoTracking().Where(r => r.Source == source).OrderByDescending(r => r.Number).FirstOrDefaultAsync(cancellation) is { } row ? Change(row) : null;
    }

    /// <summary>The newest changes, or the newest ones until then, the newest first.</summary>
    public async Task<IReadOnlyList<LiveChange>> RecentAsync(string source, int most, CancellationToken cancellation, DateTimeOffset? until = null)
    {
        await using var context = database.Open();
        var own = context.LiveChanges.AsNoTracking().Where(r => r.Source == source);
        var rows = await (until is { } then ? own.Where(r => r.At <= then) : own).OrderByDescending(r => r.Number).Take(Math.Clamp(most, 1, Most)).ToListAsync(cancellation);
        return [.. rows.Select(Change)];
    }

    /// <summary>Adds a change; false where another replica has added one of that number before, so that what led to this one has to be thought over.</summary>
    public async Task<bool> TryAddAsync(string source, LiveChange change, CancellationToken cancellation)
    {
        await using var context = database.Open();
        context.LiveChanges.Add(new LiveChangeRow
        {
            Source = source,
            Number = change.Number,
            Revision = ColumnText.Shorten(change.Revision.Value, RevisionRow.MaxId)!,
            Message = ColumnText.Shorten(change.Message, RevisionRow.MaxText),
            Author = ColumnText.Shorten(change.Author, RevisionRow.MaxText),
            At = change.At,
            Person = ColumnText.Shorten(change.Person, RevisionRow.MaxText),
            PinReason = ColumnText.Shorten(change.PinReason, RevisionRow.MaxText),
        });
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            if (await context.LiveChanges.AsNoTracking().AnyAsync(r => r.Source == source && r.Number >= change.Number, cancellation))
            {
                return false;
            }
            throw;
        }
        await context.LiveChanges.Where(r => r.Source == source && r.Number <= change.Number - Most).ExecuteDeleteAsync(cancellation);
        return true;
    }

    private static LiveChange Change(LiveChangeRow row) => new(row.Number, new RevisionId(row.Revision), row.At)
    {
        Message = row.Message,
        Author = row.Author,
        Person = row.Person,
        PinReason = row.PinReason,
    };
}
