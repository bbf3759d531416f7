using Portal.Core.Queries.Logs;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>A rendered dashboard: what a template yields for one binding.</summary>
public sealed record Dashboard
{
    /// <summary>Shown as the page's title.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>For search.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The range that the page opens with.</summary>
    public DashboardTime Time { get; init; } = new("now-1h", "now");

    /// <summary>The refresh interval that the page opens with, such as <c>30s</c>; null for off.</summary>
    public string? Refresh { get; init; }

    /// <summary><c>browser</c>, <c>utc</c> or an IANA zone.</summary>
    public string Timezone { get; init; } = "browser";

    /// <summary>Where <see cref="Time"/> stands in the rendered YAML, for messages.</summary>
    public YamlMark TimeMark { get; init; }

    /// <summary>Where <see cref="Timezone"/> stands in the rendered YAML, for messages.</summary>
    public YamlMark TimezoneMark { get; init; }

    /// <summary>Links at the head.</summary>
    public IReadOnlyList<DashboardLink> Links { get; init; } = [];

    /// <summary>Choices for the viewer, in the order in which they are resolved and shown.</summary>
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>Events that are marked over charts over time.</summary>
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    /// <summary>Rows of panels; panels given without a row are in a first row with an empty title.</summary>
    public IReadOnlyList<DashboardRow> Rows { get; init; } = [];

    /// <summary>All panels in reading order.</summary>
    public IEnumerable<Panel> Panels => Rows.SelectMany(r => r.Panels);

    /// <summary>All queries of panels and annotations.</summary>
    internal IEnumerable<PanelQuery> Queries => Panels.SelectMany(panel => panel.Queries).Concat(Annotations.Select(annotation => annotation.Query));

    /// <summary>The panel of that id, or null.</summary>
    public Panel? Panel(string id) => Panels.FirstOrDefault(p => p.Id == id);
}

/// <summary>A range in Grafana's words.</summary>
/// <param name="From">Such as <c>now-6h</c>, <c>now/d</c>, or ISO 8601, or milliseconds since 1970.</param>
/// <param name="To">The same.</param>
public sealed record DashboardTime(string From, string To);

/// <summary>A link to another page.</summary>
/// <param name="Title">What to show.</param>
/// <param name="Url">http, https or a path of the portal; nothing else.</param>
/// <param name="NewTab">Whether it opens beside.</param>
/// <param name="KeepTime">Whether the range is carried along.</param>
public sealed record DashboardLink(string Title, string Url, bool NewTab = false, bool KeepTime = false);

/// <summary>The kinds of variable.</summary>
public enum VariableKind
{
    /// <summary>Values come from a backend: <c>label_values(metric{…}, label)</c>, <c>label_values(label)</c>, <c>label_names()</c>, <c>metrics(regex)</c> or <c>query_result(expr)</c>.</summary>
    Query,
    /// <summary>Values are listed.</summary>
    Custom,
    /// <summary>The viewer types.</summary>
    Text,
    /// <summary>Durations, listed.</summary>
    Interval,
}

/// <summary>A choice for the viewer. Used in queries as <c>$name</c>, <c>${name}</c> or <c>${name:format}</c>.</summary>
public sealed record Variable
{
    /// <summary><c>[A-Za-z_][A-Za-z0-9_]*</c>, not beginning with two underscores.</summary>
    public required string Name { get; init; }

    /// <summary>What is shown; the name by default.</summary>
    public string? Label { get; init; }

    /// <summary>Its kind.</summary>
    public required VariableKind Kind { get; init; }

    /// <summary>The query, for <see cref="VariableKind.Query"/>.</summary>
    public string? Query { get; init; }

    /// <summary>Name or kind of the datasource; <c>prometheus</c> by default.</summary>
    public string Datasource { get; init; } = "prometheus";

    /// <summary>A regular expression that filters the query's values; its first group, if any, is taken.</summary>
    public string? Regex { get; init; }

    /// <summary>The listed options, for custom and interval.</summary>
    public IReadOnlyList<VariableOption> Options { get; init; } = [];

    /// <summary>What is chosen at first; empty for the first option.</summary>
    public IReadOnlyList<string> Default { get; init; } = [];

    /// <summary>Whether several may be chosen.</summary>
    public bool Multi { get; init; }

    /// <summary>Whether 'All' is offered (value <c>$__all</c>).</summary>
    public bool IncludeAll { get; init; }

    /// <summary>What 'All' stands for in queries, a regular expression, verbatim; null for all options joined.</summary>
    public string? AllValue { get; init; }

    /// <summary>Whether the control is hidden.</summary>
    public bool Hidden { get; init; }

