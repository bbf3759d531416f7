using Portal.Core.Frames;
using Portal.Core.LogQL;
using Portal.Core.Queries.Time;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Logs;

/// <summary>Counts the lines of a query by level over time: a metric query made of the query's own tree, scoped like any.</summary>
/// <param name="Scoped">The query.</param>
/// <param name="Plan">Its points, one for each bar.</param>
internal sealed record LogVolume(ScopedQuery Scoped, StepPlan Plan)
{
    private const int PixelsPerBar = 12;
    private const string ErrorLabel = "__error__";
    private static readonly TimeSpan SmallestStep = TimeSpan.FromSeconds(1);
    private static readonly string[] UsualLevels = ["level", "detected_level"];

    /// <summary>Plans the volume of lines; null where it cannot be scoped.</summary>
    public static LogVolume? Of(QueryContext context, Datasource datasource, LogPipeline lines, string? levelField)
    {
        var plan = StepPlan.For(context.Range, context.Width / PixelsPerBar, SmallestStep);
        // What a parser could not read is counted too, without the label that would make the count fail.
        var parses = lines.Stages.Any(stage => stage is not (LineFilter or DecolorizeStage));
        var counted = parses ? lines with { Stages = [.. lines.Stages, new DropStage([new LabelChoice(ErrorLabel, null)])] } : lines;
        var count = new RangeAggregation("count_over_time", new LogRange(counted, null, plan.StepMs * LineWindow.NsPerMs, 0), null, null);
        var sum = new VectorAggregation("sum", count, null, new Grouping([.. Levels(levelField)], Without: false));
        return QueryScoper.LogQL(context.Scope, context.Environment, datasource, sum).Query is { } scoped ? new LogVolume(scoped, plan) : null;
    }

    /// <summary>The volume's frames, each named by its level; those of equal levels are not made one.</summary>
    public static IReadOnlyList<Frame> Name(IReadOnlyList<Frame> frames, string refId, string? levelField) =>
        [.. frames.Select(frame => frame with { RefId = refId, Name = Levels(levelField).Select(level => frame.Labels.GetValueOrDefault(level)).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "" })];

    private static string[] Levels(string? levelField) => levelField is null ? UsualLevels : [levelField];
}
