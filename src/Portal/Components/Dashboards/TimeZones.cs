namespace Portal.Components.Dashboards;

/// <summary>The time zones that a viewer can choose.</summary>
internal static class TimeZones
{
    /// <summary>The zone of the viewer's browser.</summary>
    public const string Browser = "browser";

    /// <summary>Coordinated Universal Time.</summary>
    public const string Utc = "utc";

    private static readonly Lazy<IReadOnlyList<string>> Known = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The IANA zones of this machine, by name.</summary>
    public static IReadOnlyList<string> Iana => Known.Value;

    /// <summary>The IANA zone to reckon with.</summary>
    /// <param name="zone"><c>browser</c>, <c>utc</c> or an IANA zone.</param>
    /// <param name="browserZone">The IANA zone of the viewer's browser.</param>
    public static string Resolve(string zone, string browserZone) => zone switch { Browser => browserZone, Utc => "UTC", _ => zone };

    /// <summary>The zone's rules; UTC where this machine does not know it.</summary>
    public static TimeZoneInfo Find(string iana) => TimeZoneInfo.TryFindSystemTimeZoneById(iana, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>How far a zone is ahead of UTC at an instant: <c>UTC+01:00</c>.</summary>
    public static string Offset(TimeZoneInfo zone, DateTimeOffset at)
    {
        var offset = zone.GetUtcOffset(at);
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
    }
}
