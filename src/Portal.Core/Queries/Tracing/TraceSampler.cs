using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>
/// Draws a bounded sample of an environment's traces out of a store that it shares with others, to tell what the store itself would tell of all of them together.
/// The store's own list of services only says what to look for: what is not found in checked spans is not told.
/// </summary>
internal sealed class TraceSampler(ITracesBackend backend, AnswerGuard guard)
{
    /// <summary>The most services that are looked for.</summary>
    public const int MostServices = 40;

    /// <summary>The most traces of a service.</summary>
    public const int TracesPerService = 20;

    private const int AtOnce = 4;

    /// <summary>What a sample tells, and that it is one.</summary>
    public async Task<TraceAnswer<ServiceGraph>> SampleAsync(TraceSource source, ScopedQuery access, long fromMs, long toMs, CancellationToken cancellation)
    {
        var names = source.Services.Concat(await backend.ServicesAsync(access, cancellation)).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Take(MostServices).ToList();
        var graph = new ServiceGraph();
        var seen = new HashSet<TraceId>();
        foreach (var some in names.Chunk(AtOnce))
        {
            foreach (var trace in (await Task.WhenAll(some.Select(name => SearchAsync(source, name, fromMs, toMs, cancellation)))).SelectMany(found => found))
            {
                if (seen.Add(trace.Id))
                {
                    graph.Add(trace);
                }
            }
        }
        // The count of traces is of checked ones: it tells nothing of others.
        return new TraceAnswer<ServiceGraph>(graph, [new Notice(Severity.Info, $"This store is shared, so what is told of services is drawn from a sample of {seen.Count} traces of this environment.")]);
    }

    private async Task<IReadOnlyList<Trace>> SearchAsync(TraceSource source, string service, long fromMs, long toMs, CancellationToken cancellation)
    {
        var search = new TraceSearch { Service = service, StartNs = fromMs * 1_000_000, EndNs = toMs * 1_000_000, Limit = TracesPerService };
        var (scoped, error) = TraceScoper.Search(source.Scope, source.Environment, source.Datasource, search);
        var found = await backend.SearchAsync(scoped ?? throw new QueryException(error!), cancellation);
        return guard.Check(scoped.Access, source.Environment.Isolation, found);
    }
}
