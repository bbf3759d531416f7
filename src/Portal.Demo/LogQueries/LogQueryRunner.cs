using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Logs;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>A line of an answer.</summary>
/// <param name="TimeNs">Its time.</param>
/// <param name="Text">What the stages made of it.</param>
/// <param name="Stream">The stream's labels.</param>
/// <param name="Metadata">Its structured metadata.</param>
/// <param name="Parsed">What was parsed or formatted.</param>
internal sealed record FoundLine(long TimeNs, string Text, LabelSet Stream, LabelSet Metadata, LabelSet Parsed);

/// <summary>Answers LogQL queries over a store of lines.</summary>
internal static class LogQueryRunner
{
    public const int MostSeries = 500;

    /// <summary>The query's tree, or Loki's parse error.</summary>
    public static LogQLExpr Parse(string query)
    {
        var result = LogQLParser.Parse(query);
        return result.Expression ?? throw new EvaluationException(EvaluationErrorKind.BadData, ParseError(query, result.Errors[0]));
    }

    /// <summary>The lines of a log query within [from, until), at most so many, the newest or the oldest first.</summary>
    public static List<FoundLine> Lines(LogStore store, LogPipeline pipeline, long fromNs, long untilNs, bool forward, int limit, CancellationToken cancellation) =>
    [
        .. new LogPipelineReader(store, pipeline).Read(fromNs, untilNs, forward, cancellation).Take(limit).Select(
            line => new FoundLine(line.Entry.TimeNs, line.Text, line.Labels(LabelOrigin.Stream), line.Labels(LabelOrigin.Metadata), line.Labels(LabelOrigin.Parsed))),
    ];

    /// <summary>A metric query's values at one time or at each step of a range.</summary>
    public static EvaluationResult Metric(LogStore store, LogQLExpr expression, string query, Grid grid, bool isRange, EvaluationOptions options, CancellationToken cancellation)
    {
        var leaves = new LeafStore(grid);
        var aggregator = new RangeAggregator(store, grid, options, cancellation);
        var compiled = new MetricCompiler((range, summedBy) => leaves.Add(aggregator.Evaluate(range, summedBy))).Compile(expression);
        var evaluation = options with { LookbackMs = 1 };
        var result = isRange
            ? Evaluator.Range(leaves, compiled, query, grid, evaluation, cancellation)
            : Evaluator.Instant(leaves, compiled, query, grid.StartMs, evaluation, cancellation);
        return result.Value is VectorValue { Series.Count: > MostSeries }
            ? throw new EvaluationException(EvaluationErrorKind.BadData, $"maximum of series ({MostSeries}) reached for a single query")
            : result;
    }

    private static string ParseError(string query, PromQLError error)
    {
        var before = query.AsSpan(0, Math.Clamp(error.Span.Start, 0, query.Length));
        return $"parse error at line {before.Count('\n') + 1}, col {before.Length - before.LastIndexOf('\n')}: {error.Message}";
    }
}
