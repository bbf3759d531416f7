using Portal.Core.Dashboards;
using Portal.Core.Frames;
using Portal.Core.Queries.Masked;
using Portal.Core.Queries.Presentation;
using Portal.Core.Queries.Traffic;

namespace Portal.Core.Queries.Logs;

/// <summary>Gets the lines of a query, and beside them their volume.</summary>
internal sealed class LinesAnswer(LogsQueries queries, PanelQuestion question)
{
    /// <summary>How long lines are remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>The lines. A panel without its volume is still the panel.</summary>
    /// <exception cref="QueryException">The lines could not be had.</exception>
    public async Task<QueryAnswer> AskAsync(PlannedQuery planned, ScopedQuery scoped, CancellationToken cancellation)
    {
        var display = question.Panel.Display.Logs;
        // How many lines there are with a text would tell what is hidden in them.
        var volume = question.Panel.Kind == PanelKind.Logs && display.Volume && planned.Sieve is null ? VolumeAsync(planned, scoped, display.LevelField, cancellation) : null;
        var window = LineWindow.Of(question.Context.Range, display.Limit, display.Order);
        Delivery<LogsAnswer> lines;
        try
        {
            lines = await ReadAsync(queries, question.Context, planned, window, cancellation);
        }
        catch when (volume is not null)
        {
            // Nobody waits for it any more; what it may throw is seen.
            _ = volume.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
        var answer = new QueryAnswer(planned) { Lines = lines };
        return volume is null ? answer : await volume is (var frames, var stepMs) ? answer with { Volume = frames, VolumeStepMs = stepMs } : answer with { VolumeFailed = true };
    }

    /// <summary>The lines of a window; where they are looked through here, more than are shown.</summary>
    public static Task<Delivery<LogsAnswer>> ReadAsync(LogsQueries queries, QueryContext context, PlannedQuery planned, LineWindow window, CancellationToken cancellation) =>
        queries.LinesAsync(context, planned.Scoped!, planned.Sieve is null ? window : LineSieve.Widen(window), Lifetime, cancellation);

    private async Task<(IReadOnlyList<Frame> Frames, long StepMs)?> VolumeAsync(PlannedQuery planned, ScopedQuery scoped, string? levelField, CancellationToken cancellation)
    {
        if (LogVolume.Of(question.Context, scoped.Datasource, planned.Lines!, levelField) is not { } volume)
        {
            return null;
        }
        try
        {
            var delivery = await queries.RangeAsync(question.Context, volume.Scoped, planned.Query.RefId, volume.Plan, TimeSpan.FromMilliseconds(volume.Plan.StepMs), cancellation);
            return (LogVolume.Name(delivery.Answer.Frames, planned.Query.RefId, levelField), volume.Plan.StepMs);
        }
        catch (QueryException)
        {
            return null;
        }
    }
}
