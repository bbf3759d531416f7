using Portal.Core.Frames;
using Portal.Core.Queries;

namespace Portal.Core.Tests.Queries;

/// <summary>A backend that notes what it is asked and answers what a test tells it to.</summary>
internal sealed class FakeBackend : IMetricsBackend
{
    private readonly Lock _lock = new();
    private readonly List<Question> _questions = [];

    public sealed record Question(string Kind, ScopedQuery Query, long StartMs, long EndMs, long StepMs, CancellationToken Cancellation)
    {
        public string Text => Query.Text;
    }

    /// <summary>Answers range and instant queries; one series of one point by default.</summary>
    public Func<Question, Task<BackendAnswer>> Answer { get; set; } = question => Task.FromResult(Series(question, ("job", "api")));

    /// <summary>Answers label values.</summary>
    public Func<string, string, IReadOnlyList<string>> Values { get; set; } = (_, _) => [];

    public Func<ScopedQuery, Dictionary<string, MetricMetadata>> Metadata { get; set; } = _ => [];

    public Func<IReadOnlyList<Exemplar>> Exemplars { get; set; } = () => [];

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

    public static BackendAnswer Series(Question question, params (string Name, string Value)[] labels) => new(
        [new Frame("?", [new TimeField("Time", [question.EndMs]), new NumberField("Value", [1])]) { Metric = "up", Labels = labels.ToDictionary(l => l.Name, l => l.Value) }], []) { Bytes = 100 };

    public Task<BackendAnswer> QueryRangeAsync(ScopedQuery query, string refId, long startMs, long endMs, long stepMs, CancellationToken cancellation) =>
        Answer(Note("range", query, startMs, endMs, stepMs, cancellation));

    public Task<BackendAnswer> QueryAsync(ScopedQuery query, string refId, long timeMs, CancellationToken cancellation) => Answer(Note("instant", query, timeMs, timeMs, 0, cancellation));

    public Task<IReadOnlyList<Exemplar>> ExemplarsAsync(ScopedQuery query, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("exemplars", query, startMs, endMs, 0, cancellation);
        return Task.FromResult(Exemplars());
    }

    public Task<IReadOnlyList<string>> LabelValuesAsync(ScopedQuery selector, string label, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("values", selector, startMs, endMs, 0, cancellation);
        return Task.FromResult(Values(selector.Text, label));
    }

    public Task<IReadOnlyList<string>> LabelNamesAsync(ScopedQuery selector, long startMs, long endMs, CancellationToken cancellation)
    {
        Note("names", selector, startMs, endMs, 0, cancellation);
        return Task.FromResult(Values(selector.Text, ""));
    }

    public Task<IReadOnlyDictionary<string, MetricMetadata>> MetadataAsync(ScopedQuery selector, CancellationToken cancellation)
    {
        Note("metadata", selector, 0, 0, 0, cancellation);
        return Task.FromResult<IReadOnlyDictionary<string, MetricMetadata>>(Metadata(selector));
    }

    private Question Note(string kind, ScopedQuery query, long startMs, long endMs, long stepMs, CancellationToken cancellation)
    {
        var question = new Question(kind, query, startMs, endMs, stepMs, cancellation);
        lock (_lock)
        {
            _questions.Add(question);
        }
        return question;
    }
}
