using System.Collections.Concurrent;
using Portal.Core.Catalog;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Queries.Traffic;
using Portal.Core.Tenancy;
using Portal.Tests.Components.Dashboards;

namespace Portal.EndToEnd.Conformance;

/// <summary>What the shipped dashboards would send to a backend: rendered, variables and macros filled in, scoped to their tenant.</summary>
internal static class ShippedQueries
{
    /// <summary>One service on each runtime; the others' queries differ in the name only.</summary>
    private static readonly string[] Services = ["checkout", "catalog"];

    /// <summary>Every query of every dashboard that one environment of a tenant is given.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string tenant, string environment, DateTimeOffset now, CancellationToken cancellation)
    {
        var loaded = await new CatalogLoader().LoadAsync(new ContentTree(new RevisionId("shipped"), SourceTree.Content(), []), new AllGrants(), _ => Services, cancellation);
        var snapshot = loaded.Snapshot ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
        using var dashboards = new DashboardService(null!, TimeProvider.System);
        var recorder = new Recorder();
        var options = new QueryOptions();
        var panels = new PanelDataService(recorder, new NoLogs(), new QueryTraffic(options, TimeProvider.System), options, new FixedTime(now));
        foreach (var binding in DashboardService.Bindings(snapshot, _ => Services, new TenantId(tenant), environment))
        {
            var rendered = await dashboards.RenderAsync(snapshot, binding, cancellation, Services);
            // Logs and traces have conformance of their own.
            foreach (var panel in rendered.Dashboard!.Panels.Where(panel => panel.Traces is null && panel.Queries.All(query => query.Datasource == "prometheus")))
            {
                var data = await panels.GetAsync(snapshot, binding.Key, rendered.Dashboard, new PanelDataRequest { PanelId = panel.Id }, Role.Editor, cancellation);
                Assert.True(data.Errors.Count == 0, $"{binding.Key} {panel.Id}: {string.Join("; ", data.Errors)}");
            }
        }
        return [.. recorder.Queries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>A backend that has nothing to tell, but remembers what it was asked.</summary>
    private sealed class Recorder : IMetricsBackend
    {
        public ConcurrentDictionary<string, bool> Queries { get; } = new(StringComparer.Ordinal);

        public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => RememberAsync(query);

        public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => RememberAsync(query);

        public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Exemplar>>([]);

        public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyDictionary<string, MetricMetadata>>(new Dictionary<string, MetricMetadata>());

        private Task<BackendAnswer> RememberAsync(ScopedQuery query)
        {
            Queries.TryAdd(query.Text, true);
            return Task.FromResult(new BackendAnswer([], []));
        }
    }
}
