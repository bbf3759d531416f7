using Portal.Core.Queries;

namespace Portal.Tests.Components.Dashboards;

/// <summary>A log store that nobody asks.</summary>
internal sealed class NoLogs : ILogsBackend
{
    public Task<LogsAnswer> LinesAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<LogStats> StatsAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BackendAnswer> VolumeAsync(ScopedQuery selector, string refId, IReadOnlyList<string> by, long startMs, long endMs, long stepMs, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<DetectedField>> DetectedFieldsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<LogTail> TailAsync(ScopedQuery query, long startNs, CancellationToken cancellation) => throw new NotSupportedException();
}
