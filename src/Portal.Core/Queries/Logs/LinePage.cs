using System.Globalization;
using Portal.Core.Diagnostics;
using Portal.Core.Frames;
using Portal.Core.Masking;
using Portal.Core.Queries.Masked;

namespace Portal.Core.Queries.Logs;

/// <summary>Cuts answers so that pages fit together: a page ends between two moments, so that lines which share one are all on the same page.</summary>
internal static class LinePage
{
    /// <summary>What a panel shows of these answers.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="window">What was asked.</param>
    /// <param name="notices">Takes remarks.</param>
    /// <param name="time">The clock.</param>
    public static PanelLogs Of(IReadOnlyList<(PlannedQuery Query, LogsAnswer Answer)> answers, LineWindow window, List<Notice> notices, TimeProvider time)
    {
        var (streams, next, crowded) = answers.Any(answer => answer.Query.Sieve is not null) ? Sift(answers, window, notices, new AnswerDeadline(time))
            : Cut([.. answers.Select(answer => (answer.Query.Query.RefId, answer.Answer))], window);
        if (crowded)
        {
            notices.Add(new Notice(Severity.Warning, $"More than {window.Limit} lines share one moment; some of them are left out. Narrow the query, or raise the panel's limit."));
        }
        return new PanelLogs { Streams = streams, LimitReached = next is not null, Next = next };
    }

    // The page ends where the lines that were looked through do, or before, where more pass than it holds.
    private static (IReadOnlyList<PanelLogStream> Streams, string? Next, bool Crowded) Sift(
        IReadOnlyList<(PlannedQuery Query, LogsAnswer Answer)> answers, LineWindow window, List<Notice> notices, AnswerDeadline deadline)
    {
        var (scanned, end, crowded) = Cut([.. answers.Select(answer => (answer.Query.Query.RefId, answer.Answer))], LineSieve.Widen(window));
        var passed = answers.Select(answer =>
        {
            var streams = scanned.Where(stream => stream.RefId == answer.Query.Query.RefId).Select(stream => new LogStream(stream.Labels, stream.Lines)).ToList();
            return (answer.Query.Query.RefId, answer.Answer with { Streams = answer.Query.Sieve?.Pass(streams, deadline) ?? streams });
        }).ToList();
        notices.Add(new Notice(Severity.Info, end is null
            ? "Text is masked for your role, and the search looks at the masked text."
            : $"Text is masked for your role, and the search looks at the masked text: {scanned.Sum(stream => stream.Lines.Count)} lines were looked through. Load more to go on."));
        if (deadline.WasReached)
        {
            notices.Add(new Notice(Severity.Warning, "It took too long to look through all of these lines, so that some that fit may be left out. Make the expression simpler."));
        }
        var (shown, next, full) = Cut(passed, window);
        return (shown, next ?? end, crowded || full);
    }

    /// <summary>Cuts.</summary>
    /// <param name="answers">The answers, by query.</param>
    /// <param name="window">What was asked.</param>
    /// <returns>The streams; where the next page begins, or null; whether more lines share one moment than a page holds, so that some are on none.</returns>
    public static (IReadOnlyList<PanelLogStream> Streams, string? Next, bool Crowded) Cut(IReadOnlyList<(string RefId, LogsAnswer Answer)> answers, LineWindow window)
    {
        var streams = answers.SelectMany(answer => answer.Answer.Streams.Select(stream => new PanelLogStream(answer.RefId, stream.Labels, stream.Lines))).ToList();
        var full = answers.Where(answer => answer.Answer.Streams.Sum(stream => stream.Lines.Count) >= window.Limit).ToList();
        if (full.Count == 0)
        {
            return (streams, null, false);
        }
        var newestFirst = window.Direction == LogDirection.Backward;
        // Beyond the end of the query that ends first, the others would have holes between pages.
        var ends = full.Select(answer => answer.Answer.Streams.SelectMany(stream => stream.Lines).Select(line => line.TimeNs)).Select(times => newestFirst ? times.Min() : times.Max());
        var end = newestFirst ? ends.Max() : ends.Min();
        var crowded = !streams.Exists(stream => stream.Lines.Any(line => newestFirst ? line.TimeNs > end : line.TimeNs < end));
        var first = newestFirst ? (crowded ? end : end + 1) : long.MinValue;
        var last = newestFirst ? long.MaxValue : crowded ? end : end - 1;
        var kept = streams.Select(stream => stream with { Lines = [.. stream.Lines.Where(line => line.TimeNs >= first && line.TimeNs <= last)] }).Where(stream => stream.Lines.Count > 0).ToList();
        // The end of a window is not in it, its start is.
        var next = newestFirst ? first : last + 1;
        return (kept, next.ToString(CultureInfo.InvariantCulture), crowded);
    }
}
