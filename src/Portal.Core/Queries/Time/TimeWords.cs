using System.Globalization;

namespace Portal.Core.Queries.Time;

/// <summary>Reads one end of a range: <c>now-6h</c>, <c>now-1d/d</c>, ISO 8601, or milliseconds since 1970.</summary>
internal static class TimeWords
{
    /// <summary>What an end of a range may look like.</summary>
    public const string Help = "Write now-6h, now/d, an ISO 8601 time such as 2026-11-25T10:00:00Z, or milliseconds since 1970.";

    private const int MaxSteps = 10;
    private const int MaxAmount = 1_000_000_000;
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Latest = new(2999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] WithOffset =
        [.. from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" } from middle in new[] { "'T'", " " } select $"yyyy-MM-dd{middle}{time}K"];

    private static readonly string[] WithoutOffset =
        ["yyyy-MM-dd", .. from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" } from middle in new[] { "'T'", " " } select $"yyyy-MM-dd{middle}{time}"];

    /// <summary>The instant that the text means, between 1970 and 2999; null where it means none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of rounding and of times without an offset.</param>
    /// <param name="now">The present.</param>
    /// <param name="roundUp">Whether <c>/d</c> goes to the last millisecond of the day instead of its first.</param>
    public static DateTimeOffset? Read(string text, TimeZoneInfo zone, DateTimeOffset now, bool roundUp)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        try
        {
            var instant = text.StartsWith("now", StringComparison.Ordinal) ? Relative(text.AsSpan(3), zone, now, roundUp) : Absolute(text, zone);
            return instant >= Earliest && instant <= Latest ? instant : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // The calendar has an end, and the text goes beyond it.
            return null;
        }
    }

    private static DateTimeOffset? Absolute(string text, TimeZoneInfo zone)
    {
        if (text.Length is > 0 and <= 16 && text.All(char.IsAsciiDigit))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
        }
        if (DateTime.TryParseExact(text, WithoutOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return TimeZones.Instant(local, zone);
        }
        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }

    private static DateTimeOffset? Relative(ReadOnlySpan<char> rest, TimeZoneInfo zone, DateTimeOffset now, bool roundUp)
    {
        var instant = now;
        for (var steps = 0; rest.Length > 0; steps++)
        {
            var sign = rest[0];
            rest = rest[1..];
            if (steps == MaxSteps || sign is not ('+' or '-' or '/'))
            {
                return null;
            }
            var amount = 1;
            if (sign != '/')
            {
                var digits = rest.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? rest.Length : end;
                if (digits > 0 && (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out amount) || amount > MaxAmount))
                {
                    return null;
                }
                rest = rest[digits..];
            }
            else if (rest.Length == 2 && rest[0] == 'f' && rest[1] is 'Q' or 'y')
            {
                // The fiscal year is the calendar's.
                rest = rest[1..];
            }
            if (rest.Length == 0)
            {
                return null;
            }
            var unit = rest[0];
            rest = rest[1..];
            var next = sign == '/' ? Round(instant, unit, zone, roundUp) : Add(instant, unit, sign == '-' ? -amount : amount, zone);
            if (next is null)
            {
                return null;
            }
            instant = next.Value;
        }
        return instant;
    }

    // Days and longer are of the calendar, so that now-1d is at the same time of day across a change of the clocks.
    private static DateTimeOffset? Add(DateTimeOffset instant, char unit, int amount, TimeZoneInfo zone) => unit switch
    {
        's' => instant.AddSeconds(amount),
        'm' => instant.AddMinutes(amount),
        'h' => instant.AddHours(amount),
        'd' => TimeZones.Instant(TimeZones.Local(instant, zone).AddDays(amount), zone),
        'w' => TimeZones.Instant(TimeZones.Local(instant, zone).AddDays(7.0 * amount), zone),
        'M' => TimeZones.Instant(TimeZones.Local(instant, zone).AddMonths(amount), zone),
        'Q' => TimeZones.Instant(TimeZones.Local(instant, zone).AddMonths(checked(3 * Math.Clamp(amount, -100_000, 100_000))), zone),
        'y' => TimeZones.Instant(TimeZones.Local(instant, zone).AddYears(amount), zone),
        _ => null,
    };

    private static DateTimeOffset? Round(DateTimeOffset instant, char unit, TimeZoneInfo zone, bool up)
    {
        var local = TimeZones.Local(instant, zone);
        if (unit is 's' or 'm' or 'h')
        {
            var length = unit == 's' ? TimeSpan.TicksPerSecond : unit == 'm' ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerHour;
            var start = instant.AddTicks(-(local.Ticks % length));
            return up ? start.AddTicks(length).AddMilliseconds(-1) : start;
        }
        DateTime? first = unit switch
        {
            'd' => local.Date,
            // A week begins on Monday.
            'w' => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
            'M' => new DateTime(local.Year, local.Month, 1),
            'Q' => new DateTime(local.Year, ((local.Month - 1) / 3 * 3) + 1, 1),
            'y' => new DateTime(local.Year, 1, 1),
            _ => null,
        };
        if (first is not { } begin)
        {
            return null;
        }
        if (!up)
        {
            return TimeZones.Instant(begin, zone);
        }
        var next = unit switch { 'd' => begin.AddDays(1), 'w' => begin.AddDays(7), 'M' => begin.AddMonths(1), 'Q' => begin.AddMonths(3), _ => begin.AddYears(1) };
        return TimeZones.Instant(next, zone).AddMilliseconds(-1);
    }
}
