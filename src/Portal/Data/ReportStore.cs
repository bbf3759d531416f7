using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Forges;

namespace Portal.Data;

/// <summary>Reports in the database: each is told until it is told, by whichever replica, and no state of it twice.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Tells when.</param>
internal sealed class ReportStore(PortalDatabase database, TimeProvider time)
{
    /// <summary>How long somebody who tells a report may take before another one tries.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private const int MaxReports = 2_000;
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(30);

    /// <summary>Says what is to be told by now. Nothing happens where that is the same state as before.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="hash">Tells states apart.</param>
    /// <param name="body">What is to be told.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether it is another state.</returns>
    public async Task<bool> SetAsync<T>(ReportKind kind, string subject, string hash, T body, CancellationToken cancellation)
    {
        try
        {
            return await SetOnceAsync(kind, subject, hash, JsonSerializer.Serialize(body), cancellation);
        }
        catch (DbUpdateException)
        {
            // Another replica has said the same in between: now it is a change, or none.
            return await SetOnceAsync(kind, subject, hash, JsonSerializer.Serialize(body), cancellation);
        }
    }

    /// <summary>What is to be told of a subject by now; null where there is nothing.</summary>
    public async Task<ReportRow?> FindAsync(string subject, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Reports.AsNoTracking().FirstOrDefaultAsync(r => r.Subject == subject, cancellation);
    }

    /// <summary>Takes the next report that is to be told; null where there is none. Nobody else takes it for <see cref="Lease"/>.</summary>
    public async Task<ReportRow?> TakeAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var until = now + Lease;
        foreach (var subject in await Untold(context).Where(r => r.DueAt <= now).OrderBy(r => r.DueAt).Select(r => r.Subject).Take(20).ToListAsync(cancellation))
        {
            var taken = await Untold(context).Where(r => r.Subject == subject && r.DueAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.DueAt, until).SetProperty(r => r.Telling, true).SetProperty(r => r.Attempts, r => r.Attempts + 1), cancellation);
            if (taken > 0)
            {
                return await context.Reports.AsNoTracking().FirstAsync(r => r.Subject == subject, cancellation);
            }
        }
        return null;
    }

    /// <summary>A report was told as it was taken. It may have become another state meanwhile; then that is told next.</summary>
    public async Task ToldAsync(ReportRow taken, string? remoteId, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        await context.Reports.Where(r => r.Subject == taken.Subject).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.ToldHash, taken.Hash)
                .SetProperty(r => r.RemoteId, remoteId)
                .SetProperty(r => r.ToldAt, now)
                .SetProperty(r => r.Telling, false)
                .SetProperty(r => r.DueAt, now)
                .SetProperty(r => r.Error, ""),
            cancellation);
        await ForgetAsync(context, now, cancellation);
    }

    /// <summary>A try has failed.</summary>
    /// <param name="taken">As it was taken.</param>
    /// <param name="error">Why.</param>
    /// <param name="at">When to try again; null to give up.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task FailedAsync(ReportRow taken, string error, DateTimeOffset? at, CancellationToken cancellation)
    {
        await using var context = database.Open();
        error = ColumnText.Shorten(error, 500);
        var due = at ?? taken.DueAt;
        var now = time.GetUtcNow();
        // A state that it has become meanwhile is tried on its own account.
        await context.Reports.Where(r => r.Subject == taken.Subject && r.Hash != taken.Hash).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Telling, false).SetProperty(r => r.DueAt, now), cancellation);
        await context.Reports.Where(r => r.Subject == taken.Subject && r.Hash == taken.Hash).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Error, error).SetProperty(r => r.Telling, false).SetProperty(r => r.DueAt, due).SetProperty(r => r.GivenUp, at == null), cancellation);
    }

    /// <summary>Gives back what a process that is gone has taken: only where no other replica can be at work.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        await context.Reports.Where(r => r.Telling).ExecuteUpdateAsync(set => set.SetProperty(r => r.Telling, false).SetProperty(r => r.DueAt, now), cancellation);
    }

    /// <summary>Has a report that was given up tried again; false where it is not there or was not given up.</summary>
    public async Task<bool> RetryAsync(string subject, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        return await context.Reports.Where(r => r.Subject == subject && r.GivenUp)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.GivenUp, false).SetProperty(r => r.Attempts, 0).SetProperty(r => r.DueAt, now), cancellation) > 0;
    }

    /// <summary>The reports that changed last, the newest first.</summary>
    public async Task<IReadOnlyList<ReportRow>> RecentAsync(int count, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await context.Reports.AsNoTracking().OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Subject).Take(Math.Clamp(count, 1, 200)).ToListAsync(cancellation);
    }

    private static IQueryable<ReportRow> Untold(PortalDbContext context) => context.Reports.Where(r => !r.GivenUp && (r.ToldHash == null || r.ToldHash != r.Hash));

    private async Task<bool> SetOnceAsync(ReportKind kind, string subject, string hash, string body, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var row = await context.Reports.FirstOrDefaultAsync(r => r.Subject == subject, cancellation);
        if (row?.Hash == hash)
        {
            return false;
        }
        if (row is null)
        {
            row = new ReportRow { Subject = subject, Kind = kind, Body = "", Hash = "" };
            context.Reports.Add(row);
        }
        var now = time.GetUtcNow();
        row.Body = body;
        row.Hash = hash;
        row.ChangedAt = now;
        // While the state before is told, this one waits: they must not overtake each other.
        row.DueAt = row.Telling && row.DueAt > now ? row.DueAt : now;
        row.Attempts = 0;
        row.GivenUp = false;
        row.Error = "";
        await context.SaveChangesAsync(cancellation);
        return true;
    }

    private static async Task ForgetAsync(PortalDbContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var oldest = now - KeepFor;
        await context.Reports.Where(r => r.ChangedAt < oldest && r.Kind != ReportKind.Notification).ExecuteDeleteAsync(cancellation);
        var beyond = await context.Reports.OrderByDescending(r => r.ChangedAt).Skip(MaxReports).Select(r => r.Subject).Take(1_000).ToListAsync(cancellation);
        await context.Reports.Where(r => beyond.Contains(r.Subject) && r.Kind != ReportKind.Notification).ExecuteDeleteAsync(cancellation);
    }
}
