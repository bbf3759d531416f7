using System.Text;
using System.Text.Json;
using CsCheck;
using Portal.Backends.Jaeger;
using Portal.Core.LogQL;
using Portal.Core.Queries;
using Portal.Core.Traces;
using Portal.Demo.Api;
using Portal.Demo.Evaluation;
using Portal.Demo.LogQueries;
using Portal.Demo.Logs;
using Portal.Demo.Traces;
using Portal.Demo.Workloads;

namespace Portal.Tests.Demo;

/// <summary>
/// What a scoped query finds in the store of all tenants must be exactly what the query as the author wrote it finds in the store that holds nothing but its tenant's environment.
/// </summary>
public sealed class OracleTests(ITestOutputHelper output)
{
    private static readonly TelemetryWorld World = new();
    private static readonly long Now = TelemetryWorld.NowNs;
    private static readonly Gen<Workload> AnyWorkload = Gen.OneOf(World.Workloads);
    private static readonly Dictionary<Workload, LogStore> Logs = World.Workloads.ToDictionary(w => w, World.Logs.Only);

    [Fact]
    public void Scoped_log_queries_answer_as_on_the_tenants_own_store() => Compare(RandomLogQL.Lines, 800, (store, query) =>
        string.Join('\n', new[] { true, false }.Select(forward => Text(TelemetryWorld.Lines(store, query, Now - (3 * Sampler.MinuteNs), Now, forward, limit: 100)))));

    [Fact]
    public void Scoped_metric_queries_answer_as_on_the_tenants_own_store() => Compare(RandomLogQL.Metrics, 400, (store, query) =>
    {
        var grid = new Grid((Now / 1_000_000) - 180_000, Now / 1_000_000, 60_000);
        var result = LogQueryRunner.Metric(store, LogQueryRunner.Parse(query), query, grid, true, new(), CancellationToken.None);
        return Json(json => ResultWriter.Write(json, result, false, 0));
    });

    [Fact]
    public void Scoped_selectors_find_the_streams_and_volumes_of_the_tenants_own_store() => Compare(RandomLogQL.Lines, 300, (store, query) =>
    {
        var pipeline = (LogPipeline)LogQueryRunner.Parse(query);
        var sources = new LogPipelineReader(store, pipeline).Sources;
        var volumes = LogSurvey.Volumes(store, sources, Now - (2 * Sampler.MinuteNs), Now);
        var fields = LogSurvey.Fields(store, pipeline, Now - (2 * Sampler.MinuteNs), Now, 50, CancellationToken.None);
        var tail = LokiTail.Since(store, pipeline, Now - (2 * Sampler.MinuteNs), Now, 20, CancellationToken.None);
        return string.Join('\n', sources.Select(s => $"{s.Labels}")) + string.Join('\n', volumes.Select(v => $"{v.Source.Labels} {v.Lines} {v.Bytes}"))
            + string.Join('\n', fields.Select(f => $"{f.Name} {f.Type} {f.Cardinality}")) + Text(tail.Lines) + Text(tail.Dropped);
    });

    [Fact]
    public void Checked_trace_searches_answer_as_on_the_tenants_own_store()
    {
        var (searches, traces, spans, hidden, foreign) = (0, 0, 0, 0, 0);
        var services = Topology.Tenants.SelectMany(t => t.Services).Select(s => s.Name).ToArray();
        var tags = Gen.OneOf<(string, string)>(
            ("error", "true"), ("http.response.status_code", "200"), ("http.response.status_code", "500"), ("span.kind", "client"), ("db.system.name", "postgresql"), ("tenant", "nova"), ("environment", "prod"), ("peer.service", "gateway"), ("k8s.node.name", "node-1"));
        var search = Gen.Select(AnyWorkload, Gen.OneOf(services), tags.List[0, 2], Gen.Long[0, 40], Gen.Long[40, 3_000], Gen.Int[1, 12]);
        search.Sample((workload, service, chosen, minMs, maxMs, limit) =>
        {
            var wanted = new TraceSearch
            {
                Service = service, Tags = chosen.DistinctBy(t => t.Item1).ToDictionary(t => t.Item1, t => t.Item2), StartNs = Now - TelemetryWorld.HourNs, EndNs = Now, MinDurationNs = minMs * 1_000_000, MaxDurationNs = maxMs * 1_000_000, Limit = limit,
            };
            var environment = TelemetryWorld.Environment(workload);
            if (TraceScoper.Search(TelemetryWorld.Scope(workload), environment, TelemetryWorld.Datasource, wanted).Search is not { } scoped)
            {
                // A tag of another tenant is refused, as it would find nothing.
                Assert.Empty(Search(World.Traces.Only(workload), wanted, wanted.Tags));
                return;
            }
            var shared = Search(World.Traces, wanted, scoped.Tags);
            var seen = shared.Select(t => SpanGuard.Filter(t, environment.Isolation)).OfType<Trace>().ToList();
            var own = Search(World.Traces.Only(workload), wanted, wanted.Tags);
            Assert.Equal(own.Select(Text), seen.Select(Text));
            Interlocked.Increment(ref searches);
            Interlocked.Add(ref traces, seen.Count);
            Interlocked.Add(ref spans, seen.Sum(t => t.Spans.Count));
            Interlocked.Add(ref hidden, shared.Sum(t => t.Spans.Count) - seen.Sum(t => t.Spans.Count));
            Interlocked.Add(ref foreign, seen.Sum(t => t.Spans.Count(s => !s.Resource.Any(r => r.Key == "tenant" && r.Text == workload.Tenant.Id))));
        }, iter: 500);
        output.WriteLine($"searches tried: {searches}, traces compared: {traces}, spans: {spans}, hidden spans of others: {hidden}, foreign results: {foreign}");
        Assert.True(traces > 500);
        Assert.Equal(0, foreign);
    }

