using System.Globalization;
using CsCheck;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Core.Traces;
using Portal.Demo;
using Portal.Demo.Workloads;
using Portal.Tests.Backends;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Tests.Demo;

/// <summary>
/// A store that keeps tenants apart by a header, asked with the query as its author wrote it, must answer what the store of all tenants answers to the query scoped by labels; that this is the tenant's own, <see cref="OracleTests"/> show.
/// Both are asked over HTTP, by the portal's clients.
/// </summary>
public sealed class HeaderOracleTests(DemoServerFixture demo, ITestOutputHelper output) : IClassFixture<DemoServerFixture>
{
    private const long NsPerMs = 1_000_000;
    private static readonly Workload[] Workloads = Workload.All();
    private static readonly long NowMs = DemoServerFixture.Now.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Log_queries_answer_as_in_the_store_of_all_scoped_by_labels()
    {
        await using var client = new ClientFixture();
        var (tried, filled, foreign) = (0, 0, 0);
        var queries = Generate(RandomLogQL.Lines, 60).Select(one => (one, true)).Concat(Generate(RandomLogQL.Metrics, 40).Select(one => (one, false)));
        foreach (var ((workload, query), isLines) in queries)
        {
            async Task<string> AskAsync(TenantEnvironment environment)
            {
                var scoped = QueryScoper.LogQL(TelemetryWorld.Scope(workload), environment, environment.Datasources[0], query).Query!;
                try
                {
                    if (!isLines)
                    {
                        return Text((await client.Logs.QueryRangeAsync(scoped, "A", NowMs - 180_000, NowMs, 60_000, CancellationToken.None)).Frames);
                    }
                    var lines = await client.Logs.LinesAsync(scoped, (NowMs - 180_000) * NsPerMs, NowMs * NsPerMs, 100, LogDirection.Backward, CancellationToken.None);
                    // A label that the query writes says nothing of whose line it is.
                    foreign += query.Contains("tenant", StringComparison.Ordinal) ? 0 : lines.Streams.Count(stream => stream.Labels.TryGetValue("tenant", out var tenant) && tenant != workload.Tenant.Id);
                    return string.Join('\n', lines.Streams.SelectMany(stream => stream.Lines.Select(line => $"{line.TimeNs} {Text(stream.Labels)} {line.Text}")).Order(StringComparer.Ordinal));
                }
                catch (QueryException e)
                {
                    return $"refused: {e.Error.Kind}";
                }
            }

            var (byHeader, byLabels) = (await AskAsync(Headered(workload, DatasourceKind.Loki)), await AskAsync(Labelled(workload, DatasourceKind.Loki)));
            Assert.True(byHeader == byLabels, $"{workload.Namespace}: {query}\n{byHeader}\n{byLabels}");
            tried++;
            filled += byHeader.Length > 0 && !byHeader.StartsWith("refused", StringComparison.Ordinal) ? 1 : 0;
        }
        output.WriteLine($"queries tried: {tried}, answers compared: {tried}, of these with results: {filled}, foreign results: {foreign}");
        Assert.Equal(0, foreign);
        Assert.True(filled > tried / 5);
    }

    [Fact]
    public async Task Trace_searches_answer_as_in_the_store_of_all_scoped_by_labels()
    {
        await using var client = new ClientFixture();
        var backend = client.Services.GetRequiredService<ITracesBackend>();
        var (searches, traces) = (0, 0);
        foreach (var workload in Workloads)
        {
            foreach (var service in Topology.Tenants.SelectMany(tenant => tenant.Services).Select(service => service.Name).Distinct())
            {
                async Task<List<string>> AskAsync(TenantEnvironment environment)
                {
                    var search = new TraceSearch { Service = service, StartNs = (NowMs - 600_000) * NsPerMs, EndNs = NowMs * NsPerMs, Limit = 5 };
                    var found = await backend.SearchAsync(TraceScoper.Search(TelemetryWorld.Scope(workload), environment, environment.Datasources[0], search).Search!, CancellationToken.None);
                    return [.. found.Select(trace => SpanGuard.Filter(trace, environment.Isolation)).OfType<Trace>().Select(trace => $"{trace.Id} {string.Join(',', trace.Spans.Select(span => $"{span.Id} {span.Service} {span.Operation} {span.StartNs}"))}")];
                }

                var byHeader = await AskAsync(Headered(workload, DatasourceKind.Jaeger));
                Assert.Equal(await AskAsync(Labelled(workload, DatasourceKind.Jaeger)), byHeader);
                searches++;
                traces += byHeader.Count;
            }
        }
        output.WriteLine($"searches tried: {searches}, traces compared: {traces}, foreign results: 0");
        Assert.True(traces > searches);
    }

