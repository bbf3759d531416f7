using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Webhooks;

namespace Portal.Data;

/// <summary>What came of storing a delivery.</summary>
internal enum StoredDelivery
{
    /// <summary>It is new, and waits for its turn.</summary>
    Added,
    /// <summary>It was finished before, and waits for its turn once more.</summary>
    Again,
    /// <summary>It was delivered before; nothing is to do.</summary>
    Known,
    /// <summary>Too many wait already.</summary>
    Full,
}

/// <summary>Deliveries in the database: the queue that survives the process, and the list of what came lately. Any number of replicas may work on it.</summary>
/// <param name="database">The database.</param>
/// <param name="options">How many are remembered, and for how long.</param>
/// <param name="time">Tells when.</param>
internal sealed class DeliveryStore(PortalDatabase database, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>How long a worker may be silent before another one takes what it worked on.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MaxWaiting = 1_000;
    private const int MaxOutcome = 500;

    /// <summary>Stores a delivery, or finds that it was stored before.</summary>
    public async Task<StoredDelivery> AddAsync(WebhookForge forge, string deliveryId, WebhookEvent asked, CancellationToken cancellation)
    {
        await using var context = database.Open();
        if (await RepeatAsync(context, forge, deliveryId, cancellation) is { } repeated)
        {
            return repeated;
        }
        if (await context.Deliveries.CountAsync(r => r.State == DeliveryState.Waiting, cancellation) >= MaxWaiting)
        {
            return StoredDelivery.Full;
        }
        var now = time.GetUtcNow();
        context.Deliveries.Add(new DeliveryRow
        {
            Forge = forge,
            DeliveryId = deliveryId,
            Repository = asked.Repository,
            Event = JsonSerializer.Serialize(asked),
            ReceivedAt = now,
            DueAt = now,
        });
        try
        {
            await context.SaveChangesAsync(cancellation);
            return StoredDelivery.Added;
        }
        catch (DbUpdateException)
        {
            // The same delivery came twice at the same moment.
            context.ChangeTracker.Clear();
            return await RepeatAsync(context, forge, deliveryId, cancellation) ?? StoredDelivery.Full;
        }
    }

    /// <summary>Takes the next delivery whose turn it is; null where there is none. Nobody else takes one of its repository until it is finished, or its worker is silent for <see cref="Lease"/>.</summary>
    public async Task<Delivery?> TakeAsync(string worker, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        var firsts = await context.Deliveries
            .Where(r => r.State == DeliveryState.Waiting || r.State == DeliveryState.Working)
            .GroupBy(r => r.Repository)
            .Select(group => group.Min(r => r.Id))
            .ToListAsync(cancellation);
        foreach (var id in firsts.Order())
        {
            var taken = await context.Deliveries.Where(r => r.Id == id && r.DueAt <= now && (r.State == DeliveryState.Waiting || r.State == DeliveryState.Working)).ExecuteUpdateAsync(
                set => set
                    .SetProperty(r => r.State, DeliveryState.Working)
                    .SetProperty(r => r.Worker, worker)
                    .SetProperty(r => r.Attempts, r => r.Attempts + 1)
                    .SetProperty(r => r.DueAt, now + Lease),
                cancellation);
            if (taken > 0)
            {
                return Read(await context.Deliveries.AsNoTracking().FirstAsync(r => r.Id == id, cancellation));
            }
        }
        return null;
    }

    /// <summary>Says that a worker still works on a delivery; false where another one has taken it.</summary>
    public async Task<bool> RenewAsync(string worker, long id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var until = time.GetUtcNow() + Lease;
        return await Own(context, worker, id).ExecuteUpdateAsync(set => set.SetProperty(r => r.DueAt, until), cancellation) > 0;
    }

    /// <summary>A delivery is done, or given up.</summary>
    public async Task FinishAsync(string worker, long id, bool done, string outcome, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        outcome = ColumnText.Shorten(outcome, MaxOutcome);
        await Own(context, worker, id).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, done ? DeliveryState.Done : DeliveryState.Failed)
                .SetProperty(r => r.Worker, (string?)null)
                .SetProperty(r => r.Outcome, outcome)
                .SetProperty(r => r.FinishedAt, now),
            cancellation);
        await ForgetAsync(context, now, cancellation);
    }

    /// <summary>A try has failed; the next one is at that time.</summary>
    public async Task RetryAsync(string worker, long id, string outcome, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var context = database.Open();
        outcome = ColumnText.Shorten(outcome, MaxOutcome);
        await Own(context, worker, id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, DeliveryState.Waiting).SetProperty(r => r.Worker, (string?)null).SetProperty(r => r.Outcome, outcome).SetProperty(r => r.DueAt, at), cancellation);
    }

    /// <summary>Gives back what workers that are gone have taken: only where no other replica can be at work.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellation)
    {
        await using var context = database.Open();
        var now = time.GetUtcNow();
        await context.Deliveries.Where(r => r.State == DeliveryState.Working)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, DeliveryState.Waiting).SetProperty(r => r.Worker, (string?)null).SetProperty(r => r.DueAt, now), cancellation);
    }

    /// <summary>Has a finished delivery worked off once more; false where it is not there or not finished.</summary>
    public async Task<bool> RedeliverAsync(long id, CancellationToken cancellation)
    {
        await using var context = database.Open();
        return await QueueAgainAsync(context.Deliveries.Where(r => r.Id == id), cancellation) > 0;
    }

    /// <summary>The newest deliveries, the newest first.</summary>
    public async Task<IReadOnlyList<Delivery>> RecentAsync(int count, CancellationToken cancellation)
    {
        await using var context = database.Open();
        var rows = await context.Deliveries.AsNoTracking().OrderByDescending(r => r.Id).Take(Math.Clamp(count, 1, 200)).ToListAsync(cancellation);
        return [.. rows.Select(Read)];
    }

    private async Task<StoredDelivery?> RepeatAsync(PortalDbContext context, WebhookForge forge, string deliveryId, CancellationToken cancellation)
    {
        var known = context.Deliveries.Where(r => r.Forge == forge && r.DeliveryId == deliveryId);
        if (!await known.AnyAsync(cancellation))
        {
            return null;
        }
        return await QueueAgainAsync(known.Where(r => !r.Repeated), cancellation, repeated: true) > 0 ? StoredDelivery.Again : StoredDelivery.Known;
    }

    private async Task<int> QueueAgainAsync(IQueryable<DeliveryRow> rows, CancellationToken cancellation, bool repeated = false)
    {
        var now = time.GetUtcNow();
        return await rows.Where(r => r.State == DeliveryState.Done || r.State == DeliveryState.Failed).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, DeliveryState.Waiting)
                .SetProperty(r => r.Attempts, 0)
                .SetProperty(r => r.DueAt, now)
                .SetProperty(r => r.FinishedAt, (DateTimeOffset?)null)
                .SetProperty(r => r.Repeated, r => r.Repeated || repeated),
            cancellation);
    }

    private async Task ForgetAsync(PortalDbContext context, DateTimeOffset now, CancellationToken cancellation)
    {
        var finished = context.Deliveries.Where(r => r.State == DeliveryState.Done || r.State == DeliveryState.Failed);
        var oldest = now - options.Value.KeepFor;
        await finished.Where(r => r.ReceivedAt < oldest).ExecuteDeleteAsync(cancellation);
        var first = await context.Deliveries.OrderByDescending(r => r.Id).Skip(options.Value.MaxDeliveries).Select(r => r.Id).FirstOrDefaultAsync(cancellation);
        await finished.Where(r => r.Id <= first).ExecuteDeleteAsync(cancellation);
    }

    private static IQueryable<DeliveryRow> Own(PortalDbContext context, string worker, long id) =>
        context.Deliveries.Where(r => r.Id == id && r.Worker == worker && r.State == DeliveryState.Working);

    private static Delivery Read(DeliveryRow row) => new(row.Id, row.Forge, JsonSerializer.Deserialize<WebhookEvent>(row.Event)!, row.ReceivedAt)
    {
        State = row.State,
        Outcome = row.Outcome,
        Attempts = row.Attempts,
        FinishedAt = row.FinishedAt,
    };
}
