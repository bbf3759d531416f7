using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Portal.Demo.Storage;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

public sealed class TraceTests(ITestOutputHelper output)
{
    private const long LastMinute = 29_543_939;
    private static readonly TelemetryWorld World = new();

    [Fact]
    public void Ids_lead_back_to_their_place() =>
        Gen.Select(Gen.Int[0, 255], Gen.Int[0, 255], Gen.Long[0, uint.MaxValue], Gen.Int[0, 65_535]).Sample((workload, service, minute, number) =>
        {
            var place = new TracePlace(workload, service, minute, number);
            return TracePlace.TryParse(place.TraceId, out var read) && read == place && TracePlace.TryParse(place.TraceId.TrimStart('0'), out read) && read == place;
        });

    [Fact]
    public void No_other_text_is_an_id() => Gen.OneOf(Gen.String, Gen.ULong.Select(n => n.ToString("x32")), Gen.Select(Gen.ULong, Gen.ULong, (a, b) => $"{a:x16}{b:x16}")).Sample(text => !TracePlace.TryParse(text, out _));

    [Fact]
    public void Two_stores_tell_the_same_traces()
    {
        var other = new TelemetryWorld();
        for (var minute = LastMinute - 20; minute < LastMinute; minute += 7)
        {
            Assert.Equal(Text(World.Traces.Minute(minute)), Text(other.Traces.Minute(minute)));
        }
    }

    [Fact]
    public void Every_trace_is_found_by_its_id()
    {
        var traces = World.Traces.Minute(LastMinute);
        Assert.True(traces.Count > 20);
        Assert.All(traces, trace => Assert.Equal(Text([trace]), Text([World.Traces.Find(trace.Id)!])));
    }

    [Fact]
    public void Spans_lie_within_their_parents_and_have_ids_of_their_own() => Assert.All(Hour().SelectMany(t => t), trace =>
    {
        Assert.Equal(trace.Spans.Count, trace.Spans.Select(s => s.Id).Distinct().Count());
        Assert.All(trace.Spans.Where(s => s.Parent is not null), s => Assert.True(s.StartNs >= s.Parent!.StartNs && s.EndNs <= s.Parent.EndNs, $"{trace.Id} {s.Operation}"));
    });

    [Fact]
    public void Traces_are_as_many_as_requests_of_the_metrics_by_the_stated_rate()
    {
        var acme = World.Workload("acme-prod");
        var (from, minutes) = (LastMinute - 1_440, 1_440);
        Span<double> flows = stackalloc double[ServiceLoad.Flows];
        foreach (var service in acme.Services)
        {
            service.Load.Between(from * 60_000, (from + minutes) * 60_000, flows);
            var sampled = Enumerable.Range(0, minutes).SelectMany(i => Sampler.Minute(acme, service, from + i)).ToLookup(r => r.Flow);
            foreach (var flow in Enum.GetValues<Flow>())
            {
                var expected = flows[(int)flow] / Sampler.OneIn(acme.Environment, flow);
                output.WriteLine($"{service.Spec.Name} {flow}: {expected:0.0} expected, {sampled[flow].Count()} traced");
                // Each minute rounds up or down, which strays by half its root at most.
                Assert.InRange(sampled[flow].Count(), expected - (3 * Math.Sqrt(minutes)), expected + (3 * Math.Sqrt(minutes)));
            }
        }
    }

    [Fact]
    public void Errors_of_traces_follow_those_of_the_metrics_through_an_incident()
    {
        var acme = World.Workload("acme-prod");
        var store = SyntheticStore.Create(new FakeTimeProvider(DemoServerFixture.Now));
        var checkout = acme.Service("checkout");
        var incident = Enumerable.Range(0, 2_880).Select(i => LastMinute - i).First(minute => checkout.Trouble.Severity(minute * 60_000) > 0.4) - 5;
        var matchers = new (string Name, string Value)[] { (LabelSet.MetricName, "http_server_request_duration_seconds_count"), ("tenant", "acme"), ("environment", "prod"), ("service", "checkout"), ("http_response_status_code", "500") };
        var counted = 0.0;
        foreach (var series in store.Select([.. matchers.Select(m => new CompiledMatcher(new(m.Name, Portal.Core.PromQL.MatchOperator.Equal, m.Value)))]))
        {
            var samples = new SampleBuffer();
            series.Read(incident * 60_000, (incident + 12) * 60_000, samples);
            counted += samples.Values[samples.Count - 1] - samples.Values[0];
        }
        var traced = Enumerable.Range(0, 12).Sum(i => Sampler.Minute(acme, checkout, incident + i).Count(r => r.Status == 500));
        output.WriteLine($"{counted} errors counted, {traced} traced, one in {Sampler.OneIn(acme.Environment, Flow.ServerError)}");
        Assert.InRange(traced * 50, counted * 0.75, counted * 1.25);
        var failed = Enumerable.Range(0, 12).SelectMany(i => World.Traces.Minute(incident + i, [acme])).Where(t => t.Spans[0].Service == checkout && t.Spans[0].Failed).ToList();
        Assert.All(failed, t => Assert.Contains(t.Spans, s => s is { Failure: not null, Failed: true }));
        Assert.Contains(failed, t => t.Spans.Exists(s => s is { Role: SpanRole.Query, Failed: true }));
    }

