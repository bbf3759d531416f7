namespace Portal.Core.Queries.Time;

/// <summary>Finds time zones by name and turns wall clocks into instants.</summary>
internal static class TimeZones
{
    /// <summary>The zone of that IANA name; UTC for none, <c>utc</c> and <c>browser</c>; null where it is not known.</summary>
    public static TimeZoneInfo? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Equals("utc", StringComparison.OrdinalIgnoreCase) || name == "browser")
        {
            return TimeZoneInfo.Utc;
        }
        // The system reads zones from files by their names, so a name is checked before it is looked up.
        var isName = name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && name[0] != '/';
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    /// <summary>The instant of a wall clock's time. Of two, the first; a time that the clock skips is as far behind the skip as it is into it.</summary>
    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // The offset from before the skip, so that 02:30 becomes 03:30.
            var before = zone.GetUtcOffset(local.AddHours(-3));
            return new DateTimeOffset(DateTime.SpecifyKind(local - before, DateTimeKind.Utc)).ToOffset(TimeSpan.Zero);
        }
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc));
    }

    /// <summary>What the zone's wall clock shows.</summary>
    public static DateTime Local(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
