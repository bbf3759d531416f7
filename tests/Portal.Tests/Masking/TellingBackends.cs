using System.Runtime.CompilerServices;
using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Traces;

namespace Portal.Tests.Masking;

/// <summary>What the stores of this test say, wherever they can say something: a number that a detector finds, and a name that a rule hides.</summary>
internal static class Secrets
{
    public const string Phone = "13812341234";
    public const string Name = "Sentinel Person";
    public const string Trace = "0123456789abcdef0123456789abcdef";

    public static readonly IReadOnlyDictionary<string, string> Labels = new Dictionary<string, string>
    {
        ["customer"] = Name, ["caller"] = Phone, ["app"] = $"of {Phone}", ["service"] = "checkout", ["tenant"] = "acme", ["environment"] = "prod", ["le"] = "+Inf",
    };

    public static readonly IReadOnlyList<Notice> Notices = [new Notice(Core.Diagnostics.Severity.Warning, $"slow for {Phone}")];
}

/// <summary>A store of metrics that tells secrets.</summary>
internal sealed class TellingMetrics : IMetricsBackend
{
    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => Answer(query, endMs);

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => Answer(query, timeMs);

    public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Exemplar>>([new Exemplar(endMs, 1, Secrets.Labels, Secrets.Labels)]);

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>(label == "customer" ? [Secrets.Name] : label == "tenant" ? ["acme"] : label == "environment" ? ["prod"] : [Secrets.Phone]);

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([$"of_{Secrets.Phone}"]);

    public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, MetricMetadata>>(new Dictionary<string, MetricMetadata>());

    private static Task<BackendAnswer> Answer(ScopedQuery query, long timeMs) => query.Text.Contains("fails", StringComparison.Ordinal)
        ? throw new QueryException(new QueryError(QueryErrorKind.Execution, $"Many series for customer=\"{Secrets.Name}\" and {Secrets.Phone}.", $"Leave {Secrets.Phone} out.", $"detail {Secrets.Phone}"))
        : Task.FromResult(new BackendAnswer([new Frame("A", [new TimeField("Time", [timeMs]), new NumberField("Value", [1])]) { Metric = "up", Labels = Secrets.Labels }], Secrets.Notices));
}

/// <summary>A store of lines that tells secrets.</summary>
internal sealed class TellingLogs : ILogsBackend
{
    private readonly TellingMetrics _numbers = new();

    /// <summary>What it was asked.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = [];

    public Task<LogsAnswer> LinesAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation) => Ask(query, new LogsAnswer([Stream(endNs - 1)], Secrets.Notices));

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation)
    {
        Asked.Enqueue(query.Text);
        return _numbers.QueryRangeAsync(query, refId, startMs, endMs, stepMs, cancellation);
    }

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation)
    {
        Asked.Enqueue(query.Text);
        return _numbers.QueryAsync(query, refId, timeMs, cancellation);
    }

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => Ask<IReadOnlyList<string>>(selector, ["customer", $"of_{Secrets.Phone}"]);

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) =>
        _numbers.LabelValuesAsync(selector, label, startMs, endMs, cancellation);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) =>
        Ask<IReadOnlyList<IReadOnlyDictionary<string, string>>>(selector, [Secrets.Labels]);

    public Task<LogStats> StatsAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => Ask(selector, new LogStats(1, 1, 1, 1));

    public Task<BackendAnswer> VolumeAsync(ScopedQuery selector, string refId, IReadOnlyList<string> by, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        _numbers.QueryRangeAsync(selector, refId, startMs, endMs, stepMs, cancellation);

    public Task<IReadOnlyList<DetectedField>> DetectedFieldsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) =>
        Ask<IReadOnlyList<DetectedField>>(query, [new DetectedField($"of_{Secrets.Phone}", "string", 1, ["json"])]);

    public async IAsyncEnumerable<LogTail> TailAsync(ScopedQuery query, long startNs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        Asked.Enqueue(query.Text);
        yield return new LogTail([Stream(startNs)], 0, false);
    }

    private Task<T> Ask<T>(ScopedQuery query, T answer)
    {
        Asked.Enqueue(query.Text);
        return Task.FromResult(answer);
    }

    private static LogStream Stream(long timeNs) => new(Secrets.Labels,
    [
        new LogLine(timeNs, $"{{\"customer\":\"{Secrets.Name}\",\"msg\":\"call from {Secrets.Phone}\"}}", Secrets.Labels), new LogLine(timeNs - 1, $"customer=\"{Secrets.Name}\" from={Secrets.Phone}", Secrets.Labels),
    ]);
}

/// <summary>A store of traces that tells secrets.</summary>
internal sealed class TellingTraces : ITracesBackend
{
    /// <summary>How often it was searched by a person's tag.</summary>
    public int Searched { get; private set; }

    public Task<IReadOnlyList<string>> ServicesAsync(ScopedQuery access, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(["checkout"]);

    public Task<IReadOnlyList<SpanOperation>> OperationsAsync(ScopedQuery access, string service, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SpanOperation>>([]);

    public Task<IReadOnlyList<Trace>> SearchAsync(ScopedTraceSearch search, CancellationToken cancellation)
    {
        Searched += search.Search.Tags.Count > 0 ? 1 : 0;
        return Task.FromResult<IReadOnlyList<Trace>>([Trace]);
    }

    public Task<Trace?> TraceAsync(ScopedQuery access, TraceId id, CancellationToken cancellation) => Task.FromResult<Trace?>(Trace);

    public Task<IReadOnlyList<ServiceCall>> DependenciesAsync(ScopedQuery access, long startMs, long endMs, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ServiceCall>>([]);

    private static Trace Trace
    {
        get
        {
            var id = new TraceId(Secrets.Trace);
            SpanAttribute[] attributes = [new("customer", AttributeType.Text, Secrets.Name), new("note", AttributeType.Text, Secrets.Phone)];
            SpanAttribute[] resource = [new("tenant", AttributeType.Text, "acme"), new("environment", AttributeType.Text, "prod"), .. attributes];
            Span Of(string span, string? parent, string service) => new()
            {
                TraceId = id, Id = new SpanId(span), Parent = parent is null ? null : new SpanId(parent), Service = service, Operation = $"GET /of/{Secrets.Phone}",
                StartNs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000, DurationNs = 5_000_000, Attributes = attributes, Resource = resource,
                Events = [new SpanEvent(1, $"called {Secrets.Phone}", attributes)], Warnings = [$"clock of {Secrets.Phone}"],
            };
            return new Trace(id, [Of("0123456789abcdef", null, "checkout"), Of("1123456789abcdef", "0123456789abcdef", $"for-{Secrets.Phone}")]) { Warnings = [$"long for {Secrets.Phone}"] };
        }
    }
}
