namespace Portal.Core.Dashboards;

/// <summary>How a panel shows its data. This is what a browser is told of a panel, besides title and place; property names in camel case, enums as in YAML.</summary>
public sealed record PanelDisplay
{
    /// <summary>Unit id as in Grafana (<c>short</c>, <c>s</c>, <c>bytes</c>, <c>percentunit</c>, <c>reqps</c>, …) or free text put behind the number; null for none.</summary>
    public string? Unit { get; init; }

    /// <summary>Digits after the point; null for what fits.</summary>
    public int? Decimals { get; init; }

    /// <summary>Smallest value of the axis or scale; null for automatic.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value of the axis or scale; null for automatic.</summary>
    public double? Max { get; init; }

    /// <summary>What stands for no value; <c>–</c> by default.</summary>
    public string NoValue { get; init; } = "–";

    /// <summary>Colours by value.</summary>
    public Thresholds? Thresholds { get; init; }

    /// <summary>Texts and colours for values.</summary>
    public IReadOnlyList<ValueMapping> Mappings { get; init; } = [];

    /// <summary>Exceptions for single series or columns; later ones win.</summary>
    public IReadOnlyList<DisplayOverride> Overrides { get; init; } = [];

    /// <summary>The legend of charts.</summary>
    public LegendDisplay Legend { get; init; } = new();

    /// <summary>How series are drawn: <c>lines</c>, <c>bars</c> or <c>points</c>.</summary>
    public string Draw { get; init; } = "lines";

    /// <summary><c>none</c>, <c>normal</c> or <c>percent</c>.</summary>
    public string Stack { get; init; } = "none";

    /// <summary>Area below lines, 0 to 100 per cent.</summary>
    public int FillOpacity { get; init; } = 8;

    /// <summary>Line width in pixels, 0 to 10.</summary>
    public double LineWidth { get; init; } = 1.5;

    /// <summary>Line form: <c>linear</c>, <c>smooth</c> or <c>step</c>.</summary>
    public string LineInterpolation { get; init; } = "linear";

    /// <summary>Whether gaps are bridged.</summary>
    public bool ConnectNulls { get; init; }

    /// <summary>The value axis.</summary>
    public AxisDisplay Axis { get; init; } = new();

    /// <summary>How a series becomes one number in stat, gauge, bar gauge, pie: <c>last</c>, <c>lastNotNull</c>, <c>min</c>, <c>max</c>, <c>mean</c>, <c>sum</c>, <c>count</c>, <c>range</c>, <c>delta</c>, <c>first</c>.</summary>
    public string Calculation { get; init; } = "lastNotNull";

    /// <summary>Stat: whether a sparkline is drawn. </summary>
    public bool Sparkline { get; init; } = true;

    /// <summary>Stat and table: what thresholds colour: <c>value</c>, <c>background</c> or <c>none</c>.</summary>
    public string ColorMode { get; init; } = "value";

    /// <summary>Bar gauge and bar chart: <c>horizontal</c> or <c>vertical</c>.</summary>
    public string Orientation { get; init; } = "horizontal";

    /// <summary>Pie: <c>pie</c> or <c>donut</c>.</summary>
    public string PieType { get; init; } = "donut";

    /// <summary>Table: columns in order with their titles; empty for all.</summary>
    public IReadOnlyList<TableColumn> Columns { get; init; } = [];

    /// <summary>Table: the column to sort by at first; null for the data's order.</summary>
    public TableSort? Sort { get; init; }

    /// <summary>Heatmap: colour scale such as <c>oranges</c>, <c>blues</c>, <c>greens</c>, <c>viridis</c>.</summary>
    public string ColorScheme { get; init; } = "oranges";

    /// <summary>Text: the Markdown.</summary>
    public string Content { get; init; } = "";

    /// <summary>Logs: how lines are shown.</summary>
    public LogsDisplay Logs { get; init; } = new();

    /// <summary>Traces: <c>list</c>, <c>scatter</c> (durations over time) or <c>both</c>.</summary>
    public string View { get; init; } = "both";
}

