using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Queries.Logs;
using Portal.Core.Queries.Traffic;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Queries.Presentation;

/// <summary>What became of one query of a panel.</summary>
/// <param name="Planned">The query.</param>
internal sealed record QueryAnswer(PlannedQuery Planned)
{
    /// <summary>The backend's answer, unless there is an error.</summary>
    public Delivery<BackendAnswer>? Delivery { get; init; }

    /// <summary>The log store's lines, for a query that asks for lines, unless there is an error.</summary>
    public Delivery<LogsAnswer>? Lines { get; init; }

    /// <summary>How many lines there are over time.</summary>
    public IReadOnlyList<Frame> Volume { get; init; } = [];

    /// <summary>The width of a bar of it.</summary>
    public long VolumeStepMs { get; init; }

    /// <summary>Whether the volume was asked for in vain.</summary>
    public bool VolumeFailed { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public QueryError? Error { get; init; }

    /// <summary>Exemplars, if asked for.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];

    /// <summary>Whether exemplars were asked for in vain.</summary>
    public bool ExemplarsFailed { get; init; }
}

/// <summary>Puts the answers to a panel's queries together: names, layouts, state, statistics. Decides what a viewer is not told.</summary>
internal static class PanelAnswer
{
    private const int MaxNotices = 20;
    private const int MaxNoticeLength = 500;
    private const int MaxExemplars = 1000;

    /// <summary>The panel's data.</summary>
    public static PanelData Compose(PanelQuestion question, IReadOnlyList<QueryAnswer> answers, int maxSeries, bool forEditor, TimeProvider time)
    {
        var (panel, context) = (question.Panel, question.Context);
        var errors = answers.SelectMany(answer => Errors(answer, forEditor)).ToList();
        List<Notice> notices = [.. question.Resolved.Where(resolution => resolution.Variable.Note is not null).Select(resolution => new Notice(Severity.Info, resolution.Variable.Note!))];
        var frames = new List<Frame>();
        var onlyTable = answers.Count(answer => answer.Planned.Query.Format == QueryFormat.Table) == 1;
        var left = maxSeries;
        foreach (var answer in answers)
        {
            if (answer.Lines is { } lines)
            {
                notices.AddRange(Told(lines.Answer.Notices, forEditor));
                if (panel.Kind == PanelKind.Table)
                {
                    frames.Add(LinesTable.Of(answer.Planned.Query.RefId, lines.Answer, LineWindow.Of(context.Range, 0, panel.Display.Logs.Order).Direction));
                }
            }
            if (answer.Delivery is not { } delivery)
            {
                continue;
            }
            var series = delivery.Answer.Frames;
            notices.AddRange(Told(delivery.Answer.Notices, forEditor));
            if (series.Count > left)
            {
                notices.Add(new Notice(Severity.Warning, $"Query {answer.Planned.Query.RefId} has {series.Count} series; the first {left} are shown. Aggregate it, or choose fewer values."));
                series = [.. series.Take(left)];
            }
            if (answer.ExemplarsFailed)
            {
                notices.Add(new Notice(Severity.Warning, $"The exemplars of query {answer.Planned.Query.RefId} could not be had."));
            }
            left -= series.Count;
            frames.AddRange(Layout(panel, answer.Planned, series, onlyTable));
        }
        var logs = panel.Kind == PanelKind.Logs ? Logs(question, answers, notices, time) : null;
        return new PanelData
        {
            Logs = logs,
            PanelId = panel.Id,
            Masked = context.Masker is not null,
            State = State(answers.Count(answer => answer.Error is not null), errors.Count, answers.Count, frames, logs),
            Title = VariableText.Fill(panel.Title, question.Shown),
            FromMs = context.Range.FromMs,
            ToMs = context.Range.ToMs,
            StepMs = answers.Count == 0 ? 0 : answers.Min(answer => answer.Planned.Plan.StepMs),
            Frames = frames,
            Exemplars = [.. answers.SelectMany(answer => answer.Exemplars).Take(MaxExemplars)],
            Notices = Bound(notices),
            Errors = errors,
            Queries = [.. answers.Select(answer => Info(answer, forEditor))],
        };
    }

    private static PanelState State(int failed, int errors, int queries, List<Frame> frames, PanelLogs? logs) =>
        errors > 0 ? (failed == queries ? PanelState.Error : PanelState.Partial)
        : queries > 0 && frames.All(frame => frame.Length == 0) && logs is null or { Streams.Count: 0 } ? PanelState.Empty
        : PanelState.Ok;

