using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>How much of everything one dashboard may hold, so that a page stays usable and a server's work bounded.</summary>
internal static class DashboardLimits
{
    public const int Panels = 200;
    public const int Rows = 50;
    public const int QueriesPerPanel = 26;
    public const int Variables = 50;
    public const int Options = 500;
    public const int Links = 20;
    public const int Tags = 20;
    public const int Overrides = 50;
    public const int Mappings = 100;
    public const int ThresholdSteps = 20;
    public const int Columns = 50;
    public const int Annotations = 10;

    /// <summary>Reads a list of mappings, each to its last key; reports those beyond the limit and leaves them out.</summary>
    public static List<T> List<T>(this YamlMap map, string key, string what, int max, Func<YamlMap, T?> read)
        where T : class
    {
        var maps = map.Maps(key, what);
        map.RefuseTooMany(key, maps.Count, max);
        var list = new List<T>(Math.Min(maps.Count, max));
        for (var i = 0; i < maps.Count && i < max; i++)
        {
            var item = read(maps[i]);
            maps[i].RefuseUnknownKeys();
            if (item is not null)
            {
                list.Add(item);
            }
        }
        return list;
    }

    /// <summary>Reports a list that is longer than it may be.</summary>
    public static void RefuseTooMany(this YamlMap map, string key, int count, int max)
    {
        if (count > max)
        {
            map.Context.Error(DiagnosticCodes.TooMany, map.MarkOf(key), $"'{key}' holds {count} items; at most {max} are allowed.", "Split it, or take fewer.");
        }
    }
}
