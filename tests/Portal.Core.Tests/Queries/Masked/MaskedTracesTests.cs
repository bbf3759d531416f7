using Microsoft.Extensions.Time.Testing;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Tracing;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tests.Masking;
using Portal.Core.Tests.Queries.Tracing;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Masked;

public sealed class MaskedTracesTests
{
    private const string Hidden = MaskedWorld.Phone;
    private static readonly Portal.Core.Masking.Masker Support = Rules.Support("{detector: phone}", "{field: customer.name}");
    private static readonly TraceSource Masked = FakeTraces.Source(masker: Support);
    private static readonly TraceSource Open = FakeTraces.Source();

    private readonly FakeTraces _store;
    private readonly TraceQueries _queries;

    public MaskedTracesTests()
    {
        var id = new TraceId("0000000000000000000000000000000a");
        SpanAttribute[] texts = [new("customer.name", AttributeType.Text, "Ann Lee"), new("note", AttributeType.Text, $"call {Hidden}"), new("blob", AttributeType.Binary, "MTM4MTIzNDEyMzQ="), new("n", AttributeType.Integer, Hidden)];
        _store = new FakeTraces(new Trace(id,
        [
            new Span
            {
                TraceId = id, Id = new SpanId("000000000000000b"), Service = "checkout", Operation = $"GET /users/{Hidden}", StartNs = 1, DurationNs = 1_000, Attributes = texts,
                Resource = [new("tenant", AttributeType.Text, "acme"), new("host", AttributeType.Text, Hidden)],
                Events = [new SpanEvent(2, $"called {Hidden}", texts)], Links = [new SpanLink(id, new SpanId("000000000000000c"), texts)], Warnings = [$"clock of {Hidden}"],
            },
        ]));
        var options = new QueryOptions();
        var time = new FakeTimeProvider();
        _queries = new TraceQueries(_store, new QueryTraffic(options, time), options, time);
    }

    [Fact]
    public async Task Every_text_of_a_trace_is_masked_and_the_rest_stays()
    {
        var id = new TraceId("0000000000000000000000000000000a");
        var seen = (await _queries.TraceAsync(Open, id, TestContext.Current.CancellationToken))!.Spans[0];
        var span = (await _queries.TraceAsync(Masked, id, TestContext.Current.CancellationToken))!.Spans[0];
        var again = (await _queries.TraceAsync(Open, id, TestContext.Current.CancellationToken))!.Spans[0];

        Assert.Equal($"GET /users/{Hidden}", seen.Operation);
        Assert.Equal(seen, again);
        Assert.Equal("GET /users/138****1234", span.Operation);
        Assert.Equal(["****", "call 138****1234", "****", "138****1234"], span.Attributes.Select(attribute => attribute.Text));
        Assert.Equal(["acme", "138****1234"], span.Resource.Select(attribute => attribute.Text));
        var all = System.Text.Json.JsonSerializer.Serialize(span);
        Assert.DoesNotContain(Hidden, all, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_of_traces_services_and_operations_are_masked()
    {
        var range = new TimeRange(0, 3_600_000);
        var found = await _queries.SearchAsync(Masked, FakeTraces.Search(), TestContext.Current.CancellationToken);
        var operations = await _queries.OperationsAsync(Masked, "checkout", range, TestContext.Current.CancellationToken);

        Assert.Equal("GET /users/138****1234", Assert.Single(found.Value).Operation);
        Assert.Equal("GET /users/138****1234", Assert.Single(operations.Value).Name);
    }

    [Fact]
    public async Task What_is_masked_cannot_be_looked_for_whether_it_is_there_or_not()
    {
        TraceSearch[] guesses =
        [
            Tag("customer.name", "Ann Lee"), Tag("customer.name", "Bo"), Tag("note", Hidden), Tag("n", "13800000000"), Tag("host", Hidden),
            FakeTraces.Search() with { Operation = $"GET /users/{Hidden}" }, FakeTraces.Search() with { Operation = "GET /users/13800000000" }, FakeTraces.Search(Hidden),
        ];
        foreach (var guess in guesses)
        {
            var error = await Assert.ThrowsAsync<QueryException>(() => _queries.SearchAsync(Masked, guess, TestContext.Current.CancellationToken));
            Assert.Equal(QueryErrorKind.BadData, error.Error.Kind);
            Assert.Contains("masked for your role", error.Error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(_store.Searches);

        await _queries.SearchAsync(Masked, Tag("http.method", "GET"), TestContext.Current.CancellationToken);
        await _queries.SearchAsync(Masked, Tag("customer.name", "Ann Lee") with { ByAuthor = true }, TestContext.Current.CancellationToken);
        await _queries.SearchAsync(Open, Tag("customer.name", "Ann Lee"), TestContext.Current.CancellationToken);
        Assert.NotEmpty(_store.Searches);
    }

    [Fact]
    public async Task What_is_in_base_64_is_not_found_whether_it_is_there_or_not()
    {
        foreach (var guess in new[] { "MTM4MTIzNDEyMzQ=", "MTM4MDAwMDAwMDA=" })
        {
            Assert.Empty((await _queries.SearchAsync(Masked, Tag("blob", guess), TestContext.Current.CancellationToken)).Value);
        }
    }

    private static TraceSearch Tag(string key, string value) => FakeTraces.Search() with { Tags = new Dictionary<string, string> { [key] = value } };
}