    [Fact]
    public void Exemplars_name_traces_of_their_service_that_took_so_long()
    {
        var nowMs = DemoServerFixture.Now.ToUnixTimeMilliseconds();
        var store = SyntheticStore.Create(new FakeTimeProvider(DemoServerFixture.Now));
        var exemplars = new List<Exemplar>();
        var resolved = 0;
        foreach (var series in store.Select([new(new(LabelSet.MetricName, Portal.Core.PromQL.MatchOperator.Equal, "http_server_request_duration_seconds_bucket"))]))
        {
            exemplars.Clear();
            series.ReadExemplars(nowMs - 600_000, nowMs, exemplars);
            foreach (var exemplar in exemplars)
            {
                var root = World.Traces.Find(exemplar.Labels.Get("trace_id"))!.Spans[0];
                Assert.Equal(exemplar.Labels.Get("span_id"), root.Id);
                Assert.Equal(exemplar.Value, root.DurationNs / 1e9);
                Assert.Equal(exemplar.TimeMs, root.EndNs / 1_000_000);
                Assert.Equal(
                    (series.Labels.Get("tenant"), series.Labels.Get("environment"), series.Labels.Get("pod"), series.Labels.Get("http_route"), series.Labels.Get("http_response_status_code")),
                    (root.Workload.Tenant.Id, root.Workload.Environment.Name, root.Service.Pod(root.Instance), root.Route!.Path, $"{root.Status}"));
                resolved++;
            }
        }
        output.WriteLine($"{resolved} exemplars resolved");
        Assert.True(resolved > 100);
    }

    [Fact]
    public void A_trace_may_cross_tenants_and_each_environments_store_has_its_part()
    {
        var crossing = Enumerable.Range(0, 120).SelectMany(i => World.Traces.Minute(LastMinute - i)).First(t => t.Spans.DistinctBy(s => s.Workload.Tenant.Id).Count() == 2);
        var environment = crossing.Spans[0].Workload.Environment.Name;
        var parts = new[] { "acme", "nova" }.Select(tenant => World.Traces.Only(World.Workload($"{tenant}-{environment}")).Find(crossing.Id)!).ToList();
        Assert.All(parts, part => Assert.NotEmpty(part.Spans));
        Assert.Single(parts[1].Spans.Select(s => s.Workload.Namespace).Distinct());
        Assert.Equal(crossing.Spans.Count, parts.Sum(p => p.Spans.Count));
        Assert.Contains(World.Traces.Only(World.Workload($"nova-{environment}")).Minute(crossing.StartNs / Sampler.MinuteNs), t => t.Id == crossing.Id);
        Assert.Null(World.Traces.Only(World.Workload("nova-dev")).Find(World.Traces.Minute(LastMinute, [World.Workload("acme-prod")])[0].Id));
    }

    [Fact]
    public void Nothing_lies_before_the_history_or_in_the_future()
    {
        Assert.Empty(World.Traces.Minute(LastMinute + 5));
        Assert.Empty(World.Traces.Minute(LastMinute - 10_085));
        Assert.NotEmpty(World.Traces.Minute(LastMinute - 10_070));
    }

    private static IEnumerable<List<DemoTrace>> Hour() => Enumerable.Range(0, 60).Select(i => World.Traces.Minute(LastMinute - i));

    private static string Text(IEnumerable<DemoTrace> traces) => string.Join('\n', traces.SelectMany(t => t.Spans).Select(s =>
        $"{s.TraceId} {s.Id} {s.Parent?.Id} {s.StartNs} {s.DurationNs} {s.Operation} {string.Join(',', SpanDetails.Tags(s).Concat(SpanDetails.Resource(s)))}"));
}
