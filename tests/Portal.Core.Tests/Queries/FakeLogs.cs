using System.Runtime.CompilerServices;
using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Core.Tests.Queries;

/// <summary>A log store that notes what it is asked and answers what a test tells it to.</summary>
internal sealed class FakeLogs : ILogsBackend
{
    private readonly Lock _lock = new();
    private readonly List<Question> _questions = [];

    public sealed record Question(string Kind, string Text, long Start, long End, int Limit, LogDirection Direction);

    /// <summary>All lines that there are, by labels.</summary>
    public List<LogStream> Streams { get; } = [];

    /// <summary>Answers metric queries.</summary>
    public Func<Question, BackendAnswer> Numbers { get; set; } = _ => new BackendAnswer([], []);

    public Func<string, IReadOnlyList<string>> Values { get; set; } = _ => [];

    /// <summary>Answers volumes; <see cref="Numbers"/> by default.</summary>
    public Func<Question, BackendAnswer>? Volume { get; set; }

    public List<LogTail> Tails { get; } = [];

    public List<DetectedField> Fields { get; } = [];

    public Action BetweenTails { get; set; } = () => { };

    public IReadOnlyList<Question> Questions
    {
        get
        {
            lock (_lock)
            {
                return [.. _questions];
            }
        }
    }

    public Task<LogsAnswer> LinesAsync(ScopedQuery query, long startNs, long endNs, int limit, LogDirection direction, CancellationToken cancellation)
    {
        Note("lines", query, startNs, endNs, limit, direction);
        var all = Streams.SelectMany((stream, index) => stream.Lines.Select(line => (index, line))).Where(one => one.line.TimeNs >= startNs && one.line.TimeNs < endNs);
        var chosen = (direction == LogDirection.Backward ? all.OrderByDescending(one => one.line.TimeNs) : all.OrderBy(one => one.line.TimeNs)).Take(limit);
        return Task.FromResult(new LogsAnswer([.. chosen.GroupBy(one => one.index).Select(group => Streams[group.Key] with { Lines = [.. group.Select(one => one.line)] })], []) { Bytes = 10 });
    }

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        Task.FromResult(Numbers(Note("range", query, startMs, endMs)));

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => Task.FromResult(Numbers(Note("instant", query, timeMs, timeMs)));

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("names", selector, startMs, endMs);
        return Task.FromResult(Values(""));
    }

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("values", selector, startMs, endMs);
        return Task.FromResult(Values(label));
    }

    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("series", selector, startMs, endMs);
        return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string>>>([.. Streams.Select(stream => stream.Labels)]);
    }

    public Task<LogStats> StatsAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("stats", selector, startMs, endMs);
        return Task.FromResult(new LogStats(1, 2, 3, 4));
    }

    public Task<BackendAnswer> VolumeAsync(ScopedQuery selector, string refId, IReadOnlyList<string> by, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        Task.FromResult((Volume ?? Numbers)(Note($"volume by {string.Join(',', by)}", selector, startMs, endMs)));

    public Task<IReadOnlyList<DetectedField>> DetectedFieldsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("fields", query, startMs, endMs);
        return Task.FromResult<IReadOnlyList<DetectedField>>(Fields);
    }

    public async IAsyncEnumerable<LogTail> TailAsync(ScopedQuery query, long startNs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Note("tail", query, startNs, startNs);
        foreach (var tail in Tails)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return tail;
            BetweenTails();
        }
    }

    public static LogStream Stream(string labels, params (long TimeNs, string Text)[] lines) => new(
        labels.Split(',').Select(label => label.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]),
        [.. lines.Select(line => new LogLine(line.TimeNs, line.Text, Frame.EmptyLabels))]);

    private Question Note(string kind, ScopedQuery query, long start, long end, int limit = 0, LogDirection direction = LogDirection.Backward)
    {
        var question = new Question(kind, query.Text, start, end, limit, direction);
        lock (_lock)
        {
            _questions.Add(question);
        }
        return question;
    }
}
