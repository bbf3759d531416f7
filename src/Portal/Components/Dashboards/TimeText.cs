using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Dashboards;
using Portal.Core.Queries.Time;

namespace Portal.Components.Dashboards;

/// <summary>Ranges as people read and write them, in one time zone.</summary>
/// <param name="zone">The zone of wall clocks.</param>
/// <param name="time">The present.</param>
internal sealed partial class TimeText(TimeZoneInfo zone, TimeProvider time)
{
    private const long Second = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366 * 30);

    /// <summary>The ranges that are offered, the shortest first.</summary>
    public static IReadOnlyList<(string Text, DashboardTime Range)> Quick { get; } =
    [
        ("Last 5 minutes", new("now-5m", "now")), ("Last 15 minutes", new("now-15m", "now")), ("Last 30 minutes", new("now-30m", "now")),
        ("Last 1 hour", new("now-1h", "now")), ("Last 3 hours", new("now-3h", "now")), ("Last 6 hours", new("now-6h", "now")),
        ("Last 12 hours", new("now-12h", "now")), ("Last 24 hours", new("now-24h", "now")), ("Last 2 days", new("now-2d", "now")),
        ("Last 7 days", new("now-7d", "now")), ("Last 30 days", new("now-30d", "now")), ("Last 90 days", new("now-90d", "now")),
        ("Last 6 months", new("now-6M", "now")), ("Last 1 year", new("now-1y", "now")),
        ("Today", new("now/d", "now/d")), ("Today so far", new("now/d", "now")), ("Yesterday", new("now-1d/d", "now-1d/d")),
        ("This week", new("now/w", "now/w")), ("This week so far", new("now/w", "now")), ("Previous week", new("now-1w/w", "now-1w/w")),
        ("This month so far", new("now/M", "now")), ("Previous month", new("now-1M/M", "now-1M/M")),
    ];

    /// <summary>The range's instants; null where it is none.</summary>
    public TimeRange? Resolve(DashboardTime range) => TimeRange.Read(range.From, range.To, zone.Id, time.GetUtcNow(), Longest).Range;

    /// <summary>The range in a few words.</summary>
    public string Describe(DashboardTime range)
    {
        if (Quick.FirstOrDefault(q => q.Range == range) is { Text: { } text })
        {
            return text;
        }
        if (range.To == "now" && Ago().Match(range.From) is { Success: true } ago)
        {
            return $"Last {Count(ago.Groups[1].Value, ago.Groups[2].Value)}";
        }
        return Resolve(range) is { } resolved && !IsRelative(range.From) ? Between(Local(resolved.FromMs), range.To == "now" ? null : Local(resolved.ToMs)) : $"{Show(range.From)} to {Show(range.To)}";
    }

    /// <summary>One end of a range, as the form shows it: words as they are, instants as the zone's wall clock shows them.</summary>
    public string Show(string end) =>
        IsRelative(end) || TimeRange.Read(end, "2999-01-01", zone.Id, time.GetUtcNow(), TimeSpan.MaxValue).Range is not { } range ? end
            : Local(range.FromMs).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Reads what was typed: the range as it goes into the address, or what is wrong with each end.</summary>
    public (DashboardTime? Range, string? FromError, string? ToError) Read(string from, string to)
    {
        (from, to) = (from.Trim(), to.Trim());
        var now = time.GetUtcNow();
        var start = TimeRange.Read(from, "2999-01-01", zone.Id, now, TimeSpan.MaxValue).Range;
        var end = TimeRange.Read("0", to, zone.Id, now, TimeSpan.MaxValue).Range;
        if (start is null || end is null)
        {
            const string help = "Please enter a past date or \"now\"";
            return (null, start is null ? help : null, end is null ? help : null);
        }
        return start.Value.FromMs >= end.Value.ToMs
            ? (null, "\"From\" can't be after \"To\"", null)
            : (new DashboardTime(IsRelative(from) ? from : Iso(start.Value.FromMs), IsRelative(to) ? to : Iso(end.Value.ToMs)), null, null);
    }

    /// <summary>The range moved by half its length, to the past or to the future.</summary>
    public DashboardTime? Shift(DashboardTime range, int direction) =>
        Resolve(range) is { } r ? Between(r.FromMs + (direction * Half(r)), r.ToMs + (direction * Half(r))) : null;

    /// <summary>The range of twice the length around the same middle, but not further into the future than it was.</summary>
    public DashboardTime? ZoomOut(DashboardTime range)
    {
        if (Resolve(range) is not { } r)
        {
            return null;
        }
        var to = Math.Min(r.ToMs + Half(r), Math.Max(r.ToMs, time.GetUtcNow().ToUnixTimeMilliseconds()));
        return Between(Math.Max(0, to - (2 * (r.ToMs - r.FromMs))), to);
    }

    /// <summary>A range of instants, as the address holds it; at least a second, and in whole seconds where it is longer than a minute.</summary>
    public static DashboardTime Between(long fromMs, long toMs)
    {
        toMs = Math.Max(toMs, fromMs + Second);
        var grain = toMs - fromMs > 60 * Second ? Second : 1;
        return new DashboardTime(Iso(fromMs / grain * grain), Iso(toMs / grain * grain));
    }

    /// <summary>Whether an end moves with the present.</summary>
    public static bool IsRelative(string end) => end.StartsWith("now", StringComparison.Ordinal);

    private static long Half(TimeRange range) => Math.Max(1, (range.ToMs - range.FromMs) / 2);

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString(ms % 1000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private DateTime Local(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone).DateTime;

    private string Between(DateTime from, DateTime? to)
    {
        var thisYear = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Year;
        string Date(DateTime d) => d.ToString(from.Year == thisYear && (to ?? from).Year == thisYear ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        string Clock(DateTime d) => d.ToString(d.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
        return to is not { } end ? $"{Date(from)} {Clock(from)} to now"
            : from.Date == end.Date ? $"{Date(from)}, {Clock(from)} – {Clock(end)}"
            : $"{Date(from)} {Clock(from)} – {Date(end)} {Clock(end)}";
    }

    private static string Count(string number, string unit)
    {
        var name = unit switch { "s" => "second", "m" => "minute", "h" => "hour", "d" => "day", "w" => "week", "M" => "month", _ => "year" };
        return $"{number} {name}{(number == "1" ? "" : "s")}";
    }

    [GeneratedRegex(@"^now-([1-9]\d{0,5})([smhdwMy])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ago();
}
