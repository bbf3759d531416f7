using Portal.Core.Queries;

namespace Portal.Core.Tests.Queries.Traffic;

public sealed class QueryTrafficTests
{
    private readonly PanelWorld _world = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Identical_queries_under_way_are_sent_once()
    {
        Hold();
        var viewers = Enumerable.Range(0, 20).Select(_ => Ask("up")).ToList();
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count > 0);
        _go.SetResult();
        var answers = await Task.WhenAll(viewers);

        Assert.Single(_world.Backend.Questions);
        Assert.All(answers, data => Assert.Equal(PanelState.Ok, data.State));
        Assert.Equal(19, answers.Count(data => data.Queries[0].Shared));
    }

    [Fact]
    public async Task One_viewer_leaving_cancels_nobody_else_s_query_and_the_last_one_ends_it()
    {
        Hold();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var (one, two) = (Ask("up", cancellation: first.Token), Ask("up", cancellation: second.Token));
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count == 1);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(_world.Backend.Questions[0].Cancellation.IsCancellationRequested);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await PanelWorld.UntilAsync(() => _world.Backend.Questions[0].Cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_asks_after_the_last_one_left_gets_an_answer_of_their_own()
    {
        Hold();
        using var leaving = new CancellationTokenSource();
        var left = Ask("up", cancellation: leaving.Token);
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count == 1);
        await leaving.CancelAsync();
        var next = Ask("up");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        _go.SetResult();

        Assert.Equal(PanelState.Ok, (await next).State);
        Assert.Equal(2, _world.Backend.Questions.Count);
    }

    [Fact]
    public async Task An_answer_is_remembered_for_as_long_as_a_step_lasts()
    {
        await Ask("up");
        var again = await Ask("up");
        Assert.True(again.Queries[0].Shared);
        Assert.Equal(0, again.Queries[0].DurationMs);
        Assert.Single(_world.Backend.Questions);

        _world.Time.Advance(TimeSpan.FromSeconds(15));
        await Ask("up", new PanelDataRequest { PanelId = "p", From = "2026-11-25T08:00Z", To = "2026-11-25T08:30Z" });
        _world.Time.Advance(TimeSpan.FromSeconds(14));
        await Ask("up", new PanelDataRequest { PanelId = "p", From = "2026-11-25T08:00Z", To = "2026-11-25T08:30Z" });
        Assert.Equal(2, _world.Backend.Questions.Count);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await Ask("up", new PanelDataRequest { PanelId = "p", From = "2026-11-25T08:00Z", To = "2026-11-25T08:30Z" });
        Assert.Equal(3, _world.Backend.Questions.Count);
    }

    [Fact]
    public async Task Who_asks_for_a_fresh_answer_gets_one()
    {
        await Ask("up");
        await Ask("up", PanelWorld.Ask() with { Fresh = true });

        Assert.Equal(2, _world.Backend.Questions.Count);
    }

    [Fact]
    public async Task No_tenant_gets_another_one_s_answer_and_a_changed_datasource_no_old_one()
    {
        _world.Backend.Answer = question => Task.FromResult(FakeBackend.Series(question, ("of", question.Query.Scope.Tenant.Value), ("at", question.Query.Datasource.Url.Host)));
        await Ask("up");
        var nova = await Ask("up", binding: PanelWorld.Nova);
        _world.Snapshot = PanelWorld.SnapshotOf(new Uri("http://elsewhere:9090"));
        var moved = await Ask("up");

        Assert.Equal("nova", nova.Frames[0].Labels["of"]);
        Assert.Equal("elsewhere", moved.Frames[0].Labels["at"]);
        Assert.Equal(3, _world.Backend.Questions.Count);
    }

    [Fact]
    public async Task Remembered_answers_are_bounded()
    {
        _world.Options.CacheEntries = 2;
        foreach (var query in new[] { "a", "b", "a", "c", "a", "b" })
        {
            await Ask(query);
        }

        Assert.Equal(["a", "b", "c", "b"], _world.Backend.Questions.Select(q => q.Text[..1]));
    }

    [Fact]
    public async Task A_slow_tenant_cannot_starve_another()
    {
        _world.Backend.Answer = async question =>
        {
            if (question.Query.Scope.Tenant.Value == "acme")
            {
                await _go.Task.WaitAsync(question.Cancellation);
            }
            return FakeBackend.Series(question);
        };
        var slow = Enumerable.Range(0, 6).Select(i => Ask($"q{i}")).ToList();
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count == 2);

        var quick = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Ask($"q{i}", binding: PanelWorld.Nova)));

        Assert.All(quick, data => Assert.Equal(PanelState.Ok, data.State));
        Assert.Equal(2, _world.Backend.Questions.Count(q => q.Query.Scope.Tenant.Value == "acme"));
        _go.SetResult();
        Assert.All(await Task.WhenAll(slow), data => Assert.Equal(PanelState.Ok, data.State));
    }

    [Fact]
    public async Task A_full_queue_refuses_with_what_to_do()
    {
        Hold();
        var asked = Enumerable.Range(0, 8).Select(i => Ask($"q{i}")).ToList();
        await PanelWorld.UntilAsync(() => asked.Any(task => task.IsCompleted));
        var refused = await await Task.WhenAny(asked);
        _go.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.Equal(QueryErrorKind.Unavailable, refused.Errors[0].Error.Kind);
        Assert.NotNull(refused.Errors[0].Error.Remedy);
        Assert.Equal(1, answers.Count(data => data.State == PanelState.Error));
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_so()
    {
        Hold();
        var running = Enumerable.Range(0, 2).Select(i => Ask($"q{i}")).ToList();
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count == 2);
        var waiting = Ask("late");
        await PanelWorld.UntilAsync(() =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(30));
            return waiting.IsCompleted;
        });
        _go.SetResult();

        Assert.Equal(QueryErrorKind.Unavailable, (await waiting).Errors[0].Error.Kind);
        Assert.All(await Task.WhenAll(running), data => Assert.Equal(PanelState.Ok, data.State));
        Assert.Equal(PanelState.Ok, (await Ask("late")).State);
    }

    [Fact]
    public async Task Who_leaves_the_queue_makes_room_and_is_never_sent()
    {
        Hold();
        var running = Enumerable.Range(0, 2).Select(i => Ask($"q{i}")).ToList();
        await PanelWorld.UntilAsync(() => _world.Backend.Questions.Count == 2);
        for (var i = 0; i < 20; i++)
        {
            using var leaving = new CancellationTokenSource();
            var left = Ask($"left{i}", cancellation: leaving.Token);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }
        _go.SetResult();
        await Task.WhenAll(running);

        Assert.Equal(PanelState.Ok, (await Ask("after")).State);
        Assert.DoesNotContain(_world.Backend.Questions, q => q.Text.StartsWith("left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Never_do_more_queries_run_than_are_allowed()
    {
        var (running, most) = (0, 0);
        _world.Options.QueueLength = 1000;
        _world.Backend.Answer = async question =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return FakeBackend.Series(question);
        };

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Ask($"q{i}", binding: i % 2 == 0 ? PanelWorld.Acme : PanelWorld.Nova)));

        Assert.InRange(most, 1, 4);
        Assert.Equal(300, _world.Backend.Questions.Count);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private void Hold() => _world.Backend.Answer = async question =>
    {
        await _go.Task.WaitAsync(question.Cancellation);
        return FakeBackend.Series(question);
    };

    private Task<PanelData> Ask(string expr, PanelDataRequest? request = null, BindingKey? binding = null, CancellationToken? cancellation = null) =>
        _world.GetAsync(PanelWorld.Dashboard(PanelWorld.Query(expr)), request, binding, cancellation: cancellation);
}