    [Fact]
    public void A_trace_is_seen_by_each_tenant_as_in_its_own_store()
    {
        var (compared, hidden) = (0, 0);
        foreach (var trace in Enumerable.Range(1, 30).SelectMany(i => World.Traces.Minute((Now / Sampler.MinuteNs) - i)))
        {
            var whole = Read([trace])[0];
            foreach (var workload in World.Workloads)
            {
                var seen = SpanGuard.Filter(whole, TelemetryWorld.Environment(workload).Isolation);
                var own = World.Traces.Only(workload).Find(trace.Id);
                Assert.Equal(own is null ? null : Text(Read([own])[0]), seen is null ? null : Text(seen));
                compared++;
                hidden += seen is { HidesOthers: true } ? 1 : 0;
            }
        }
        output.WriteLine($"views compared: {compared}, of traces that hide others' spans: {hidden}, foreign results: 0");
        Assert.True(hidden > 0);
    }

    private void Compare(Gen<string> queries, int count, Func<LogStore, string, string> answer)
    {
        var (tried, compared, filled, foreign, failed) = (0, 0, 0, 0, 0);
        Gen.Select(AnyWorkload, queries).Sample((workload, query) =>
        {
            var scoped = Answer(answer, World.Logs, TelemetryWorld.Scoped(workload, query));
            var own = Answer(answer, Logs[workload], query);
            Interlocked.Increment(ref tried);
            Interlocked.Add(ref failed, own.StartsWith("error: ", StringComparison.Ordinal) ? 1 : 0);
            Interlocked.Add(ref filled, own.Length > 60 ? 1 : 0);
            Interlocked.Add(ref foreign, scoped == own ? 0 : 1);
            Interlocked.Increment(ref compared);
            Assert.True(scoped == own, $"{workload.Namespace}: {query}\n{scoped[..Math.Min(500, scoped.Length)]}\n{own[..Math.Min(500, own.Length)]}");
        }, iter: count);
        output.WriteLine($"queries tried: {tried}, answers compared: {compared}, of these with results: {filled}, refused alike: {failed}, foreign results: {foreign}");
        Assert.True(filled > count / 10);
    }

    private static string Answer(Func<LogStore, string, string> answer, LogStore store, string query)
    {
        try
        {
            return answer(store, query);
        }
        catch (EvaluationException e)
        {
            return $"error: {e.Message}";
        }
    }

    private static List<Trace> Search(TraceStore store, TraceSearch wanted, IReadOnlyDictionary<string, string> tags) => Read(TraceSearches.Search(
        store, new(wanted.Service, wanted.Operation, tags, wanted.StartNs, wanted.EndNs, wanted.MinDurationNs ?? 0, wanted.MaxDurationNs ?? long.MaxValue, wanted.Limit), CancellationToken.None));

    /// <summary>The traces as the portal reads them from the backend's answer.</summary>
    private static List<Trace> Read(IReadOnlyList<DemoTrace> traces) => JaegerJson.ReadTraces(JsonDocument.Parse(Json(json =>
    {
        json.WriteStartArray();
        foreach (var trace in traces)
        {
            JaegerWriter.Write(json, trace);
        }
        json.WriteEndArray();
    })).RootElement);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Text(Trace trace) => string.Join('\n', trace.Spans.Select(s =>
        $"{s.TraceId} {s.Id} {s.Parent} {s.Service} {s.Operation} {s.StartNs} {s.DurationNs} {string.Join(',', s.Attributes.Concat(s.Resource))} {s.Events.Count}"));

    private static string Text(IEnumerable<FoundLine> lines) => string.Join('\n', lines.Select(l => $"{l.TimeNs} {LineStreams.All(l)} {l.Text}"));
}
