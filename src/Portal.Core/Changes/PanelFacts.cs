using Portal.Core.Dashboards;

namespace Portal.Core.Changes;

/// <summary>What a panel says, but for its place.</summary>
internal static class PanelFacts
{
    /// <summary>Its facts.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="language">The language of a datasource's queries.</param>
    public static IEnumerable<Fact> Of(Panel panel, Func<string, QueryLanguage> language)
    {
        yield return new("type", PanelReader.Kinds[(int)panel.Kind]);
        yield return new("title", panel.Title);
        yield return new("description", panel.Description);
        foreach (var fact in panel.Queries.SelectMany(query => Of(query, language(query.Datasource))))
        {
            yield return fact;
        }
        yield return Fact.InOrder("queries", panel.Queries.Select(query => query.RefId));
        foreach (var fact in panel.Traces is { } search ? Of(search) : [])
        {
            yield return fact;
        }
        foreach (var fact in DisplayFacts.Of(panel.Display).Concat(panel.Links.SelectMany(Of)))
        {
            yield return fact;
        }
    }

    /// <summary>What a link says.</summary>
    public static IEnumerable<Fact> Of(DashboardLink link)
    {
        var name = $"link '{link.Title}'";
        yield return new(name, link.Url) { IsItem = true };
        yield return new($"{name}: newTab", Text(link.NewTab));
        yield return new($"{name}: keepTime", Text(link.KeepTime));
    }

    /// <summary>A truth in YAML's words.</summary>
    public static string Text(bool value) => value ? "true" : "false";

    private static IEnumerable<Fact> Of(PanelQuery query, QueryLanguage language)
    {
        var name = $"query {query.RefId}";
        yield return new(name, query.Expr) { IsItem = true, ForEditors = true, Language = language };
        yield return new($"{name}: legend", query.Legend);
        yield return new($"{name}: datasource", query.Datasource);
        yield return new($"{name}: instant", Text(query.Instant));
        yield return new($"{name}: format", QueryReader.Formats[(int)query.Format]);
        yield return new($"{name}: interval", query.Interval);
        yield return new($"{name}: exemplars", Text(query.Exemplars));
    }

    private static IEnumerable<Fact> Of(PanelSearch search)
    {
        Fact Told(string name, string? value) => new($"traces: {name}", value) { ForEditors = true };
        yield return Told("datasource", search.Datasource);
        yield return Told("trace", search.Trace);
        yield return Told("service", search.Service);
        yield return Told("operation", search.Operation);
        yield return Told("minDuration", search.MinDuration);
        yield return Told("maxDuration", search.MaxDuration);
        yield return Told("limit", $"{search.Limit}");
        foreach (var (tag, value) in search.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            yield return Told($"tag {tag}", value);
        }
    }
}
