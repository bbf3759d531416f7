using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the links of a dashboard or panel.</summary>
internal static class LinkReader
{
    public static IReadOnlyList<DashboardLink> ReadAll(YamlMap map) => map.List("links", "a link", DashboardLimits.Links, Read);

    private static DashboardLink Read(YamlMap map)
    {
        var url = map.RequiredString("url");
        LinkText.Check(map, "url", url);
        return new DashboardLink(map.RequiredString("title"), url, map.Boolean("newTab") ?? false, map.Boolean("keepTime") ?? false);
    }
}
