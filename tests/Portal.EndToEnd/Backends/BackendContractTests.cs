using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.EndToEnd.Conformance;

namespace Portal.EndToEnd.Backends;

/// <summary>What the portal's client expects of a backend, held to by the demo telemetry and by a real Prometheus.</summary>
public sealed class BackendContractTests(BackendsFixture fixture) : IClassFixture<BackendsFixture>
{
    private const string Metric = "http_server_request_duration_seconds";

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task A_range_has_a_frame_for_each_series_of_the_tenant(string backend)
    {
        var end = BackendsFixture.NowMs / 1000 * 1000;

        var answer = await fixture.Client.QueryRangeAsync(fixture.Query(backend, $"{Metric}_count"), "B", end - 10_000, end, 1_000, CancellationToken.None);

        Assert.NotEmpty(answer.Frames);
        Assert.True(answer.Bytes > 100);
        Assert.All(answer.Frames, frame =>
        {
            Assert.Equal(("B", $"{Metric}_count", "acme"), (frame.RefId, frame.Metric, frame.Labels["tenant"]));
            var times = Assert.IsType<TimeField>(frame.Fields[0]).Values;
            Assert.Equal(times.Length, Assert.IsType<NumberField>(frame.Fields[1]).Values.Length);
            Assert.All(times, time => Assert.True(time <= end && time >= end - 10_000 && time % 1000 == 0));
        });
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task An_instant_knows_vectors_scalars_strings_and_what_is_no_number(string backend)
    {
        const long Time = 1_700_000_000_250;
        async Task<Frame> One(string query) => Assert.Single((await fixture.Client.QueryAsync(fixture.Query(backend, query), "A", Time, CancellationToken.None)).Frames);
        async Task<double> Number(string query) => Assert.Single(Assert.IsType<NumberField>((await One(query)).Fields[1]).Values);

        var vector = await One("vector(-Inf)");
        var text = await One("'a\"b'");
        Assert.Equal(42, await Number("42"));
        Assert.Equal(double.NaN, await Number("NaN"));
        Assert.Equal([Time], Assert.IsType<TimeField>(vector.Fields[0]).Values);
        Assert.Equal([double.NegativeInfinity], Assert.IsType<NumberField>(vector.Fields[1]).Values);
        Assert.Equal(["a\"b"], Assert.IsType<StringField>(text.Fields[1]).Values);
        Assert.Empty((await fixture.Client.QueryAsync(fixture.Query(backend, "no_such_metric"), "A", Time, CancellationToken.None)).Frames);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Lint_is_told_what_a_query_reads_and_why_one_is_refused(string backend)
    {
        var report = await fixture.LintAsync(backend, $"{Metric}_count", "no_such_metric", $"{Metric}_count * on(tenant) {Metric}_bucket");

        var (read, empty, refused) = (report.Queries[0].Answer, report.Queries[1].Answer, report.Queries[2].Answer);
        Assert.True(read is { State: LintState.Answered, Results: > 0, Cost: { Samples: > 0, PeakSamples: > 0 } }, read.ToString());
        Assert.True(empty is { State: LintState.Answered, Results: 0 }, empty.ToString());
        Assert.True(refused is { State: LintState.Refused, Error: not null }, refused.ToString());
        Assert.Equal([DiagnosticCodes.LintNoData, DiagnosticCodes.LintRefused], report.Diagnostics.Select(d => d.Code));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Remarks_come_as_notices(string backend)
    {
        var answer = await fixture.Client.QueryAsync(fixture.Query(backend, $"histogram_quantile(2, {Metric}_bucket)"), "A", BackendsFixture.NowMs, CancellationToken.None);

        Assert.Contains(answer.Notices, notice => notice.Text.Contains("quantile", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Exemplars_are_those_of_the_tenant(string backend)
    {
        var now = BackendsFixture.NowMs;

        var exemplars = await fixture.Client.ExemplarsAsync(fixture.Query(backend, $"rate({Metric}_bucket[1m])"), now - 3_600_000, now, CancellationToken.None);

        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, exemplar =>
        {
            Assert.Equal("acme", exemplar.SeriesLabels["tenant"]);
            Assert.NotEmpty(exemplar.Labels["trace_id"]);
            Assert.InRange(exemplar.TimeMs, now - 3_600_000, now + 1_000);
        });
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Names_and_values_of_labels_are_those_of_the_tenant(string backend)
    {
        var (from, to) = (BackendsFixture.NowMs - 3_600_000, BackendsFixture.NowMs);

        var services = await fixture.Client.LabelValuesAsync(fixture.Selector(backend, $"{Metric}_count"), "service", from, to, CancellationToken.None);

        Assert.NotEmpty(services);
        Assert.Equal(services.Order(StringComparer.Ordinal), services);
        Assert.DoesNotContain("checkout-nova", services);
        Assert.DoesNotContain("ledger", services);
        Assert.Equal(["acme"], await fixture.Client.LabelValuesAsync(fixture.Selector(backend), "tenant", from, to, CancellationToken.None));
        Assert.Empty(await fixture.Client.LabelValuesAsync(fixture.Selector(backend), "no.such/label", from, to, CancellationToken.None));
        var names = await fixture.Client.LabelNamesAsync(fixture.Selector(backend, $"{Metric}_bucket"), from, to, CancellationToken.None);
        Assert.Contains("le", names);
        Assert.Contains("tenant", names);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Metadata_is_of_the_tenant_s_metrics(string backend)
    {
        var metadata = await fixture.Client.MetadataAsync(fixture.Selector(backend, $"{{__name__=~\"{Metric}_(bucket|sum|count)|nova_secret\"}}"), CancellationToken.None);

        Assert.Equal("histogram", metadata[$"{Metric}_bucket"].Type);
        Assert.NotEmpty(metadata[$"{Metric}_bucket"].Help);
        Assert.DoesNotContain("nova_secret", metadata.Keys);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("prometheus")]
    public async Task Errors_are_of_their_kind(string backend)
    {
        async Task<QueryError> Failure(Func<Task> query) => (await Assert.ThrowsAsync<QueryException>(query)).Error;
        var now = BackendsFixture.NowMs;

        var tooMany = await Failure(() => fixture.Client.QueryRangeAsync(fixture.Query(backend, "vector(1)"), "A", now - 86_400_000, now, 1_000, CancellationToken.None));
        var twoToMany = await Failure(() => fixture.Client.QueryAsync(fixture.Query(backend, $"{Metric}_bucket * on () {Metric}_bucket"), "A", now, CancellationToken.None));

        Assert.Equal(QueryErrorKind.BadData, tooMany.Kind);
        Assert.Contains("11,000 points", tooMany.Detail, StringComparison.Ordinal);
        Assert.Equal(QueryErrorKind.Execution, twoToMany.Kind);
        Assert.NotNull(twoToMany.Detail);
    }
}

/// <summary>Native histograms of the same samples in both backends.</summary>
public sealed class HistogramContractTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    [Fact]
    public async Task Native_histograms_are_read_alike()
    {
        await using var client = new ContractClient();
        async Task<IReadOnlyList<Frame>> Frames(Uri address) => (await client.Backend.QueryAsync(
            client.Query(address, """sum by (service) (http_client_request_duration_seconds{environment="prod"})"""), "A", ConformanceFixture.Now.ToUnixTimeMilliseconds(), CancellationToken.None)).Frames;

        var (demo, prometheus) = (await Frames(fixture.Demo), await Frames(fixture.Prometheus));

        Assert.NotEmpty(prometheus);
        Assert.Equal(prometheus.Select(Told).Order(StringComparer.Ordinal), demo.Select(Told).Order(StringComparer.Ordinal));
    }

    private static string Told(Frame frame)
    {
        var histogram = Assert.Single(Assert.IsType<HistogramField>(frame.Fields[1]).Values)!;
        Assert.NotEmpty(histogram.Buckets);
        return $"{frame.Labels["service"]} {histogram.Count:G8} {histogram.Sum:G8} {string.Join(' ', histogram.Buckets.Select(b => $"{b.Boundaries} {b.Lower:G8} {b.Upper:G8} {b.Count:G8}"))}";
    }
}
