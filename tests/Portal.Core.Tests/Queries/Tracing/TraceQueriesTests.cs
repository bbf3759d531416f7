using CsCheck;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Traces;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Tracing;

public sealed class TraceQueriesTests
{
    private static readonly TimeRange Hour = new(0, 3_600_000);

    [Fact]
    public async Task A_search_shows_the_own_spans_newest_first_and_that_others_are_hidden()
    {
        var found = await Queries(new(Mixed("a", 10, "acme"), Mixed("b", 20, "acme", "nova"), Mixed("c", 30, "nova"))).SearchAsync(FakeTraces.Source(), FakeTraces.Search(), default);

        Assert.Equal(["b", "a"], found.Value.Select(trace => trace.Id.Value.TrimStart('0')));
        Assert.Equal([true, false], found.Value.Select(trace => trace.HidesOthers));
        Assert.Equal([1, 1], found.Value.Select(trace => trace.Spans));
        Assert.Contains(found.Notices, notice => notice.Text.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shared_store_is_asked_for_more_than_is_shown_and_with_the_tenants_tags()
    {
        var store = new FakeTraces(Enumerable.Range(1, 9).Select(i => Mixed(i.ToString(), i, "acme")).ToArray());

        var found = await Queries(store).SearchAsync(FakeTraces.Source(), FakeTraces.Search() with { Limit = 3 }, default);

        Assert.Equal(3, found.Value.Count);
        var search = Assert.Single(store.Searches);
        Assert.Equal((6, "acme"), (search.Search.Limit, search.Tags["tenant"]));
    }

    [Fact]
    public async Task A_trace_that_only_anothers_span_fits_is_not_found_by_it()
    {
        var trace = Mixed("a", 1, "acme", "nova");
        trace = trace with { Spans = [trace.Spans[0], trace.Spans[1] with { Operation = "POST /secret", DurationNs = 900, Attributes = [new("user", AttributeType.Text, "eve")] }] };
        var queries = Queries(new(trace));

        foreach (var search in (TraceSearch[])[
            FakeTraces.Search() with { Operation = "POST /secret" }, FakeTraces.Search() with { MinDurationNs = 800 }, FakeTraces.Search() with { Tags = new Dictionary<string, string> { ["user"] = "eve" } }])
        {
            Assert.Empty((await queries.SearchAsync(FakeTraces.Source(), search, default)).Value);
        }
        Assert.Single((await queries.SearchAsync(FakeTraces.Source(), FakeTraces.Search() with { MaxDurationNs = 800 }, default)).Value);
    }

    [Fact]
    public async Task Anothers_trace_and_an_unknown_one_are_told_alike()
    {
        var store = new FakeTraces(Mixed("a", 1, "nova"));
        var queries = Queries(store);

        Assert.Null(await queries.TraceAsync(FakeTraces.Source(), Spans.Id("a"), default));
        Assert.Null(await queries.TraceAsync(FakeTraces.Source(), Spans.Id("b"), default));
        Assert.Equal(2, store.Asked);
        // Neither asks the store again: what is not there is remembered as what is hidden.
        Assert.Null(await queries.TraceAsync(FakeTraces.Source(), Spans.Id("a"), default));
        Assert.Null(await queries.TraceAsync(FakeTraces.Source(), Spans.Id("b"), default));
        Assert.Equal(2, store.Asked);
    }

    [Fact]
    public async Task What_was_checked_for_one_isolation_is_no_answer_for_another()
    {
        var queries = Queries(new(Mixed("a", 1, "acme", "nova")));

        var acme = await queries.TraceAsync(FakeTraces.Source(), Spans.Id("a"), default);
        var nova = await queries.TraceAsync(FakeTraces.Source(FakeTraces.Labels("nova")), Spans.Id("a"), default);
        Assert.NotEqual(Assert.Single(acme!.Spans).Id, Assert.Single(nova!.Spans).Id);
    }

    [Fact]
    public async Task A_shared_stores_services_operations_and_calls_come_from_checked_spans_and_say_so()
    {
        var queries = Queries(new(Call("a", "acme", "acme"), Call("b", "acme", "nova"), Call("c", "nova", "nova")));
        var source = FakeTraces.Source() with { Services = ["front"] };

        var services = await queries.ServicesAsync(source, Hour, default);
        Assert.Equal(["back", "front"], services.Value);
        Assert.Contains("sample of 2 traces", Assert.Single(services.Notices).Text, StringComparison.Ordinal);
        Assert.Equal([new SpanOperation("of acme", null)], (await queries.OperationsAsync(source, "back", Hour, default)).Value);
        Assert.Equal([new ServiceCall("front", "back", 1)], (await queries.DependenciesAsync(source, Hour, default)).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_keeps_tenants_apart_itself_is_asked_directly(bool dedicated)
    {
        var source = FakeTraces.Source(dedicated ? FakeTraces.Labels("acme") with { Dedicated = true } : FakeTraces.Header("acme"));
        var store = new FakeTraces(Call("a", "acme", "acme"));

        Assert.Equal([new ServiceCall("all", "of them", 1)], (await Queries(store).DependenciesAsync(source, Hour, default)).Value);
        Assert.Empty((await Queries(store).ServicesAsync(source, Hour, default)).Notices);
        Assert.Empty(store.Searches);
    }

    [Fact]
    public async Task An_environment_that_nothing_keeps_apart_is_asked_nothing()
    {
        var store = new FakeTraces(Mixed("a", 1, "acme"));
        var open = FakeTraces.Source(new Isolation(new Dictionary<string, string>(), new Dictionary<string, string>(), false));

        var e = await Assert.ThrowsAsync<QueryException>(() => Queries(store).TraceAsync(open, Spans.Id("a"), default));
        Assert.Equal(QueryErrorKind.Forbidden, e.Error.Kind);
        Assert.Equal(0, store.Asked);
    }

    /// <summary>Whatever is mixed, by whatever way it is asked for: nothing that comes back speaks of another's span.</summary>
    [Fact]
    public async Task No_foreign_span_comes_back_from_any_mix() => await Gen.Int[0, 2].Array[0, 6].Array[1, 5].SampleAsync(async mixes =>
    {
        string[] tenants = ["acme", "nova", "acm"];
        var traces = mixes.Select((mix, number) => new Trace(Spans.Id((number + 1).ToString("x")), [.. mix.Select((tenant, i) =>
            Spans.Of((i + 1) * 10, i == 0 ? null : i * 10, i, 5, ("tenant", tenants[tenant])) with
            {
                TraceId = Spans.Id((number + 1).ToString("x")), Service = $"{tenants[tenant]}-{i % 2}", Operation = $"of {tenants[tenant]}",
            })])).ToArray();
        var queries = Queries(new(traces));
        var source = FakeTraces.Source();

        var services = (await queries.ServicesAsync(source, Hour, default)).Value;
        Assert.All(services, service => Assert.StartsWith("acme-", service, StringComparison.Ordinal));
        Assert.Equal(traces.SelectMany(trace => trace.Spans).Where(span => span.Service.StartsWith("acme-", StringComparison.Ordinal)).Select(span => span.Service).Distinct().Order(), services);
        Assert.All((await queries.DependenciesAsync(source, Hour, default)).Value, call => Assert.StartsWith("acme-acme-", $"{call.Caller[..5]}{call.Callee}", StringComparison.Ordinal));
        foreach (var service in (string[])["acme-0", "acme-1", "nova-0", "acm-0"])
        {
            Assert.All((await queries.OperationsAsync(source, service, Hour, default)).Value, operation => Assert.Equal("of acme", operation.Name));
            foreach (var trace in (await queries.SearchAsync(source, FakeTraces.Search(service), default)).Value)
            {
                Assert.All(trace.Services, pair => Assert.StartsWith("acme-", pair.Key, StringComparison.Ordinal));
                Assert.Equal(mixes[Convert.ToInt32(trace.Id.Value, 16) - 1].Count(tenant => tenant == 0), trace.Spans);
            }
        }
        foreach (var trace in traces.Where(trace => trace.Spans.Any(span => span.Operation == "of acme")))
        {
            var own = await queries.TraceAsync(source, trace.Id, default);
            Assert.Equal(trace.Spans.Where(span => span.Operation == "of acme"), own!.Spans);
        }
    }, iter: 200);

    private static TraceQueries Queries(FakeTraces store)
    {
        var options = new QueryOptions();
        return new TraceQueries(store, new QueryTraffic(options, TimeProvider.System), options, TimeProvider.System);
    }

    private static Trace Mixed(string id, long start, params string[] tenants) =>
        new(Spans.Id(id), [.. tenants.Select((tenant, i) => Spans.Of(i + 1, null, start, 5, ("tenant", tenant)) with { TraceId = Spans.Id(id) })]);

    private static Trace Call(string id, string caller, string callee) => new(Spans.Id(id), [
        Spans.Of(1, null, 0, 5, ("tenant", caller)) with { TraceId = Spans.Id(id), Service = "front", Operation = $"of {caller}" },
        Spans.Of(2, 1, 1, 3, ("tenant", callee)) with { TraceId = Spans.Id(id), Service = "back", Operation = $"of {callee}" },
    ]);
}