/// <summary>Colours by value.</summary>
/// <param name="Mode"><c>absolute</c>, or <c>percentage</c> of the range from min to max.</param>
/// <param name="Steps">Ascending; the first has no value and is the base.</param>
/// <param name="Style">In charts: <c>off</c>, <c>line</c>, <c>area</c>.</param>
public sealed record Thresholds(string Mode, IReadOnlyList<ThresholdStep> Steps, string Style = "off");

/// <summary>From this value on, this colour.</summary>
/// <param name="Value">Null for the base.</param>
/// <param name="Color">A name (<c>green</c>, <c>yellow</c>, <c>orange</c>, <c>red</c>, <c>blue</c>, <c>purple</c>, <c>gray</c>, …) or <c>#rrggbb</c>.</param>
public sealed record ThresholdStep(double? Value, string Color);

/// <summary>A text or colour for a value, a range (<see cref="From"/>, <see cref="To"/>), or <c>null</c>/<c>nan</c> by <see cref="Special"/>.</summary>
public sealed record ValueMapping
{
    /// <summary>The value as text, compared with the number's or string's text; null where another condition is given.</summary>
    public string? Value { get; init; }

    /// <summary>Lower bound, inclusive.</summary>
    public double? From { get; init; }

    /// <summary>Upper bound, inclusive.</summary>
    public double? To { get; init; }

    /// <summary><c>null</c>, <c>nan</c> or <c>empty</c>.</summary>
    public string? Special { get; init; }

    /// <summary>What to show; null for the value.</summary>
    public string? Text { get; init; }

    /// <summary>Colour; null for the thresholds'.</summary>
    public string? Color { get; init; }
}

/// <summary>Settings for the series or columns that match. Exactly one of the three conditions is given.</summary>
public sealed record DisplayOverride
{
    /// <summary>A series' or column's exact name.</summary>
    public string? Series { get; init; }

    /// <summary>A regular expression over the name.</summary>
    public string? SeriesRegex { get; init; }

    /// <summary>All series of this query.</summary>
    public string? Query { get; init; }

    /// <summary>Unit; null for the panel's.</summary>
    public string? Unit { get; init; }

    /// <summary>Digits; null for the panel's.</summary>
    public int? Decimals { get; init; }

    /// <summary>Colour; null for the panel's.</summary>
    public string? Color { get; init; }

    /// <summary>Name to show instead.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>left</c> or <c>right</c>.</summary>
    public string? Axis { get; init; }

    /// <summary><c>lines</c>, <c>bars</c>, <c>points</c>.</summary>
    public string? Draw { get; init; }

    /// <summary>Line width in pixels.</summary>
    public double? LineWidth { get; init; }

    /// <summary>Area below, per cent.</summary>
    public int? FillOpacity { get; init; }

    /// <summary>Whether the line is dashed.</summary>
    public bool? Dashed { get; init; }

    /// <summary>Whether it is left out of the picture (still in the data).</summary>
    public bool? Hidden { get; init; }

    /// <summary>Thresholds; null for the panel's.</summary>
    public Thresholds? Thresholds { get; init; }
}

/// <summary>A chart's legend.</summary>
public sealed record LegendDisplay
{
    /// <summary>Whether it is there.</summary>
    public bool Show { get; init; } = true;

    /// <summary><c>bottom</c> or <c>right</c>.</summary>
    public string Placement { get; init; } = "bottom";

    /// <summary>Numbers beside the names: any of <c>last</c>, <c>min</c>, <c>max</c>, <c>mean</c>, <c>sum</c>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>A value axis.</summary>
public sealed record AxisDisplay
{
    /// <summary>Title; null for none.</summary>
    public string? Label { get; init; }

    /// <summary><c>linear</c> or <c>log</c>.</summary>
    public string Scale { get; init; } = "linear";

    /// <summary>Smallest value that the automatic axis reaches at least; null for none.</summary>
    public double? SoftMin { get; init; }

    /// <summary>Largest value that the automatic axis reaches at least; null for none.</summary>
    public double? SoftMax { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Field">The field's or label's name.</param>
/// <param name="Title">Heading; null for the name.</param>
/// <param name="Unit">Unit; null for the panel's.</param>
public sealed record TableColumn(string Field, string? Title = null, string? Unit = null);

/// <summary>An order of a table.</summary>
/// <param name="Field">By what.</param>
/// <param name="Descending">Which way.</param>
public sealed record TableSort(string Field, bool Descending = false);
