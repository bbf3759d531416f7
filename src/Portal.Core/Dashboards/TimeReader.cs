using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads what a dashboard says of time.</summary>
internal static class TimeReader
{
    private static readonly DashboardTime Usual = new("now-1h", "now");

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

    public static string? ReadRefresh(YamlMap dashboard) => dashboard.String("refresh");

    public static string ReadTimezone(YamlMap dashboard) => dashboard.String("timezone") ?? "browser";
}