    /// <summary>Where it stands in the rendered YAML, for messages.</summary>
    public YamlMark Mark { get; init; }
}

/// <summary>An option of a variable.</summary>
/// <param name="Text">Shown.</param>
/// <param name="Value">Used.</param>
public sealed record VariableOption(string Text, string Value);

/// <summary>A group of panels with a heading.</summary>
/// <param name="Title">Heading; may be empty for panels without a row.</param>
/// <param name="Collapsed">Whether it opens closed.</param>
/// <param name="Panels">In reading order, each with its place worked out.</param>
public sealed record DashboardRow(string Title, bool Collapsed, IReadOnlyList<Panel> Panels);

/// <summary>The kinds of panel; in YAML <c>timeseries</c>, <c>stat</c>, <c>gauge</c>, <c>bargauge</c>, <c>barchart</c>, <c>table</c>, <c>heatmap</c>, <c>piechart</c>, <c>state-timeline</c>, <c>text</c>, <c>logs</c>, <c>traces</c>, <c>trace</c>, <c>servicemap</c>.</summary>
public enum PanelKind
{
#pragma warning disable CS1591 // the summary names them
    TimeSeries, Stat, Gauge, BarGauge, BarChart, Table, Heatmap, PieChart, StateTimeline, Text, Logs, Traces, Trace, ServiceMap,
#pragma warning restore CS1591
}

/// <summary>A place in a row, in a grid of 24 columns; a unit of height is 38 px.</summary>
/// <param name="X">Column, from 0.</param>
/// <param name="Y">From the row's top, from 0.</param>
/// <param name="W">Width, 1 to 24.</param>
/// <param name="H">Height, 1 to 40.</param>
public readonly record struct GridPosition(int X, int Y, int W, int H);

/// <summary>A panel.</summary>
public sealed record Panel
{
    /// <summary><c>[a-z0-9][a-z0-9-]*</c>, unique in the dashboard; made from the title where it is not given.</summary>
    public required string Id { get; init; }

    /// <summary>Its kind.</summary>
    public required PanelKind Kind { get; init; }

    /// <summary>Heading; may hold variables.</summary>
    public string Title { get; init; } = "";

    /// <summary>Markdown, shown on demand.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where it stands in its row.</summary>
    public required GridPosition Grid { get; init; }

    /// <summary>Whether the author gave the place; else it flows.</summary>
    public bool Placed { get; init; }

    /// <summary>What to ask. Never leaves the server but for editors.</summary>
    public IReadOnlyList<PanelQuery> Queries { get; init; } = [];

    /// <summary>What to look for among traces; null for kinds that show none. Never leaves the server but for editors.</summary>
    public PanelSearch? Traces { get; init; }

    /// <summary>How to show the answer; goes to the browser.</summary>
    public PanelDisplay Display { get; init; } = new();

    /// <summary>Links in the panel's menu.</summary>
    public IReadOnlyList<DashboardLink> Links { get; init; } = [];

    /// <summary>Where it stands in the rendered YAML, for messages.</summary>
    public YamlMark Mark { get; init; }
}

/// <summary>How a query's answer is laid out.</summary>
public enum QueryFormat
{
    /// <summary>A frame for each series.</summary>
    TimeSeries,
    /// <summary>One frame, a row for each series, labels as columns.</summary>
    Table,
    /// <summary>Series are buckets, by their <c>le</c> label or native.</summary>
    Heatmap,
}

/// <summary>One query of a panel.</summary>
public sealed record PanelQuery
{
    /// <summary><c>A</c>, <c>B</c>, … by default; unique in the panel.</summary>
    public required string RefId { get; init; }

    /// <summary>Name or kind of the datasource.</summary>
    public string Datasource { get; init; } = "prometheus";

    /// <summary>The query, with variables.</summary>
    public required string Expr { get; init; }

    /// <summary>What a person looks for in lines, of which the portal makes the query: nothing is filled into it. Null where an author wrote <see cref="Expr"/>.</summary>
    public LogSearch? Search { get; init; }

    /// <summary>How series are named: text with <c>{label}</c>; null for the series' notation.</summary>
    public string? Legend { get; init; }

    /// <summary>One value now instead of a range.</summary>
    public bool Instant { get; init; }

    /// <summary>The layout of the answer.</summary>
    public QueryFormat Format { get; init; }

    /// <summary>The smallest step, such as <c>1m</c>; null for the datasource's scrape interval.</summary>
    public string? Interval { get; init; }

    /// <summary>Whether exemplars are asked for as well.</summary>
    public bool Exemplars { get; init; }

    /// <summary>Where its text begins in the rendered YAML, for messages.</summary>
    public YamlMark Mark { get; init; }
}
