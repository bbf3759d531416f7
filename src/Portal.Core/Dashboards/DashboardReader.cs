using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads a dashboard from rendered YAML.</summary>
public static class DashboardReader
{
    /// <summary>The dashboard; null, with errors in the context, where the text holds none. Every mistake is reported, not just the first; what was mistaken has its default, or is left out.</summary>
    /// <param name="yaml">What a template has yielded.</param>
    /// <param name="context">Takes diagnostics and knows which template line wrote which place.</param>
    public static Dashboard? Read(string yaml, YamlContext context)
    {
        switch (YamlDocument.Parse(yaml, context))
        {
            case null:
                return null;
            case YamlMapping mapping:
                return Read(new YamlMap(mapping, context, "a dashboard"));
            case var other:
                context.Error(DiagnosticCodes.WrongType, other.Start, $"A dashboard must be a mapping, not {other.Noun}.", "Begin with 'title: …'.");
                return null;
        }
    }

    private static Dashboard Read(YamlMap map)
    {
        var dashboard = new Dashboard
        {
            Title = map.RequiredString("title"),
            Description = map.String("description") ?? "",
            Tags = ReadTags(map),
            Time = TimeReader.ReadTime(map),
            Refresh = TimeReader.ReadRefresh(map),
            Timezone = TimeReader.ReadTimezone(map),
            TimeMark = map.MarkOf("time"),
            TimezoneMark = map.MarkOf("timezone"),
            Links = LinkReader.ReadAll(map),
            Variables = VariableReader.ReadAll(map),
            Annotations = AnnotationReader.ReadAll(map),
            Rows = RowReader.ReadAll(map),
        };
        map.RefuseUnknownKeys();
        return dashboard;
    }

    private static IReadOnlyList<string> ReadTags(YamlMap map)
    {
        var tags = map.Strings("tags") ?? [];
        map.RefuseTooMany("tags", tags.Count, DashboardLimits.Tags);
        return tags;
    }
}
