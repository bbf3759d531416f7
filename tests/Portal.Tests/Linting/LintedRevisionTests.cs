using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Data;
using Portal.Tests.Previews;
using Portal.Webhooks;

namespace Portal.Tests.Linting;

/// <summary>What trying queries does to pushes and pull requests.</summary>
public sealed class LintedRevisionTests
{
    private const string Refusal = """{"status":"error","errorType":"execution","error":"found duplicate series"}""";
    private const string Partial = "templates/partials/up.sbn";
    private const string Patient = "limits: {time: 10m, timeout: 5m}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_whose_query_the_backend_refuses_stays_out_with_its_line_and_a_good_one_goes_live_with_what_was_found()
    {
        await using var world = await StartAsync();
        var live = (await CatalogAsync(world)).Live!;

        var bad = world.Push("main", [(Partial, Up("refused_metric"))]);

        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Refused == bad);
        var refused = await CatalogAsync(world);
        Assert.Equal(live, refused.Live);
        var finding = Assert.Single(refused.Reasons, reason => reason.Severity == "error");
        Assert.Equal(("PT601", Partial, 1), (finding.Code, finding.File, finding.Line));
        Assert.Equal("found duplicate series", finding.Detail);
        Assert.DoesNotContain("duplicate", finding.Message, StringComparison.Ordinal);
        // One question for each tenant, in its own scope; what was asked before is not asked again.
        Assert.Equal(["refused_metric{tenant=\"acme\"}", "refused_metric{tenant=\"nova\"}"], Queries(world).Where(query => query.StartsWith("refused", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Queries(world), query => query.StartsWith('{'));
        Assert.All(world.Live.Requests.Where(asked => asked["query"] is not null), asked => Assert.Equal((asked["query"] == "vector(1)" ? null : "all", "live-key"), (asked["stats"], asked.Headers["X-Key"])));

        var good = world.Push("main", [(Partial, Up("empty_metric"))]);

        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == good);
        var found = Assert.Single((await CatalogAsync(world)).Found, one => one.Code == "PT602");
        Assert.Contains("finds nothing in any of 2 dashboards: acme/prod, nova/prod.", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_is_that_of_what_is_live_so_that_no_push_switches_off_what_refuses_it()
    {
        await using var world = await StartAsync();

        var both = world.Push("main", [("lint.yaml", "rules: {refused: off}\n"), (Partial, Up("refused_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Refused == both);

        var policy = world.Push("main", [(Partial, Up("live_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == policy);
        var then = world.Push("main", [(Partial, Up("refused_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == then);
        Assert.DoesNotContain((await CatalogAsync(world)).Found, one => one.Code == "PT601");
    }

    [Fact]
    public async Task A_backend_that_hangs_or_is_away_keeps_no_push_from_going_live_and_it_is_told()
    {
        await using var world = await StartAsync();
        const string Strict = "rules: {slow: error, noData: error}\n";
        await PushLiveAsync(world, "lint.yaml", Strict + Patient);

        await PushLiveAsync(world, Partial, Up("away_metric"));
        Assert.Contains((await CatalogAsync(world)).Found, one => one.Code == "PT607" && one.Message.Contains("cannot be asked: The backend is not available.", StringComparison.Ordinal));

        await PushLiveAsync(world, "lint.yaml", Strict + "limits: {time: 2s, timeout: 300ms}\n");
        await PushLiveAsync(world, Partial, Up("hanging_metric"));
        Assert.Contains((await CatalogAsync(world)).Found, one => one is { Code: "PT607", Severity: "info" });
    }

    [Fact]
    public async Task Where_a_finding_may_refuse_a_push_it_waits_and_where_none_can_it_goes_live_at_once_and_what_is_found_is_told_afterwards()
    {
        var answers = new TaskCompletionSource();
        var slow = answers.Task;
        await using var world = await StartAsync(() => slow, ("Forge:Kind", "GitHub"), ("Forge:ApiUrl", "http://127.0.0.1:9"), ("Forge:Repository", "acme/dashboards"), ("Forge:TokenSecret", "KEY"));
        const string Patient = "limits: {time: 10m, timeout: 5m}\n";
        var blocks = world.Push("main", [("lint.yaml", $"rules: {{refused: warning}}\nexceptions: [{{tenants: [nova], rules: {{noData: error}}}}, {{rules: {{noData: warning}}}}]\n{Patient}")]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == blocks);

        var waits = world.Push("main", [(Partial, Up("slow_metric")), ("lint.yaml", $"rules: {{refused: warning}}\n{Patient}")]);
        await Patience.UntilAsync(() => Queries(world).Any(query => query.StartsWith("slow_metric", StringComparison.Ordinal)));
        Assert.Equal(blocks, (await CatalogAsync(world)).Live);
        answers.SetResult();
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == waits);

        answers = new TaskCompletionSource();
        slow = answers.Task;
        var atOnce = world.Push("main", [(Partial, Up("slow_metric + 1"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == atOnce);
        Assert.DoesNotContain((await CatalogAsync(world)).Found, one => one.Code == "PT602");
        answers.SetResult();
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Found.Any(one => one.Code == "PT602"));
        var status = "";
        await Patience.UntilAsync(async () => (status = (await world.Services.GetRequiredService<ReportStore>().FindAsync($"status:{atOnce}", Cancellation))?.Body ?? "").Contains("PT602", StringComparison.Ordinal));
        Assert.Contains("Live: 2 of 4 dashboards changed.", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_waits_for_no_queries_of_the_one_before_and_then_both_are_tried()
    {
        await using var world = await StartAsync();
        var policy = world.Push("main", [("lint.yaml", "rules: {refused: warning}\nlimits: {time: 10m, timeout: 5m}\n")]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == policy);
        const string Plain = "templates/plain.yaml.sbn";
        var first = world.Push("main", [(Partial, Up("hanging_metric")), (Plain, "---\ntitle: Plain\nscope: tenant\n---\ntitle: Plain\npanels:\n  - {title: P, type: timeseries, queries: [{expr: empty_metric}]}\n")]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == first && Queries(world).Any(query => query.StartsWith("hanging", StringComparison.Ordinal)));

        var second = world.Push("main", [(Partial, Up("live_metric"))]);

        await Patience.UntilAsync(async () => await CatalogAsync(world) is var now && now.Live == second && now.Found.Any(one => one.Code == "PT602"));
        Assert.Equal(Plain, Assert.Single((await CatalogAsync(world)).Found, one => one.Code == "PT602").File);
    }

    [Fact]
    public async Task What_one_replica_has_found_counts_for_all()
    {
        await using var world = await StartAsync();
        var store = world.Services.GetRequiredService<LintStore>();
        var bad = world.Push("main", [(Partial, Up("refused_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Refused == bad);
        var live = new RevisionId((await CatalogAsync(world)).Live!);

        // A refusal is not the last word, for its backend may have been at fault; that nothing refuses it is.
        Diagnostic[] many = [.. Enumerable.Range(0, 2_000).Select(i => new Diagnostic("PT602", Severity.Warning, "W", new SourceLocation("a", i))), new Diagnostic("PT601", Severity.Error, "E", new SourceLocation("z"))];
        Assert.True((await store.FindAsync(new(bad), live, Cancellation))!.HasErrors());
        Assert.True((await store.FindAsync(new(bad), null, Cancellation))!.HasErrors());
        Assert.True((await store.KeepAsync(new(bad), live, many, Cancellation)).HasErrors());
        Assert.True((await store.FindAsync(new(bad), live, Cancellation))!.HasErrors());
        Assert.Empty(await store.KeepAsync(new(bad), live, [], Cancellation));
        Assert.Empty(await store.KeepAsync(new(bad), live, many, Cancellation));
        Assert.Null(await store.FindAsync(new(bad), new("another"), Cancellation));
    }

    [Fact]
    public async Task Who_holds_an_earlier_revision_does_not_wait_for_the_queries_of_a_newer_one()
    {
        await using var world = await StartAsync();
        var first = (await CatalogAsync(world)).Live!;
        world.Push("main", [(Partial, Up("hanging_metric"))]);
        await Patience.UntilAsync(() => Queries(world).Any(query => query.StartsWith("hanging", StringComparison.Ordinal)));

        var outcome = await world.Services.GetRequiredService<ICatalogControl>().PinAsync(new(), first, "The new one is slow.", Cancellation);

        Assert.Null(outcome.Problem);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == first);
    }

    [Fact]
    public async Task What_somebody_holds_live_although_its_queries_are_refused_is_live_with_warnings()
    {
        await using var world = await StartAsync();
        var bad = world.Push("main", [(Partial, Up("refused_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Refused == bad);
        world.Push("main", [(Partial, Up("live_metric"))]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)) is { Refused: null });

        Assert.Null((await world.Services.GetRequiredService<ICatalogControl>().PinAsync(new(), bad, "We know.", Cancellation)).Problem);

        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == bad);
        Assert.Equal("warning", Assert.Single((await CatalogAsync(world)).Found, one => one.Code == "PT601").Severity);
    }

    [Fact]
    public async Task A_pull_request_is_told_what_its_queries_are_worth_and_a_fork_asks_nothing_until_it_is_approved()
    {
        await using var world = await StartAsync(("Forge:Kind", "GitHub"), ("Forge:ApiUrl", "http://127.0.0.1:9"), ("Forge:Repository", "acme/dashboards"), ("Forge:TokenSecret", "KEY"));
        var mine = world.Push("mine", [(Partial, Up("refused_metric"))]);
        world.Content.Git(repository => repository.Refs.Add("refs/pull/7/head", repository.Branches["mine"].Tip.Id));
        var fork = world.Push("theirs", [(Partial, Up("refused_metric + 1"))], "refs/pull/8/head");
        var work = world.Services.GetRequiredService<PullRequestWork>();

        var own = await work.RunAsync(new PullRequestEvent(PullRequestChange.Opened, 7) { Ref = "refs/pull/7/head" }, Cancellation);
        var asked = world.Live.Requests.Count;
        var foreign = await work.RunAsync(new PullRequestEvent(PullRequestChange.Opened, 8) { Ref = "refs/pull/8/head" }, Cancellation);

        Assert.EndsWith(": 1 error in 1 file.", own.Outcome, StringComparison.Ordinal);
        Assert.EndsWith(" is good.", foreign.Outcome, StringComparison.Ordinal);
        Assert.Equal(asked, world.Live.Requests.Count);
        var reports = world.Services.GetRequiredService<ReportStore>();
        var comment = JsonSerializer.Deserialize<JsonElement>((await reports.FindAsync("comment:7", Cancellation))!.Body).GetProperty("Markdown").GetString()!;
        Assert.StartsWith("**1 error in 1 file; it would be refused.**", comment, StringComparison.Ordinal);
        Assert.Contains("| Error | `templates/partials/up.sbn` | 1 | `PT601 Query A of panel 'up' cannot be answered.", comment, StringComparison.Ordinal);
        // The backend's own words may quote telemetry, and those who read a pull request need not be those who may see it.
        Assert.DoesNotContain("duplicate series", comment + (await reports.FindAsync($"status:{mine}", Cancellation))!.Body, StringComparison.Ordinal);
        Assert.Contains("until somebody approves this commit", (await reports.FindAsync("comment:8", Cancellation))!.Body, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await world.Client.PostAsync("/api/v1/previews/pull-8/lint", null)).StatusCode);
        Assert.Equal(asked, world.Live.Requests.Count);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.PostAsJsonAsync("/api/v1/previews/pull-8/approve", new { head = fork })).StatusCode);
        // A link of another site, which goes along with the cookie, asks no backend.
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync("/api/v1/previews/pull-8/lint")).StatusCode);
        Assert.Equal(asked, world.Live.Requests.Count);
        using var lint = JsonDocument.Parse(await (await world.Client.PostAsync("/api/v1/previews/pull-8/lint", null)).Content.ReadAsStringAsync());
        Assert.True(lint.RootElement.GetProperty("blocks").GetBoolean());
        Assert.Equal(2, Queries(world).Count(query => query.EndsWith("} + 1", StringComparison.Ordinal)));
        // Its author is told without another push, once, and not for a commit that is no longer the head.
        await Patience.UntilAsync(async () => (await reports.FindAsync("comment:8", Cancellation))!.Body.Contains("PT601", StringComparison.Ordinal));
        var told = (await reports.FindAsync("comment:8", Cancellation))!;
        Assert.DoesNotContain("until somebody approves", told.Body, StringComparison.Ordinal);
        Assert.Contains("it would be refused", (await reports.FindAsync($"status:{fork}", Cancellation))!.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.PostAsJsonAsync("/api/v1/previews/pull-8/approve", new { head = fork })).StatusCode);
        await Patience.UntilAsync(async () => await world.Services.GetRequiredService<Deliveries>().RecentAsync(10, Cancellation) is { Count: 2 } all && all.All(one => one.State == DeliveryState.Done));
        Assert.EndsWith("is another one by now.", (await work.RunAsync(new PullRequestEvent(PullRequestChange.Approved, 8) { HeadSha = mine }, Cancellation)).Outcome, StringComparison.Ordinal);
        Assert.EndsWith("is another one by now.", (await work.RunAsync(new PullRequestEvent(PullRequestChange.Approved, 7) { HeadSha = mine }, Cancellation)).Outcome, StringComparison.Ordinal);
        Assert.Equal(told.ChangedAt, (await reports.FindAsync("comment:8", Cancellation))!.ChangedAt);

        // Findings name tenants and queries, so they are for editors of the whole.
        (world.Access.All, world.Access.Viewer) = (false, "acme");
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.PostAsync("/api/v1/previews/pull-7/lint", null)).StatusCode);
    }

    private static Task<PreviewWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(() => Task.CompletedTask, settings);

    private static async Task<PreviewWorld> StartAsync(Func<Task> slow, params (string Key, string Value)[] settings)
    {
        var world = await PreviewWorld.StartAsync(settings);
        var empty = world.Answer;
        world.Answer = async context =>
        {
            var query = context.Request.HasFormContentType ? context.Request.Form["query"].ToString() : "";
            if (query.StartsWith("hanging", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            else if (query.StartsWith("slow", StringComparison.Ordinal))
            {
                await slow();
                await empty(context);
            }
            else if (query.StartsWith("refused", StringComparison.Ordinal))
            {
                await PreviewWorld.SayAsync(context, Refusal, 422);
            }
            else if (query.StartsWith("away", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 503;
            }
            else
            {
                await empty(context);
            }
        };
        // A busy machine may take longer to answer than is waited by default.
        await PushLiveAsync(world, "lint.yaml", Patient);
        return world;
    }

    private static async Task PushLiveAsync(PreviewWorld world, string path, string text)
    {
        var pushed = world.Push("main", [(path, text)]);
        await Patience.UntilAsync(async () => (await CatalogAsync(world)).Live == pushed);
    }

    private static string Up(string query) => $"- {{title: Up, id: up, type: timeseries, queries: [{{expr: {query}}}]}}";

    private static IEnumerable<string> Queries(PreviewWorld world) => world.Live.Requests.Select(asked => asked["query"]).OfType<string>();

    private static async Task<(string? Live, string? Refused, List<Told> Found, List<Told> Reasons)> CatalogAsync(PreviewWorld world)
    {
        using var catalog = JsonDocument.Parse(await world.Client.GetStringAsync("/api/v1/catalog"));
        return (Revision("live"), Revision("refused"), Told("live"), Told("refused"));

        JsonElement? State(string key) => catalog.RootElement.TryGetProperty(key, out var state) && state.ValueKind == JsonValueKind.Object ? state : null;
        string? Revision(string key) => State(key)?.GetProperty("revision").GetString();
        List<Told> Told(string key) => State(key) is { } state ? state.GetProperty("diagnostics").Deserialize<List<Told>>(JsonSerializerOptions.Web)! : [];
    }

    private sealed record Told(string Code, string Severity, string Message, string? Detail, string File, int Line);
}