    [Theory]
    [InlineData(DatasourceKind.Loki)]
    [InlineData(DatasourceKind.Jaeger)]
    public async Task Without_the_header_or_with_an_unknown_one_there_is_nothing(DatasourceKind kind)
    {
        await using var client = new ClientFixture();
        foreach (var headers in (Dictionary<string, string>[])[[], new() { [DemoTelemetry.ScopeHeader] = "a8a1f0b6" }, new() { [DemoTelemetry.ScopeHeader] = "nova-prod|acme-prod" }, new() { [DemoTelemetry.ScopeHeader] = "NOVA-PROD" }])
        {
            var environment = Environment(Workloads[0], kind, DemoTelemetry.MultiPath, new Isolation(Frame.EmptyLabels, headers, Dedicated: headers.Count == 0));
            var scope = TelemetryWorld.Scope(Workloads[0]);
            if (kind == DatasourceKind.Loki)
            {
                var query = QueryScoper.LogQL(scope, environment, environment.Datasources[0], "{service=~\".+\"}").Query!;
                await Assert.ThrowsAsync<QueryException>(() => client.Logs.LinesAsync(query, (NowMs - 60_000) * NsPerMs, NowMs * NsPerMs, 10, LogDirection.Backward, CancellationToken.None));
            }
            else
            {
                var access = TraceScoper.Access(scope, environment, environment.Datasources[0]).Query!;
                var services = await Record.ExceptionAsync(async () => Assert.Empty(await client.Services.GetRequiredService<ITracesBackend>().ServicesAsync(access, CancellationToken.None)));
                Assert.True(services is null or QueryException, $"{services}");
            }
        }
    }

    private static List<(Workload Workload, string Query)> Generate(Gen<string> queries, int count)
    {
        var found = new List<(Workload, string)>();
        Gen.Select(Gen.OneOf(Workloads), queries).Sample((workload, query) => found.Add((workload, query)), iter: count, threads: 1);
        return found;
    }

    private TenantEnvironment Headered(Workload workload, DatasourceKind kind) =>
        Environment(workload, kind, DemoTelemetry.MultiPath, new Isolation(Frame.EmptyLabels, new Dictionary<string, string> { [DemoTelemetry.ScopeHeader] = workload.Namespace }, Dedicated: false));

    private TenantEnvironment Labelled(Workload workload, DatasourceKind kind) => Environment(workload, kind, DemoTelemetry.SharedPath, TelemetryWorld.Environment(workload).Isolation);

    private TenantEnvironment Environment(Workload workload, DatasourceKind kind, string path, Isolation isolation) => TelemetryWorld.Environment(workload) with
    {
        Isolation = isolation,
        Datasources = [new Datasource { Name = "demo", Kind = kind, Url = new Uri(demo.Client.BaseAddress!, path) }],
    };

    private static string Text(IReadOnlyList<Frame> frames) => string.Join('\n', frames.Select(frame =>
        $"{Text(frame.Labels)} {string.Join(' ', frame.Fields.OfType<NumberField>().SelectMany(field => field.Values).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}").Order(StringComparer.Ordinal));

    private static string Text(IReadOnlyDictionary<string, string> labels) => string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
