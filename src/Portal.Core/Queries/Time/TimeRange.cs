using Portal.Core.Diagnostics;

namespace Portal.Core.Queries.Time;

/// <summary>A range of time, worked out.</summary>
/// <param name="FromMs">Start, milliseconds since 1970.</param>
/// <param name="ToMs">End, later than the start.</param>
public readonly record struct TimeRange(long FromMs, long ToMs)
{
    private const int LongestQuote = 64;

    /// <summary>How long it is.</summary>
    public TimeSpan Length => TimeSpan.FromMilliseconds(ToMs - FromMs);

    /// <summary>Reads a range in Grafana's words, ISO 8601 or milliseconds since 1970.</summary>
    /// <param name="from">The start; <c>now/d</c> is the day's first moment.</param>
    /// <param name="to">The end; <c>now/d</c> is the day's last millisecond.</param>
    /// <param name="zone">An IANA zone; null, empty, <c>utc</c> and <c>browser</c> are UTC, because the server does not know the browser's.</param>
    /// <param name="now">The present.</param>
    /// <param name="longest">The longest range that is allowed.</param>
    /// <returns>The range, or why it is none.</returns>
    public static (TimeRange? Range, QueryError? Error) Read(string from, string to, string? zone, DateTimeOffset now, TimeSpan longest)
    {
        if (TimeZones.Find(zone) is not { } timeZone)
        {
            return Wrong($"The time zone '{Excerpt.Of(zone, LongestQuote)}' is not known.", "Give an IANA zone such as Europe/Berlin, or utc.");
        }
        if (TimeWords.Read(from, timeZone, now, roundUp: false) is not { } start)
        {
            return Wrong($"The start '{Excerpt.Of(from, LongestQuote)}' is not a time.", TimeWords.Help);
        }
        if (TimeWords.Read(to, timeZone, now, roundUp: true) is not { } end)
        {
            return Wrong($"The end '{Excerpt.Of(to, LongestQuote)}' is not a time.", TimeWords.Help);
        }
        if (start >= end)
        {
            return Wrong("The range ends before it begins.", "Choose a start that is before the end.");
        }
        var range = new TimeRange(start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds());
        return range.Length > longest ? Wrong($"The range is longer than {longest.TotalDays:0.#} days.", "Choose a shorter range.")
            : range.FromMs >= range.ToMs ? Wrong("The range ends before it begins.", "Choose a start that is before the end.")
            : (range, null);
    }

    private static (TimeRange?, QueryError?) Wrong(string message, string remedy) => (null, new QueryError(QueryErrorKind.BadData, message, remedy));
}
