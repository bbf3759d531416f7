using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Tests.Backends;

public sealed class RequestTests
{
    private const string Nothing = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    [Fact]
    public async Task A_range_is_posted_as_a_form_with_the_scoped_query()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture();
        var source = ClientFixture.Source(new Uri(backend.Address, "/prometheus/")) with { Timeout = TimeSpan.FromSeconds(12.5) };

        await client.Backend.QueryRangeAsync(ClientFixture.Query(source, "rate(x[5m])"), "A", 1_700_000_000_000, 1_700_000_060_250, 15_000, CancellationToken.None);

        var asked = Assert.Single(backend.Requests);
        Assert.Equal(("POST", "/prometheus/api/v1/query_range"), (asked.Method, asked.Path));
        Assert.Equal(
            [("query", """rate(x{tenant="acme"}[5m])"""), ("start", "1700000000"), ("end", "1700000060.25"), ("step", "15"), ("timeout", "12.5")],
            asked.Parameters);
    }

    [Fact]
    public async Task A_backend_that_takes_no_POST_is_asked_by_GET_from_then_on()
    {
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 405 : 200;
            return context.Response.WriteAsync(Nothing);
        });
        await using var client = new ClientFixture();

        await client.InstantAsync(ClientFixture.Source(backend.Address), "a + b");
        await client.InstantAsync(ClientFixture.Source(backend.Address), "c");

        Assert.Equal(["POST", "GET", "GET"], backend.Requests.Select(r => r.Method));
        Assert.Equal("""a{tenant="acme"} + b{tenant="acme"}""", backend.Requests.ElementAt(1)["query"]);
    }

    [Fact]
    public async Task The_isolation_s_headers_win()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture();
        var source = ClientFixture.Source(backend.Address) with { Headers = new Dictionary<string, string> { ["x-scope-orgid"] = "nova", ["X-Other"] = "o" } };

        await client.InstantAsync(source, isolation: new Isolation(Frame.EmptyLabels, new Dictionary<string, string> { ["X-Scope-OrgID"] = "acme" }, false));

        var headers = Assert.Single(backend.Requests).Headers;
        Assert.Equal(("acme", "o"), (headers["X-Scope-OrgID"], headers["X-Other"]));
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "session=acme";
            return context.Response.WriteAsync(Nothing);
        });
        await using var client = new ClientFixture();

        await client.InstantAsync(ClientFixture.Source(backend.Address));
        await client.InstantAsync(ClientFixture.Source(backend.Address));

        Assert.All(backend.Requests, request => Assert.DoesNotContain("Cookie", request.Headers.Keys));
    }

    [Fact]
    public async Task Label_values_are_asked_with_the_tenant_s_matchers_and_come_sorted()
    {
        await using var backend = await FakeBackend.StartAsync("""{"status":"success","data":["b","a","b"]}""");
        await using var client = new ClientFixture();

        var values = await client.Backend.LabelValuesAsync(ClientFixture.Selector(ClientFixture.Source(backend.Address), "up"), "my.label", 1000, 2000, CancellationToken.None);

        Assert.Equal(["a", "b"], values);
        var asked = Assert.Single(backend.Requests);
        Assert.Equal(("GET", "/api/v1/label/U__my_2e_label/values"), (asked.Method, asked.Path));
        Assert.Equal([("match[]", """up{tenant="acme"}"""), ("start", "1"), ("end", "2"), ("limit", "10000")], asked.Parameters);
    }

    [Fact]
    public async Task Label_values_are_bounded()
    {
        await using var backend = await FakeBackend.StartAsync($$"""{"status":"success","data":[{{string.Join(',', Enumerable.Range(0, 10_500).Select(i => $"\"{i}\""))}}]}""");
        await using var client = new ClientFixture();

        Assert.Equal(10_000, (await client.Backend.LabelValuesAsync(ClientFixture.Selector(ClientFixture.Source(backend.Address)), "a", 0, 1, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Label_names_are_asked_with_the_tenant_s_matchers()
    {
        await using var backend = await FakeBackend.StartAsync("""{"status":"success","data":["job","__name__"]}""");
        await using var client = new ClientFixture();

        Assert.Equal(["__name__", "job"], await client.Backend.LabelNamesAsync(ClientFixture.Selector(ClientFixture.Source(backend.Address)), 0, 1, CancellationToken.None));
        Assert.Equal("""{__name__!="",tenant="acme"}""", Assert.Single(backend.Requests)["match[]"]);
    }

    [Fact]
    public async Task Exemplars_of_foreign_series_are_dropped()
    {
        await using var backend = await FakeBackend.StartAsync("""
            {"status":"success","data":[
              {"exemplars":[{"labels":{"trace_id":"1"},"value":"0.5","timestamp":1.234}],"seriesLabels":{"__name__":"a","tenant":"acme"}},
              {"seriesLabels":{"__name__":"a","tenant":"nova"},"exemplars":[{"labels":{"trace_id":"2"},"value":"1","timestamp":2}]},
              {"seriesLabels":{"__name__":"a"},"exemplars":[{"labels":{"trace_id":"3"},"value":"1","timestamp":2}]}]}
            """);
        await using var client = new ClientFixture();

        var exemplar = Assert.Single(await client.Backend.ExemplarsAsync(ClientFixture.Query(ClientFixture.Source(backend.Address), "a"), 0, 5000, CancellationToken.None));

        Assert.Equal((1234, 0.5, "1", "acme"), (exemplar.TimeMs, exemplar.Value, exemplar.Labels["trace_id"], exemplar.SeriesLabels["tenant"]));
        Assert.Equal("""a{tenant="acme"}""", Assert.Single(backend.Requests)["query"]);
    }

    [Fact]
    public async Task Metadata_is_asked_of_the_tenant_s_own_metrics_only_and_tells_what_all_targets_agree_on()
    {
        await using var backend = await FakeBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("/values", StringComparison.Ordinal)
            ? """{"status":"success","data":["up","http_requests_total","latency_bucket","unknown"]}"""
            : """
              {"status":"success","data":{"up":[{"type":"gauge","help":"Up.","unit":""}],"http_requests":[{"type":"counter","help":"Ours.","unit":""},{"type":"counter","help":"Theirs.","unit":"x"}],
               "latency":[{"type":"histogram","help":"L.","unit":"s"}],"nova_secret_project_total":[{"type":"counter","help":"!","unit":""}]}}
              """));
        await using var client = new ClientFixture();

        var metadata = await client.Backend.MetadataAsync(ClientFixture.Selector(ClientFixture.Source(backend.Address)), CancellationToken.None);

        Assert.Equal(
            new Dictionary<string, MetricMetadata> { ["up"] = new("gauge", "Up.", ""), ["http_requests_total"] = new("counter", "", ""), ["latency_bucket"] = new("histogram", "L.", "s") },
            metadata);
        Assert.Equal("""{__name__!="",tenant="acme"}""", backend.Requests.First()["match[]"]);
        Assert.Equal(
            ["http_requests", "http_requests_total", "latency", "latency_bucket", "unknown", "up"], backend.Requests.Skip(1).Select(request => request["metric"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metadata_is_asked_of_fifty_names_four_at_a_time()
    {
        var (running, most) = (0, 0);
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/values", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync($$"""{"status":"success","data":[{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"m{i}\""))}}]}""");
                return;
            }
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Yield();
            await context.Response.WriteAsync($$$"""{"status":"success","data":{"{{{context.Request.Query["metric"]}}}":[{"type":"gauge","help":"","unit":""}]}}""");
            Interlocked.Decrement(ref running);
        });
        await using var client = new ClientFixture();

        var metadata = await client.Backend.MetadataAsync(ClientFixture.Selector(ClientFixture.Source(backend.Address)), CancellationToken.None);

        Assert.Equal((50, 51), (metadata.Count, backend.Requests.Count));
        Assert.InRange(most, 1, 4);

        static void InterlockedMax(ref int most, int value)
        {
            for (var seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
            {
            }
        }
    }

    [Fact]
    public async Task A_compressed_answer_counts_as_what_it_unpacks_to()
    {
        var bomb = $$$"""{"status":"success","padding":"{{{new string(' ', 900_000)}}}","data":{"resultType":"vector","result":[]}}""";
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(bomb));
        });
        await using var client = new ClientFixture();
        await using var strict = new ClientFixture(("Backends:MaxResponseBytes", "100000"));

        Assert.Equal(bomb.Length, (await client.InstantAsync(ClientFixture.Source(backend.Address))).Bytes);
        var error = await strict.ErrorAsync(ClientFixture.Source(backend.Address));
        Assert.Equal(QueryErrorKind.Execution, error.Kind);
        Assert.Contains("97 KiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_values_than_allowed_are_an_error()
    {
        var values = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"[{i},\"1\"]"));
        await using var backend = await FakeBackend.StartAsync($$$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[{{{values}}}]}]}}""");
        await using var client = new ClientFixture(("Backends:MaxSamples", "1000"));

        Assert.Equal(QueryErrorKind.Execution, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_left_when_the_caller_goes()
    {
        var gone = new TaskCompletionSource();
        await using var backend = await FakeBackend.StartAsync(context => DripAsync(context, gone));
        await using var client = new ClientFixture();
        using var caller = new CancellationTokenSource();

        var query = client.InstantAsync(ClientFixture.Source(backend.Address), cancellation: caller.Token);
        await Patience.UntilAsync(() => !backend.Requests.IsEmpty);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        await gone.Task.WaitAsync(Patience.Longest);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_a_time_out()
    {
        await using var backend = await FakeBackend.StartAsync(context => DripAsync(context, new TaskCompletionSource()));
        await using var client = new ClientFixture();

        var error = await client.ErrorAsync(ClientFixture.Source(backend.Address) with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal((QueryErrorKind.Timeout, "The backend did not answer within 0.3 s."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task A_slow_tenant_holds_up_nobody_else()
    {
        await using var backend = await FakeBackend.StartAsync(context =>
            context.Request.Form["query"].ToString().Contains("nova", StringComparison.Ordinal) ? Task.Delay(Timeout.Infinite, context.RequestAborted) : context.Response.WriteAsync(Nothing));
        await using var client = new ClientFixture();
        using var nova = new CancellationTokenSource();
        var isolation = new Isolation(new Dictionary<string, string> { ["tenant"] = "nova" }, Frame.EmptyLabels, false);
        var slow = Enumerable.Range(0, 50).Select(_ => client.Backend.QueryAsync(
            ClientFixture.Query(ClientFixture.Source(backend.Address), isolation: isolation, scope: new Scope(new TenantId("nova"), "prod")), "A", 0, nova.Token)).ToList();

        Assert.Empty((await client.InstantAsync(ClientFixture.Source(backend.Address))).Frames);

        await nova.CancelAsync();
        Assert.All(await Task.WhenAll(slow.Select(s => s.ContinueWith(t => t.IsCanceled, TaskScheduler.Default))), Assert.True);
    }

    private static async Task DripAsync(HttpContext context, TaskCompletionSource gone)
    {
        try
        {
            await context.Response.WriteAsync("""{"status":"success","data":""");
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(5, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            gone.TrySetResult();
        }
    }
}
