using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Queries.Tracing;
using Portal.Core.Tests.Traces;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Canaries;

public sealed class IsolationCanaryTests
{
    [Fact]
    public async Task A_store_shared_by_labels_is_asked_broadly_within_the_scope_and_proven_by_its_own_value_alone()
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Labels) { Metrics = { Answer = _ => CanaryWorld.Series("acme") } };

        var finding = await world.RunAsync();

        Assert.Equal((CanaryResult.Proven, 1, 0), (finding.Result, finding.Own, finding.Foreign));
        Assert.Equal("""count by (tenant) ({__name__=~"up|target_info",tenant="acme"})""", Assert.Single(world.Metrics.Questions).Text);
    }

    [Theory]
    [InlineData("acme", "nova")]
    [InlineData("nova")]
    [InlineData("acme", "")]
    public async Task Another_value_of_the_label_and_none_at_all_are_others(params string[] tenants)
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Labels) { Metrics = { Answer = _ => CanaryWorld.Series(tenants) } };

        var finding = await world.RunAsync();

        Assert.Equal((CanaryResult.Violated, 1), (finding.Result, finding.Foreign));
        Assert.Contains("'tenant'", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CanaryResult.Unknown)]
    [InlineData(CanaryResult.Proven, "acme")]
    [InlineData(CanaryResult.Violated, "acme", "nova")]
    public async Task Where_no_target_is_known_the_index_tells(CanaryResult expected, params string[] values)
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Labels) { Metrics = { Answer = _ => CanaryWorld.Series(), Values = (_, label) => label == "tenant" ? values : ["x"] } };

        Assert.Equal(expected, (await world.RunAsync()).Result);
        Assert.Equal("""{__name__!="",tenant="acme"}""", world.Metrics.Questions[^1].Text);
    }

    [Theory]
    [InlineData(false, CanaryResult.Proven)]
    [InlineData(true, CanaryResult.Violated)]
    public async Task By_header_a_tenant_that_does_not_exist_must_see_nothing(bool ignoresHeader, CanaryResult expected)
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Header);
        world.Metrics.Answer = question => CanaryWorld.Series(ignoresHeader || question.Query.Headers["X-Scope-OrgID"] == "acme" ? [""] : []);

        var finding = await world.RunAsync();

        Assert.Equal(expected, finding.Result);
        Assert.Equal("acme", world.Metrics.Questions[0].Query.Headers["X-Scope-OrgID"]);
        var stranger = world.Metrics.Questions[1].Query.Headers["X-Scope-OrgID"];
        Assert.Matches("^portal-canary-[0-9a-f]{32}$", stranger);
        Assert.DoesNotContain(stranger, finding.Message, StringComparison.Ordinal);
        if (expected == CanaryResult.Violated)
        {
            Assert.Contains("'X-Scope-OrgID'", finding.Remedy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(QueryErrorKind.Forbidden, CanaryResult.Proven)]
    [InlineData(QueryErrorKind.NotFound, CanaryResult.Proven)]
    [InlineData(QueryErrorKind.BadData, CanaryResult.Proven)]
    [InlineData(QueryErrorKind.Unavailable, CanaryResult.Unknown)]
    [InlineData(QueryErrorKind.Timeout, CanaryResult.Unknown)]
    [InlineData(QueryErrorKind.Internal, CanaryResult.Unknown)]
    public async Task To_be_refused_is_right_for_a_stranger_and_to_be_kept_waiting_proves_nothing(QueryErrorKind kind, CanaryResult expected)
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Header);
        world.Metrics.Answer = question => question.Query.Headers["X-Scope-OrgID"] == "acme" ? CanaryWorld.Series("") : throw new QueryException(new QueryError(kind, "no"));

        Assert.Equal(expected, (await world.RunAsync()).Result);
    }

    [Fact]
    public async Task A_backend_that_gives_strangers_data_is_found_out_even_while_it_refuses_the_environment()
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Header);
        world.Metrics.Answer = question => question.Query.Headers["X-Scope-OrgID"] == "acme" ? throw new QueryException(new QueryError(QueryErrorKind.Timeout, "no")) : CanaryWorld.Series("");

        Assert.Equal(CanaryResult.Violated, (await world.RunAsync()).Result);
    }

    [Fact]
    public async Task A_backend_that_cannot_be_reached_is_unknown_and_says_why()
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Labels) { Metrics = { Answer = _ => throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "The backend cannot be reached.")) } };

        var finding = await world.RunAsync();

        Assert.Equal((CanaryResult.Unknown, "The datasource 'main' could not be asked. The backend cannot be reached."), (finding.Result, finding.Message));
    }

    [Fact]
    public async Task A_backend_that_hangs_is_left_after_its_time()
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, CanaryWorld.Labels);
        world.Metrics.Answer = async question =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(11));
            await Task.Delay(Timeout.Infinite, question.Cancellation);
            return CanaryWorld.Frames();
        };
        var canary = new IsolationCanary(world.Metrics, world.Logs, new FakeTraces(), new QueryTraffic(new QueryOptions(), world.Time), world.Time);

        var finding = Assert.Single(await canary.RunAsync(CanaryWorld.Acme, world.Environment, [], TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        Assert.Equal(CanaryResult.Unknown, finding.Result);
        Assert.Contains("within 10 s", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dedicated_backend_without_labels_is_asked_nothing()
    {
        var world = new CanaryWorld(DatasourceKind.Prometheus, new Isolation(Frame.EmptyLabels, Frame.EmptyLabels, Dedicated: true));
        var canary = new IsolationCanary(world.Metrics, world.Logs, new FakeTraces(), new QueryTraffic(new QueryOptions(), world.Time), world.Time);

        Assert.Empty(await canary.RunAsync(CanaryWorld.Acme, world.Environment, [], TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Empty(world.Metrics.Questions);
    }

    [Theory]
    [InlineData(true, CanaryResult.Proven, "acme")]
    [InlineData(true, CanaryResult.Violated, "acme", "nova")]
    [InlineData(false, CanaryResult.Proven, "acme")]
    [InlineData(false, CanaryResult.Violated, "nova")]
    [InlineData(false, CanaryResult.Unknown)]
    public async Task Logs_are_looked_at_by_volume_or_else_by_the_values_of_the_labels(bool keepsVolumes, CanaryResult expected, params string[] tenants)
    {
        var world = new CanaryWorld(DatasourceKind.Loki, CanaryWorld.Labels) { Logs = { Values = _ => tenants } };
        world.Logs.Volume = _ => keepsVolumes ? CanaryWorld.Frames(tenants) : throw new QueryException(new QueryError(QueryErrorKind.NotFound, "no volumes"));

        Assert.Equal(expected, (await world.RunAsync()).Result);
        Assert.All(world.Logs.Questions, question => Assert.Equal("""{tenant="acme"}""", question.Text));
    }

    [Fact]
    public async Task Shown_spans_of_a_shared_trace_store_are_all_the_environment_s()
    {
        var world = new CanaryWorld(DatasourceKind.Jaeger, CanaryWorld.Labels, Trace("1", "acme", "nova"), Trace("2", "nova"));

        var finding = await world.RunAsync();

        Assert.Equal((CanaryResult.Proven, 1, 0), (finding.Result, finding.Own, finding.Foreign));
    }

    [Fact]
    public async Task A_trace_store_that_is_said_to_be_the_environment_s_alone_must_not_hold_others_spans()
    {
        var world = new CanaryWorld(DatasourceKind.Jaeger, CanaryWorld.Labels with { Dedicated = true }, Trace("1", "acme", "nova"));

        Assert.Equal((CanaryResult.Violated, 1), (await world.RunAsync() is var finding ? finding.Result : default, finding.Foreign));
    }

    [Fact]
    public async Task A_trace_store_that_knows_no_tenants_tells_a_stranger_its_services() =>
        Assert.Equal(CanaryResult.Violated, (await new CanaryWorld(DatasourceKind.Jaeger, CanaryWorld.Header, Trace("1", "acme")).RunAsync()).Result);

    private static Trace Trace(string id, params string[] tenants) =>
        new(Spans.Id(id), [.. tenants.Select((tenant, i) => Spans.Of(i + 1, null, 0, 5, ("tenant", tenant)) with { TraceId = Spans.Id(id), Service = "checkout" })]);
}
