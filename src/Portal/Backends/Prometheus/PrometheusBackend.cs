using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>Metrics of Prometheus 2.24 and later, and of stores that speak its HTTP API.</summary>
internal sealed class PrometheusBackend(BackendClient client, IOptions<BackendOptions> options, TimeProvider time) : IMetricsBackend
{
    private const int MostTexts = 10_000;
    private const int MostExemplars = 10_000;
    private const int MostMetadata = 50;
    private const int MetadataAtOnce = 4;
    private static readonly TimeSpan MetadataRange = TimeSpan.FromHours(1);
    private static readonly string[] FamilySuffixes = ["_total", "_bucket", "_count", "_sum", "_created", "_info"];

    private readonly PrometheusApi _api = new(client);

    /// <inheritdoc/>
    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        QueryAsync(query, refId, "api/v1/query_range", [new("query", query.Text), new("start", Seconds(startMs)), new("end", Seconds(endMs)), new("step", Seconds(stepMs))], cancellation);

    /// <inheritdoc/>
    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) =>
        QueryAsync(query, refId, "api/v1/query", [new("query", query.Text), new("time", Seconds(timeMs))], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(query, async (request, either) =>
    {
        var data = new ExemplarReader(query.Labels, MostExemplars);
        await _api.PostAsync(request, "api/v1/query_exemplars", [new("query", query.Text), new("start", Seconds(startMs)), new("end", Seconds(endMs))], data, either);
        return data.Exemplars;
    }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(
        selector,
        async (request, either) =>
        {
            var data = new TextsReader(MostTexts);
            await _api.GetAsync(request, $"api/v1/label/{LabelPath.Encode(label)}/values", Match(selector, startMs, endMs), data, either);
            return data.Texts();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(selector, async (request, either) =>
    {
        var data = new TextsReader(MostTexts);
        await _api.PostAsync(request, "api/v1/labels", Match(selector, startMs, endMs), data, either);
        return data.Texts();
    }, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // The API has no matcher and tells of every tenant's metrics: first what the tenant has, then each of these by its name.
        var names = await LabelValuesAsync(selector, "__name__", (now - MetadataRange).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), cancellation);
        IReadOnlyList<string> asked = [.. names.Take(MostMetadata)];
        return await client.AskAsync(selector, async (request, either) =>
        {
            var known = new ConcurrentDictionary<string, MetricMetadata>(StringComparer.Ordinal);
            var bounds = new ParallelOptions { MaxDegreeOfParallelism = MetadataAtOnce, CancellationToken = either };
            await Parallel.ForEachAsync(asked.SelectMany(Families).Distinct(StringComparer.Ordinal), bounds, async (family, token) =>
            {
                var data = new MetadataReader(family);
                await _api.GetAsync(request, "api/v1/metadata", [new("metric", family)], data, token);
                if (data.Found is { } metadata)
                {
                    known[family] = metadata;
                }
            });
            return asked.Select(name => (name, Found: Families(name).Select(known.GetValueOrDefault).FirstOrDefault(metadata => metadata is not null)))
                .Where(one => one.Found is not null).ToDictionary(one => one.name, one => one.Found!, StringComparer.Ordinal);
        }, cancellation);
    }

    private Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, string path, List<KeyValuePair<string, string>> parameters, CancellationToken cancellation) => client.AskAsync(query, async (request, either) =>
    {
        parameters.Add(new("timeout", Seconds((long)query.Datasource.Timeout.TotalMilliseconds)));
        if (query.AsksCost)
        {
            parameters.Add(new("stats", "all"));
        }
        using var data = new QueryDataReader(refId, options.Value.MaxSamples);
        var (answer, bytes) = await _api.PostAsync(request, path, parameters, data, either);
        return new BackendAnswer(data.Frames(), answer.Notices(request)) { Bytes = bytes, Cost = data.Cost };
    }, cancellation);

    private static List<KeyValuePair<string, string>> Match(ScopedQuery selector, long startMs, long endMs) =>
        [new("match[]", selector.Text), new("start", Seconds(startMs)), new("end", Seconds(endMs)), new("limit", MostTexts.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The names that a metric's metadata may be kept under: its own, and its family's.</summary>
    private static IEnumerable<string> Families(string name) =>
        FamilySuffixes.Where(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)).Select(suffix => name[..^suffix.Length]).Prepend(name);

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
