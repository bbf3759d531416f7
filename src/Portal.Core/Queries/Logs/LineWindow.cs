using System.Globalization;
using Portal.Core.Queries.Time;

namespace Portal.Core.Queries.Logs;

/// <summary>Which lines are asked for.</summary>
/// <param name="StartNs">The first moment, nanoseconds since 1970.</param>
/// <param name="EndNs">The first moment that is not asked for.</param>
/// <param name="Limit">How many.</param>
/// <param name="Direction">From which end.</param>
internal readonly record struct LineWindow(long StartNs, long EndNs, int Limit, LogDirection Direction)
{
    /// <summary>Nanoseconds of a millisecond.</summary>
    public const long NsPerMs = 1_000_000;

    private const long SecondMs = 1_000;

    /// <summary>The lines of a range. Its ends lie on whole seconds, so that viewers who ask within the same second ask the same.</summary>
    public static LineWindow Of(TimeRange range, int limit, string order)
    {
        var end = StepPlan.Floor(range.ToMs + SecondMs - 1, SecondMs);
        return new LineWindow(StepPlan.Floor(range.FromMs, SecondMs) * NsPerMs, end * NsPerMs, limit, order == "oldest" ? LogDirection.Forward : LogDirection.Backward);
    }

    /// <summary>The page that begins at a cursor; null where the cursor is none of this window's.</summary>
    public LineWindow? From(string cursor)
    {
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var ns) || ns < StartNs || ns > EndNs)
        {
            return null;
        }
        return Direction == LogDirection.Backward ? this with { EndNs = ns } : this with { StartNs = ns };
    }
}
