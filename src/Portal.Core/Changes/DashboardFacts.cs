using Portal.Core.Dashboards;
using static Portal.Core.Changes.PanelFacts;

namespace Portal.Core.Changes;

/// <summary>What a dashboard says beside its panels.</summary>
internal static class DashboardFacts
{
    /// <summary>The facts of its head.</summary>
    public static IEnumerable<Fact> Of(Dashboard dashboard) =>
    [
        new("title", dashboard.Title),
        new("description", dashboard.Description),
        new("tags", string.Join(", ", dashboard.Tags)),
        new("time: from", dashboard.Time.From),
        new("time: to", dashboard.Time.To),
        new("refresh", dashboard.Refresh),
        new("timezone", dashboard.Timezone),
        .. dashboard.Links.SelectMany(PanelFacts.Of),
        Fact.InOrder("annotations", dashboard.Annotations.Select(annotation => annotation.Name)),
        Fact.InOrder("variables", dashboard.Variables.Select(variable => variable.Name)),
        Fact.InOrder("rows", dashboard.Rows.Select(row => row.Title)),
    ];

    /// <summary>The facts of an annotation.</summary>
    public static IEnumerable<Fact> Of(Annotation annotation, QueryLanguage language) =>
    [
        new("label", annotation.Label),
        new("query", annotation.Query.Expr) { ForEditors = true, Language = language },
        new("datasource", annotation.Query.Datasource),
        new("title", annotation.Title),
        new("text", annotation.Text),
        new("color", annotation.Color),
        new("begin", AnnotationReader.Begins[(int)annotation.Begin]),
        new("region", Text(annotation.Region)),
        new("enabled", Text(annotation.Enabled)),
    ];

    /// <summary>The facts of a row.</summary>
    public static IEnumerable<Fact> Of(DashboardRow row) => [new("title", row.Title), new("collapsed", Text(row.Collapsed))];

    /// <summary>The facts of a variable.</summary>
    public static IEnumerable<Fact> Of(Variable variable) =>
    [
        new("type", variable.Kind.ToString().ToLowerInvariant()),
        new("label", variable.Label),
        new("query", variable.Query) { ForEditors = true },
        new("datasource", variable.Datasource),
        new("regex", variable.Regex) { ForEditors = true },
        new("options", string.Join(", ", variable.Options.Select(option => option.Text == option.Value ? option.Value : $"{option.Text} = {option.Value}"))),
        new("default", string.Join(", ", variable.Default)),
        new("multi", Text(variable.Multi)),
        new("includeAll", Text(variable.IncludeAll)),
        new("allValue", variable.AllValue) { ForEditors = true },
        new("hidden", Text(variable.Hidden)),
    ];
}
