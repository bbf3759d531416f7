using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Data;
using Portal.Tests.Data;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

public sealed class SqliteDeliveryStoreTests : DeliveryStoreTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.SqliteAsync();
}

public sealed class PostgreSqlDeliveryStoreTests : DeliveryStoreTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.PostgreSqlAsync();
}

/// <summary>The queue of deliveries, for any number of replicas, in every kind of database.</summary>
public abstract class DeliveryStoreTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly WebhookOptions _options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<TestDatabase> OpenAsync();

    [Fact]
    public async Task Deliveries_of_a_repository_are_taken_in_order_one_at_a_time_and_those_of_another_beside_them()
    {
        await using var test = await OpenAsync();
        var (one, other) = (Store(test), Store(test));
        await AddAsync(one, "a1", "a/a");
        await AddAsync(one, "a2", "a/a");
        await AddAsync(one, "b1", "b/b");

        var first = await one.TakeAsync("one", Cancellation);
        var second = await other.TakeAsync("other", Cancellation);

        Assert.Equal(("a/a", "b/b"), (first!.Event.Repository, second!.Event.Repository));
        Assert.Null(await one.TakeAsync("one", Cancellation));
        await one.FinishAsync("one", first.Id, done: true, "done", Cancellation);
        var third = await other.TakeAsync("other", Cancellation);
        Assert.Equal(("a/a", first.Id + 1), (third!.Event.Repository, third.Id));
    }

    [Fact]
    public async Task What_a_dead_worker_left_is_taken_up_and_its_late_word_counts_no_more()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await AddAsync(store, "a1", "a/a");
        var taken = (await store.TakeAsync("dead", Cancellation))!;
        _time.Advance(DeliveryStore.Lease / 2);
        Assert.True(await store.RenewAsync("dead", taken.Id, Cancellation));
        _time.Advance(DeliveryStore.Lease - TimeSpan.FromSeconds(1));
        Assert.Null(await store.TakeAsync("alive", Cancellation));
        _time.Advance(TimeSpan.FromSeconds(2));

        var again = await store.TakeAsync("alive", Cancellation);

        Assert.Equal((taken.Id, 2), (again!.Id, again.Attempts));
        Assert.False(await store.RenewAsync("dead", taken.Id, Cancellation));
        await store.FinishAsync("dead", taken.Id, done: false, "late", Cancellation);
        Assert.Equal(DeliveryState.Working, Assert.Single(await store.RecentAsync(10, Cancellation)).State);
    }

    [Fact]
    public async Task A_restart_of_the_only_process_takes_up_at_once_what_it_left()
    {
        await using var test = await OpenAsync();
        await AddAsync(Store(test), "a1", "a/a");
        await Store(test).TakeAsync("before", Cancellation);

        var restarted = Store(test);
        Assert.Null(await restarted.TakeAsync("after", Cancellation));
        await restarted.ReleaseAllAsync(Cancellation);

        Assert.NotNull(await restarted.TakeAsync("after", Cancellation));
    }

    [Fact]
    public async Task A_try_that_failed_is_made_again_at_its_time_and_those_after_it_wait()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await AddAsync(store, "a1", "a/a");
        await AddAsync(store, "a2", "a/a");
        var first = (await store.TakeAsync("one", Cancellation))!;
        await store.RetryAsync("one", first.Id, "no connection \0", _time.GetUtcNow().AddSeconds(8), Cancellation);

        Assert.Null(await store.TakeAsync("one", Cancellation));
        _time.Advance(TimeSpan.FromSeconds(8));
        var again = await store.TakeAsync("one", Cancellation);

        Assert.Equal((first.Id, 2, "no connection "), (again!.Id, again.Attempts, again.Outcome));
    }

    [Fact]
    public async Task The_same_delivery_is_stored_once_and_worked_off_at_most_once_more()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        Assert.Equal(StoredDelivery.Added, await AddAsync(store, "a1", "a/a"));
        Assert.Equal(StoredDelivery.Known, await AddAsync(store, "a1", "a/a"));
        Assert.Equal(StoredDelivery.Added, await store.AddAsync(WebhookForge.GitLab, "a1", new WebhookEvent(WebhookAsk.Fetch, "push"), Cancellation));
        await FinishAsync(store);

        Assert.Equal(StoredDelivery.Again, await AddAsync(store, "a1", "a/a"));
        await FinishAsync(store);
        Assert.Equal(StoredDelivery.Known, await AddAsync(store, "a1", "a/a"));
        Assert.Null(await store.TakeAsync("one", Cancellation));
    }

    [Fact]
    public async Task By_hand_a_finished_one_is_queued_as_often_as_is_wanted()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await AddAsync(store, "a1", "a/a");
        var id = Assert.Single(await store.RecentAsync(10, Cancellation)).Id;
        Assert.False(await store.RedeliverAsync(id, Cancellation));
        Assert.False(await store.RedeliverAsync(id + 1, Cancellation));

        for (var i = 0; i < 3; i++)
        {
            await FinishAsync(store);
            Assert.True(await store.RedeliverAsync(id, Cancellation));
        }
    }

    [Fact]
    public async Task Old_and_too_many_deliveries_are_forgotten_but_none_that_waits()
    {
        await using var test = await OpenAsync();
        _options.MaxDeliveries = 10;
        var store = Store(test);
        for (var i = 0; i < 15; i++)
        {
            await AddAsync(store, $"d{i}", $"r/{i}");
        }
        Assert.Equal(15, (await store.RecentAsync(50, Cancellation)).Count);
        await FinishAsync(store);
        Assert.Equal(10, (await store.RecentAsync(50, Cancellation)).Count);
        _time.Advance(_options.KeepFor + TimeSpan.FromSeconds(1));
        await AddAsync(store, "new", "r/new");
        await FinishAsync(store);

        Assert.Equal("r/new", Assert.Single(await store.RecentAsync(50, Cancellation)).Event.Repository);
    }

    [Fact]
    public async Task No_more_than_a_thousand_wait()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        await using (var context = test.Reopen().Open())
        {
            context.Deliveries.AddRange(Enumerable.Range(0, 1_000).Select(i => new DeliveryRow { DeliveryId = $"{i}", Repository = "a/a", Event = "{}" }));
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(StoredDelivery.Full, await AddAsync(store, "one more", "a/a"));
    }

    [Fact]
    public async Task What_was_stored_is_read_back_whole()
    {
        await using var test = await OpenAsync();
        var store = Store(test);
        var asked = new WebhookEvent(WebhookAsk.Fetch, "pull_request.opened")
        {
            Repository = "acme/dashboards",
            PullRequest = new PullRequestEvent(PullRequestChange.Opened, 12) { Title = "Täglich", Author = "ada", HeadBranch = "x", HeadRepository = "ada/dashboards", BaseBranch = "main", HeadSha = "abc", IsFork = true },
        };
        await store.AddAsync(WebhookForge.Gitea, "id", asked, Cancellation);

        var read = Assert.Single(await Store(test).RecentAsync(1, Cancellation));

        Assert.Equal((WebhookForge.Gitea, asked, _time.GetUtcNow(), DeliveryState.Waiting), (read.Forge, read.Event, read.ReceivedAt, read.State));
    }

    private DeliveryStore Store(TestDatabase test) => new(test.Reopen(), Options.Create(_options), _time);

    private static Task<StoredDelivery> AddAsync(DeliveryStore store, string id, string repository) =>
        store.AddAsync(WebhookForge.GitHub, id, new WebhookEvent(WebhookAsk.Fetch, "push") { Repository = repository, Ref = "refs/heads/main" }, Cancellation);

    private static async Task FinishAsync(DeliveryStore store)
    {
        while (await store.TakeAsync("one", Cancellation) is { } taken)
        {
            await store.FinishAsync("one", taken.Id, done: true, "done", Cancellation);
        }
    }
}
