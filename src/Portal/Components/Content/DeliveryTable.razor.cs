using Portal.Webhooks;

namespace Portal.Components.Content;

/// <summary>What forges have delivered lately, with what was refused and why; for those who may edit.</summary>
public sealed partial class DeliveryTable
{
    private const int Most = 20;

    private IReadOnlyList<Delivery>? _deliveries;
    private IReadOnlyList<RefusedDelivery> _refused = [];

    private Deliveries? _log;

    // Kept, since the services are gone before the table is left.
    private Deliveries Log => _log ??= Services.GetRequiredService<Deliveries>();

    private IEnumerable<Row> Rows =>
        _deliveries!.Select(Made).Concat(_refused.Select(Made)).OrderByDescending(row => row.At).Take(Most);

    /// <inheritdoc/>
    private protected override void Follow(Action changed) => Log.Changed += changed;

    /// <inheritdoc/>
    private protected override void Leave(Action changed) => Log.Changed -= changed;

    /// <inheritdoc/>
    private protected override async Task ReadAsync(CancellationToken cancellation)
    {
        _deliveries = await Log.RecentAsync(Most, cancellation);
        _refused = Log.Refused;
    }

    private Task RedeliverAsync(long id) => DoAsync(token => Log.RedeliverAsync(id, token));

    private static Row Made(Delivery delivery)
    {
        var finished = delivery.State is DeliveryState.Done or DeliveryState.Failed;
        var pull = delivery.Event.PullRequest;
        var about = pull is null ? delivery.Event.Ref?.Replace("refs/heads/", "", StringComparison.Ordinal) ?? "" : $"#{pull.Number} {pull.Title}";
        return new Row($"d{delivery.Id}", finished ? delivery.Id : null, delivery.ReceivedAt, delivery.Forge, delivery.Event.Name, about, delivery.State.ToString().ToLowerInvariant(), delivery.Outcome);
    }

    private static Row Made(RefusedDelivery refused, int index) => new($"r{refused.At.UtcTicks}-{index}", null, refused.At, refused.Forge, "", "", "refused", refused.Why);

    private sealed record Row(string Key, long? Id, DateTimeOffset At, WebhookForge Forge, string Event, string About, string State, string Outcome);
}
