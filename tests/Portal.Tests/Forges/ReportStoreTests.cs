using Microsoft.Extensions.Time.Testing;
using Portal.Data;
using Portal.Forges;
using Portal.Tests.Data;

namespace Portal.Tests.Forges;

public sealed class SqliteReportStoreTests : ReportStoreTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.SqliteAsync();
}

public sealed class PostgreSqlReportStoreTests : ReportStoreTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.PostgreSqlAsync();
}

/// <summary>Reports, for any number of replicas, in every kind of database.</summary>
public abstract class ReportStoreTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<TestDatabase> OpenAsync();

    [Fact]
    public async Task A_state_is_told_by_one_replica_once_and_the_next_state_after_it()
    {
        await using var test = await OpenAsync();
        var (one, other) = (Store(test), Store(test));
        Assert.True(await SetAsync(one, "bad"));
        Assert.False(await SetAsync(other, "bad"));

        var taken = (await one.TakeAsync(Cancellation))!;
        Assert.Null(await other.TakeAsync(Cancellation));
        // It becomes another state while it is told: the two must not overtake each other.
        Assert.True(await SetAsync(other, "good"));
        Assert.Null(await other.TakeAsync(Cancellation));
        await one.ToldAsync(taken, "77", Cancellation);

        var next = (await other.TakeAsync(Cancellation))!;
        Assert.Equal(("good", "bad", "77"), (next.Hash, next.ToldHash, next.RemoteId));
        await other.ToldAsync(next, "77", Cancellation);
        Assert.Null(await one.TakeAsync(Cancellation));
    }

    [Fact]
    public async Task What_a_dead_replica_was_telling_is_told_by_another_one()
    {
        await using var test = await OpenAsync();
        await SetAsync(Store(test), "bad");
        await Store(test).TakeAsync(Cancellation);
        _time.Advance(ReportStore.Lease + TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await Store(test).TakeAsync(Cancellation))!.Attempts);
        await Store(test).ReleaseAllAsync(Cancellation);
        Assert.Equal(3, (await Store(test).TakeAsync(Cancellation))!.Attempts);
    }

    [Fact]
    public async Task A_failed_one_waits_and_one_that_is_given_up_waits_for_a_hand_or_another_state()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await SetAsync(store, "bad");
        await store.FailedAsync((await store.TakeAsync(Cancellation))!, "away\0", _time.GetUtcNow().AddSeconds(9), Cancellation);
        Assert.Null(await store.TakeAsync(Cancellation));
        _time.Advance(TimeSpan.FromSeconds(9));
        var again = (await store.TakeAsync(Cancellation))!;
        Assert.Equal("away", again.Error);

        await store.FailedAsync(again, "no", null, Cancellation);
        Assert.Null(await store.TakeAsync(Cancellation));
        Assert.True(await store.RetryAsync("status:x", Cancellation));
        Assert.False(await store.RetryAsync("status:x", Cancellation));
        await store.FailedAsync((await store.TakeAsync(Cancellation))!, "no", null, Cancellation);
        Assert.True(await SetAsync(store, "good"));
        Assert.Equal(1, (await store.TakeAsync(Cancellation))!.Attempts);
    }

    [Fact]
    public async Task The_same_said_by_many_at_once_is_one_report()
    {
        await using var test = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SetAsync(Store(test), "bad")));

        Assert.Single(await Store(test).RecentAsync(10, Cancellation));
    }

    [Fact]
    public async Task Old_reports_are_forgotten_but_not_the_alert()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await SetAsync(store, "bad");
        await store.SetAsync(ReportKind.Notification, "notification", "firing", "", Cancellation);
        _time.Advance(TimeSpan.FromDays(31));
        await store.SetAsync(ReportKind.Status, "status:y", "bad", "", Cancellation);
        for (var taken = await store.TakeAsync(Cancellation); taken is not null; taken = await store.TakeAsync(Cancellation))
        {
            await store.ToldAsync(taken, null, Cancellation);
        }

        Assert.Equal(["notification", "status:y"], (await store.RecentAsync(10, Cancellation)).Select(r => r.Subject).Order(StringComparer.Ordinal));
    }

    private ReportStore Store(TestDatabase test) => new(test.Reopen(), _time);

    private static Task<bool> SetAsync(ReportStore store, string state) => store.SetAsync(ReportKind.Status, "status:x", state, new CommentReport(1, state), Cancellation);
}
