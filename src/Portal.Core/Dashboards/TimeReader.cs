using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads what a dashboard says of time.</summary>
internal static class TimeReader
{
    private static readonly DashboardTime Usual = new("now-1h", "now");
    private static readonly TimeSpan MinRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxRefresh = TimeSpan.FromDays(1);

    public static DashboardTime ReadTime(YamlMap dashboard)
    {
        if (dashboard.Map("time", "a time range") is not { } map)
        {
            return Usual;
        }
        var time = new DashboardTime(map.String("from") ?? Usual.From, map.String("to") ?? Usual.To);
        map.RefuseUnknownKeys();
        return time;
    }

    /// <summary>The interval; null for none, which may also be written <c>off</c> or, as in Grafana, as an empty text.</summary>
    public static string? ReadRefresh(YamlMap dashboard) =>
        dashboard.Any("refresh") is YamlScalar { Text: "" or "off" } ? null
        : dashboard.Duration("refresh", MinRefresh, MaxRefresh) is { } refresh ? DurationText.Print(refresh) : null;

    public static string ReadTimezone(YamlMap dashboard) => dashboard.String("timezone") ?? "browser";
}