    private static IEnumerable<PanelQueryError> Errors(QueryAnswer answer, bool forEditor)
    {
        var refId = answer.Planned.Query.RefId;
        if (answer.Error is { } error)
        {
            yield return new PanelQueryError(refId, forEditor ? error : error with { Detail = null });
        }
        if (answer.Delivery is { Answer.Foreign: > 0 and var series })
        {
            yield return new PanelQueryError(refId, AnswerGuard.Error(series, "series"));
        }
        if (answer.Lines is { Answer.Foreign: > 0 and var streams })
        {
            yield return new PanelQueryError(refId, AnswerGuard.Error(streams, "streams"));
        }
    }

    private static PanelLogs Logs(PanelQuestion question, IReadOnlyList<QueryAnswer> answers, List<Notice> notices, TimeProvider time)
    {
        if (answers.Any(answer => answer.VolumeFailed))
        {
            notices.Add(new Notice(Severity.Warning, "How many lines there are over time could not be had."));
        }
        var window = LineWindow.Of(question.Context.Range, question.Panel.Display.Logs.Limit, question.Panel.Display.Logs.Order);
        var logs = LinePage.Of([.. answers.Where(answer => answer.Lines is not null).Select(answer => (answer.Planned, answer.Lines!.Value.Answer))], window, notices, time);
        return logs with { Volume = [.. answers.SelectMany(answer => answer.Volume)], VolumeStepMs = answers.Max(answer => (long?)answer.VolumeStepMs) ?? 0 };
    }

    private static IReadOnlyList<Frame> Layout(Panel panel, PlannedQuery planned, IReadOnlyList<Frame> series, bool onlyTable)
    {
        var query = planned.Query;
        if (query.Format == QueryFormat.Table)
        {
            return series.Count == 0 ? [] : [SeriesTable.Of(query.RefId, series, onlyTable)];
        }
        var legend = Legend.Read(query.Legend, planned.Shown);
        IReadOnlyList<Frame> named = [.. series.Select(frame => frame with { RefId = query.RefId, Name = Legend.Name(legend, frame) })];
        return query.Format == QueryFormat.Heatmap || panel.Kind == PanelKind.Heatmap ? BucketOrder.Sort(named) : named;
    }

    // A backend's remark may quote the query, in which the tenant's matchers stand.
    internal static IEnumerable<Notice> Told(IReadOnlyList<Notice> notices, bool forEditor) =>
        forEditor || notices.Count == 0 ? notices : notices.Select(notice => notice with { Text = Unquoted(notice.Text) });

    private static string Unquoted(string text) =>
        text.IndexOfAny(['"', '{', '(', '`']) is >= 0 and var end ? text[..end].TrimEnd(' ', ':', ',') + "…" : text;

    private static List<Notice> Bound(List<Notice> notices)
    {
        var distinct = notices.Distinct().ToList();
        var kept = distinct.Take(MaxNotices).Select(notice => notice with { Text = Excerpt.Of(notice.Text, MaxNoticeLength) }).ToList();
        if (distinct.Count > MaxNotices)
        {
            kept.Add(new Notice(Severity.Info, $"{distinct.Count - MaxNotices} more remarks are left out."));
        }
        return kept;
    }

    private static PanelQueryInfo Info(QueryAnswer answer, bool forEditor) => new()
    {
        RefId = answer.Planned.Query.RefId,
        Expr = forEditor ? answer.Planned.Expr : null,
        Scoped = forEditor ? answer.Planned.Scoped?.Text : null,
        Metrics = forEditor ? answer.Planned.Metrics : [],
        DurationMs = (answer.Delivery?.Duration ?? answer.Lines?.Duration ?? default).TotalMilliseconds,
        Series = answer.Delivery?.Answer.Frames.Count ?? answer.Lines?.Answer.Streams.Count ?? 0,
        Points = answer.Delivery?.Answer.Frames.Sum(frame => frame.Length) ?? answer.Lines?.Answer.Streams.Sum(stream => stream.Lines.Count) ?? 0,
        Bytes = answer.Delivery?.Answer.Bytes ?? answer.Lines?.Answer.Bytes ?? 0,
        Shared = answer.Delivery?.Shared ?? answer.Lines?.Shared ?? false,
    };
}
