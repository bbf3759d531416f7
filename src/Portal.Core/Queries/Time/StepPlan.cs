namespace Portal.Core.Queries.Time;

/// <summary>Where the points of a range query lie: at multiples of the step, so that equal questions within a step are the same question.</summary>
/// <param name="StartMs">The first point, milliseconds since 1970.</param>
/// <param name="EndMs">The last one, not before the first.</param>
/// <param name="StepMs">The distance between points, greater than 0.</param>
public readonly record struct StepPlan(long StartMs, long EndMs, long StepMs)
{
    /// <summary>The most points of a series; a backend refuses more.</summary>
    public const int MaxPoints = 11_000;

    private const long Second = 1000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly long[] Nice =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 20 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 20 * Minute, 30 * Minute,
        Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day, 2 * Day, 7 * Day, 30 * Day, 365 * Day,
    ];

    /// <summary>Plans the points of a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="width">The panel's width in pixels; there are no more points than that.</param>
    /// <param name="smallest">The smallest useful step, at least a millisecond.</param>
    public static StepPlan For(TimeRange range, int width, TimeSpan smallest)
    {
        var length = range.ToMs - range.FromMs;
        // Both ends are points.
        var points = Math.Clamp(width, 1, MaxPoints - 1);
        var step = Math.Max(NiceAbove(length / (double)points), Math.Max(1, (long)smallest.TotalMilliseconds));
        if (length / step >= MaxPoints)
        {
            step = NiceAbove(length / (double)(MaxPoints - 1));
        }
        var end = Floor(range.ToMs, step);
        return new StepPlan(Math.Min(Floor(range.FromMs, step), end), end, step);
    }

    /// <summary>The last multiple of the step that is not after the time.</summary>
    public static long Floor(long timeMs, long stepMs) => timeMs - (((timeMs % stepMs) + stepMs) % stepMs);

    private static long NiceAbove(double step)
    {
        foreach (var nice in Nice)
        {
            if (nice >= step)
            {
                return nice;
            }
        }
        return (long)Math.Ceiling(step);
    }
}
