using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Portal.Backends.Prometheus;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>Logs of Loki 2.9 and later, and of stores that speak its HTTP API.</summary>
internal sealed class LokiBackend(BackendClient client, BackendSockets sockets, IOptions<BackendOptions> options, TimeProvider time) : ILogsBackend
{
    private const string Root = "loki/api/v1/";
    private const int MostTexts = 10_000;
    private const int MostFields = 1_000;
    private const int MostAtOnce = 5_000;
    private const int MostLines = 50_000;

    private readonly LokiApi _api = new(client);
    private readonly LokiTail _tail = new(sockets, time);

    /// <inheritdoc/>
    public async Task<LogsAnswer> LinesAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation)
    {
        limit = Math.Clamp(limit, 1, MostLines);
        var pageSize = MostAtOnce;
        while (true)
        {
            var pages = new LinePages((start, end, count) => PageAsync(query, start, end, count, direction, cancellation), direction);
            try
            {
                var answer = await pages.FetchAsync(startNs, endNs, limit, pageSize);
                return !pages.Crowded ? answer : answer with
                {
                    Notices = [.. answer.Notices, new Notice(Severity.Warning, "More lines share one moment than the backend gives at once; some of them are missing.")],
                };
            }
            catch (QueryException e) when (LokiErrors.MostLines(e.Error) is { } most && most < pageSize)
            {
                pageSize = most;
            }
        }
    }

    /// <inheritdoc/>
    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        NumbersAsync(query, refId, "query_range", [new("query", query.Text), .. Between(startMs, endMs), new("step", Seconds(stepMs))], cancellation);

    /// <inheritdoc/>
    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) =>
        NumbersAsync(query, refId, "query", [new("query", query.Text), new("time", Ns(timeMs))], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => TextsAsync(selector, "labels", startMs, endMs, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) =>
        TextsAsync(selector, $"label/{Uri.EscapeDataString(label)}/values", startMs, endMs, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(selector, async (request, either) =>
    {
        var data = new SeriesReader(MostTexts);
        await _api.AskAsync(request, Root + "series", [.. Selected("match[]", selector), .. Between(startMs, endMs)], data, either);
        return (IReadOnlyList<IReadOnlyDictionary<string, string>>)data.Series;
    }, cancellation);

    /// <inheritdoc/>
    public Task<LogStats> StatsAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(selector, async (request, either) =>
    {
        var data = new StatsReader();
        await _api.GetBareAsync(request, Root + "index/stats", [.. Selected("query", selector), .. Between(startMs, endMs)], data, either);
        return data.Stats();
    }, cancellation);

    /// <inheritdoc/>
    public Task<BackendAnswer> VolumeAsync(ScopedQuery selector, string refId, IReadOnlyList<string> by, long startMs, long endMs, long stepMs, CancellationToken cancellation) => client.AskAsync(selector, async (request, either) =>
    {
        using var data = new QueryDataReader(refId, options.Value.MaxSamples);
        List<KeyValuePair<string, string>> parameters = [.. Selected("query", selector), .. Between(startMs, endMs), new("limit", "1000"), .. Labels(by)];
        await (stepMs > 0
            ? _api.GetAsync(request, Root + "index/volume_range", [.. parameters, new("step", Seconds(stepMs))], data, either)
            : _api.GetAsync(request, Root + "index/volume", parameters, data, either));
        return new BackendAnswer(data.Frames(), []);
    }, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DetectedField>> DetectedFieldsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(query, async (request, either) =>
    {
        var data = new FieldsReader(MostFields);
        await _api.GetBareAsync(request, Root + "detected_fields", [new("query", query.Text), .. Between(startMs, endMs)], data, either);
        return data.Fields();
    }, cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogTail> TailAsync(ScopedQuery query, long startNs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<LogTail>(new BoundedChannelOptions(LokiTail.MaxWaiting) { SingleReader = true, SingleWriter = true });
        var run = _tail.RunAsync(query, startNs, channel.Writer, end.Token);
        try
        {
            await foreach (var tail in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return tail;
            }
        }
        finally
        {
            await end.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<LogsAnswer> PageAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation) => client.AskAsync(query, async (request, either) =>
    {
        var data = new StreamsReader(limit);
        var (answer, bytes) = await _api.AskAsync(
            request,
            Root + "query_range",
            [
                new("query", query.Text), new("start", Text(startNs)), new("end", Text(endNs)), new("limit", Text(limit)),
                new("direction", direction == LogDirection.Backward ? "backward" : "forward"),
            ],
            data,
            either);
        var streams = data.Streams();
        var notices = answer.Notices(request);
        return new LogsAnswer(streams, data.Cut == 0 ? notices : [.. notices, new Notice(Severity.Info, $"{(data.Cut == 1 ? "1 line is" : $"{data.Cut} lines are")} longer than {StreamReader.MaxLine:N0} characters; the rest is cut off.")]) { Bytes = bytes, Cost = data.Cost };
    }, cancellation);

    private Task<BackendAnswer> NumbersAsync(ScopedQuery query, string refId, string path, List<KeyValuePair<string, string>> parameters, CancellationToken cancellation) => client.AskAsync(query, async (request, either) =>
    {
        using var data = new QueryDataReader(refId, options.Value.MaxSamples);
        var (answer, bytes) = await _api.AskAsync(request, Root + path, parameters, data, either);
        return new BackendAnswer(data.Frames(), answer.Notices(request)) { Bytes = bytes, Cost = data.Cost };
    }, cancellation);

    private Task<IReadOnlyList<string>> TextsAsync(ScopedQuery selector, string path, long startMs, long endMs, CancellationToken cancellation) => client.AskAsync(selector, async (request, either) =>
    {
        var data = new TextsReader(MostTexts);
        await _api.GetAsync(request, Root + path, [.. Selected("query", selector), .. Between(startMs, endMs)], data, either);
        return data.Texts();
    }, cancellation);

    // A tenant that the backend keeps apart by itself may ask without a selector.
    private static IEnumerable<KeyValuePair<string, string>> Selected(string name, ScopedQuery selector) => selector.Text.Length == 0 ? [] : [new(name, selector.Text)];

    private static IEnumerable<KeyValuePair<string, string>> Labels(IReadOnlyList<string> by) => by.Count == 0 ? [] : [new("targetLabels", string.Join(',', by)), new("aggregateBy", "series")];

    private static IEnumerable<KeyValuePair<string, string>> Between(long startMs, long endMs) => [new("start", Ns(startMs)), new("end", Ns(endMs))];

    private static string Ns(long milliseconds) => Text(milliseconds * 1_000_000);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
