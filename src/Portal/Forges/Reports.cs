using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Forges;

/// <summary>How far a report has come, for those who run the portal.</summary>
/// <param name="Subject">What it is about, such as <c>status:4b5c…</c> or <c>comment:12</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ChangedAt">When it became what is to be told by now.</param>
internal sealed record ReportProgress(string Subject, ReportKind Kind, DateTimeOffset ChangedAt)
{
    /// <summary>When it was told last; null for never.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Whether what is to be told by now was told.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether it was tried too often.</summary>
    public bool GivenUp { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last try failed; empty where none did.</summary>
    public string Error { get; init; } = "";
}

/// <summary>Takes what is to be told elsewhere. It is stored, and told in the background; each state once.</summary>
/// <param name="store">Holds the reports.</param>
/// <param name="forge">Whether commits and pull requests are reported on.</param>
/// <param name="notifications">Whether anybody is notified.</param>
/// <param name="time">Tells when.</param>
internal sealed class Reports(ReportStore store, IOptions<ForgeOptions> forge, IOptions<NotificationOptions> notifications, TimeProvider time)
{
    private const string Notification = "notification";

    /// <summary>Raised, on any thread, when there is a new report or one has come further in this process.</summary>
    public event Action? Changed;

    /// <summary>Whether there is a forge that is told of commits.</summary>
    public bool HasForge => forge.Value.Kind != ForgeKind.None;

    /// <summary>Whether anybody is told of anything.</summary>
    public bool IsOn => HasForge || notifications.Value.IsOn;

    /// <summary>Tells what is thought of a commit.</summary>
    public Task StatusAsync(StatusReport report, CancellationToken cancellation) =>
        HasForge ? SetAsync(ReportKind.Status, $"status:{report.Revision}", report.State(), report, cancellation) : Task.CompletedTask;

    /// <summary>Whether that would be told: the commit's status is another one, or none, and there is a forge.</summary>
    public async Task<bool> IsNewAsync(StatusReport report, CancellationToken cancellation) =>
        HasForge && (await store.FindAsync($"status:{report.Revision}", cancellation))?.Hash != report.State();

    /// <summary>Tells on a pull request.</summary>
    public Task CommentAsync(CommentReport report, CancellationToken cancellation) =>
        HasForge ? SetAsync(ReportKind.Comment, $"comment:{report.Number}", ReportText.Hash(report.Markdown), report, cancellation) : Task.CompletedTask;

    /// <summary>Tells whoever is on duty that a revision was refused.</summary>
    public async Task RefusedAsync(string revision, string summary, string errors, CancellationToken cancellation)
    {
        if (!notifications.Value.IsOn)
        {
            return;
        }
        // Until a good one comes, it is the same alert, however many revisions are refused.
        var since = await CurrentAsync(cancellation) is { Firing: true } before ? before.StartsAt : time.GetUtcNow();
        await SetAsync(ReportKind.Notification, Notification, ReportText.Hash($"firing {revision} {errors}"), new NotificationReport(true, revision, summary, since, null) { Errors = errors }, cancellation);
    }

    /// <summary>Tells whoever is on duty that a good revision is back, where they were told that one was refused.</summary>
    public async Task ResolvedAsync(string revision, CancellationToken cancellation)
    {
        if (notifications.Value.IsOn && await CurrentAsync(cancellation) is { Firing: true } before)
        {
            var now = time.GetUtcNow();
            await SetAsync(
                ReportKind.Notification, Notification, ReportText.Hash($"resolved {before.StartsAt.ToUnixTimeMilliseconds()}"),
                before with { Firing = false, Revision = revision, Summary = "A good revision is live again.", Errors = "", EndsAt = now }, cancellation);
        }
    }

    /// <summary>The reports that changed last, the newest first; <paramref name="count"/> is 1 to 200.</summary>
    public async Task<IReadOnlyList<ReportProgress>> RecentAsync(int count, CancellationToken cancellation) =>
        [.. (await store.RecentAsync(count, cancellation)).Select(row => new ReportProgress(row.Subject, row.Kind, row.ChangedAt)
        {
            ToldAt = row.ToldAt,
            IsTold = row.ToldHash == row.Hash,
            GivenUp = row.GivenUp,
            Attempts = row.Attempts,
            Error = row.Error,
        })];

    /// <summary>Has a report that was given up tried again; false where it is not there or was not given up.</summary>
    public async Task<bool> RetryAsync(string subject, CancellationToken cancellation)
    {
        var found = await store.RetryAsync(subject, cancellation);
        Tell();
        return found;
    }

    /// <summary>Says that something has changed.</summary>
    public void Tell() => Changed?.Invoke();

    private async Task<NotificationReport?> CurrentAsync(CancellationToken cancellation) =>
        await store.FindAsync(Notification, cancellation) is { } row ? JsonSerializer.Deserialize<NotificationReport>(row.Body) : null;

    private async Task SetAsync<T>(ReportKind kind, string subject, string hash, T body, CancellationToken cancellation)
    {
        if (await store.SetAsync(kind, subject, hash, body, cancellation))
        {
            Tell();
        }
    }
}
