using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries;
using Portal.Core.Queries.Tracing;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Tests.Queries.Tracing;

/// <summary>A store that holds everybody's traces and honours nothing but the service and the limit: the worst that a backend may do.</summary>
internal sealed class FakeTraces(params IReadOnlyList<Trace> traces) : ITracesBackend
{
    public static readonly Scope Acme = new(new TenantId("acme"), "prod");

    public List<ScopedTraceSearch> Searches { get; } = [];

    public int Asked { get; private set; }

    public static TraceSource Source(Isolation? isolation = null, Masker? masker = null)
    {
        var datasource = new Datasource { Name = "jaeger", Kind = DatasourceKind.Jaeger, Url = new Uri("http://jaeger") };
        return new TraceSource(Acme, new TenantEnvironment
        {
            Name = "prod",
            Datasources = [datasource],
            Isolation = isolation ?? Labels("acme"),
            Services = new ServiceSource(null, "service", null),
            Location = default,
        }, datasource, masker);
    }

    public static Isolation Labels(string tenant) => new(new Dictionary<string, string> { ["tenant"] = tenant }, Frame.EmptyLabels, false);

    public static Isolation Header(string tenant) => new(Frame.EmptyLabels, new Dictionary<string, string> { ["X-Scope-OrgID"] = tenant }, false);

    public static TraceSearch Search(string service = "checkout") => new() { Service = service, StartNs = 0, EndNs = long.MaxValue / 2 };

    public Task<IReadOnlyList<string>> ServicesAsync(ScopedQuery access, CancellationToken cancellation) =>
        Answer<IReadOnlyList<string>>([.. traces.SelectMany(trace => trace.Spans).Select(span => span.Service).Distinct()]);

    public Task<IReadOnlyList<SpanOperation>> OperationsAsync(ScopedQuery access, string service, CancellationToken cancellation) =>
        Answer<IReadOnlyList<SpanOperation>>([.. traces.SelectMany(trace => trace.Spans).Where(span => span.Service == service).Select(span => new SpanOperation(span.Operation, null)).Distinct()]);

    public Task<IReadOnlyList<Trace>> SearchAsync(ScopedTraceSearch search, CancellationToken cancellation)
    {
        lock (Searches)
        {
            Searches.Add(search);
        }
        return Answer<IReadOnlyList<Trace>>([.. traces.Where(trace => trace.Spans.Any(span => span.Service == search.Search.Service)).Take(search.Search.Limit)]);
    }

    public Task<Trace?> TraceAsync(ScopedQuery access, TraceId id, CancellationToken cancellation) => Answer(traces.FirstOrDefault(trace => trace.Id == id));

    public Task<IReadOnlyList<ServiceCall>> DependenciesAsync(ScopedQuery access, long startMs, long endMs, CancellationToken cancellation) =>
        Answer<IReadOnlyList<ServiceCall>>([new ServiceCall("all", "of them", 1)]);

    private Task<T> Answer<T>(T answer)
    {
        Asked++;
        return Task.FromResult(answer);
    }
}
