using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Core.Catalog;
using Portal.Core.Metrics;
using Portal.Data;
using Portal.Forges;

namespace Portal.Webhooks;

/// <summary>What was delivered lately, for those who run the portal.</summary>
/// <param name="store">Holds the deliveries.</param>
/// <param name="forge">Which repository the portal reports on.</param>
/// <param name="time">When one is refused.</param>
internal sealed class Deliveries(DeliveryStore store, IOptions<ForgeOptions> forge, TimeProvider time)
{
    private const int MaxRefused = 50;
    private readonly Queue<RefusedDelivery> _refused = new();
    private readonly Lock _lock = new();

    /// <summary>Raised, on any thread, when there is a new delivery or one has come further in this process.</summary>
    public event Action? Changed;

    /// <summary>Those that were refused by this process, the newest first; at most 50.</summary>
    public IReadOnlyList<RefusedDelivery> Refused
    {
        get
        {
            lock (_lock)
            {
                return [.. _refused.Reverse()];
            }
        }
    }

    /// <summary>The newest deliveries, the newest first; <paramref name="count"/> is 1 to 200.</summary>
    public Task<IReadOnlyList<Delivery>> RecentAsync(int count, CancellationToken cancellation) => store.RecentAsync(count, cancellation);

    /// <summary>Has a pull request looked at once more, in its turn, whose head was approved, so that its author is told what its queries are worth. Nothing where no forge is told.</summary>
    public async Task AddApprovedAsync(int number, RevisionId head, CancellationToken cancellation)
    {
        if (forge.Value.Kind == ForgeKind.None)
        {
            return;
        }
        var approved = new WebhookEvent(WebhookAsk.Fetch, "approval") { Repository = forge.Value.Repository, PullRequest = new PullRequestEvent(PullRequestChange.Approved, number) { HeadSha = head.Value } };
        await store.AddAsync(WebhookForge.Generic, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), approved, cancellation);
        Tell();
    }

    /// <summary>Has a delivery worked off once more; false where it is not there or not finished.</summary>
    public async Task<bool> RedeliverAsync(long id, CancellationToken cancellation)
    {
        var found = await store.RedeliverAsync(id, cancellation);
        if (found)
        {
            Tell();
        }
        return found;
    }

    /// <summary>Remembers that a delivery was refused.</summary>
    public void Refuse(WebhookForge forge, string why)
    {
        PortalMeter.Delivered(forge.ToString().ToLowerInvariant(), "refused");
        lock (_lock)
        {
            _refused.Enqueue(new RefusedDelivery(forge, time.GetUtcNow(), why));
            while (_refused.Count > MaxRefused)
            {
                _refused.Dequeue();
            }
        }
        Tell();
    }

    /// <summary>Says that something has changed.</summary>
    public void Tell() => Changed?.Invoke();
}
