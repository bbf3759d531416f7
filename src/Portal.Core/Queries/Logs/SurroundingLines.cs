using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Logs;

/// <summary>
/// Gets the lines around one line of its stream. What a viewer tells of the stream only chooses among the streams that the panel's own query reads in its tenant; the query is made of the stream that was found.
/// </summary>
internal sealed class SurroundingLines(LogsQueries queries, PanelQuestion question)
{
    private const int MaxLimit = 1_000;
    private const int MaxLabels = 100;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);
    private static readonly TimeSpan Nearby = TimeSpan.FromHours(1);

    /// <summary>The lines.</summary>
    /// <exception cref="QueryException">There is no such stream, or the lines could not be had.</exception>
    public async Task<PanelLogs> AskAsync(LineContext around, CancellationToken cancellation)
    {
        var reachNs = (long)Reach.TotalMilliseconds * LineWindow.NsPerMs;
        if (around.TimeNs < reachNs || around.TimeNs > long.MaxValue - reachNs || around.Limit is < 1 or > MaxLimit || around.Labels.Count is 0 or > MaxLabels)
        {
            throw new QueryException(new QueryError(QueryErrorKind.BadData, "This is not a line that lines can be around."));
        }
        if (question.Queries.FirstOrDefault(query => query.Query.RefId == around.RefId) is not { Lines: { } lines, Scoped: { } scoped } planned)
        {
            throw NotFound();
        }
        var context = question.Context;
        var timeMs = StepPlan.Floor(around.TimeNs / LineWindow.NsPerMs, 60_000);
        var range = new TimeRange(timeMs - (long)Nearby.TotalMilliseconds, timeMs + (long)Nearby.TotalMilliseconds);
        var streams = QueryScoper.LogQL(context.Scope, context.Environment, scoped.Datasource, lines with { Stages = [] }).OrThrow();
        // The query is made of the stream's own labels; it is found by those that were told.
        var series = await queries.SeriesAsync(context with { Masker = null }, streams, range, cancellation);
        var masker = queries.Masker(context);
        var alike = series.Where(labels => (masker?.Labels(labels) ?? labels).All(label => around.Labels.GetValueOrDefault(label.Key) == label.Value)).GroupBy(labels => labels.Count).MaxBy(labels => labels.Key)?.ToList() ?? throw NotFound();
        if (alike.Count > 1 && masker is not null)
        {
            throw new QueryException(new QueryError(QueryErrorKind.NotFound, "Several streams look the same, because their labels are masked for your role.", "Look for the lines by their time instead."));
        }
        var stream = alike[0];
        var matchers = stream.Where(label => ValueSyntax.IsLogQLName(label.Key, part: false)).OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => new LabelMatcher(label.Key, MatchOperator.Equal, label.Value));
        var query = QueryScoper.LogQL(context.Scope, context.Environment, scoped.Datasource, new LogPipeline(new StreamSelector([.. matchers]), [])).OrThrow();
        var window = around.Before
            ? new LineWindow(around.TimeNs - reachNs, around.TimeNs + 1, around.Limit, LogDirection.Backward)
            : new LineWindow(around.TimeNs + 1, around.TimeNs + reachNs, around.Limit, LogDirection.Forward);
        var answer = (await queries.LinesAsync(context, query, window, LinesAnswer.Lifetime, cancellation)).Answer;
        return answer.Foreign > 0 ? throw new QueryException(AnswerGuard.Error(answer.Foreign, "streams")) : new PanelLogs
        {
            Streams = [.. answer.Streams.Select(found => new PanelLogStream(planned.Query.RefId, found.Labels, found.Lines))],
            LimitReached = answer.Streams.Sum(found => found.Lines.Count) >= around.Limit,
        };
    }

    private static QueryException NotFound() => new(new QueryError(QueryErrorKind.NotFound, "There is no such stream in this panel."));
}
