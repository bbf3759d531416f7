namespace Portal.Core.PromQL;

/// <summary>Which dialect of PromQL a backend speaks, and how large a query may be. Experimental syntax is on unless switched off.</summary>
public sealed record PromQLOptions
{
    /// <summary>Everything on, with the default limits.</summary>
    public static PromQLOptions Default { get; } = new();

    /// <summary>Functions and aggregations that Prometheus guards by <c>promql-experimental-functions</c>.</summary>
    public bool ExperimentalFunctions { get; init; } = true;

    /// <summary>Arithmetic, <c>step()</c>, <c>range()</c>, <c>min_of</c> and <c>max_of</c> in durations: <c>promql-duration-expr</c>.</summary>
    public bool DurationExpressions { get; init; } = true;

    /// <summary><c>anchored</c> and <c>smoothed</c>: <c>promql-extended-range-selectors</c>.</summary>
    public bool ExtendedRangeSelectors { get; init; } = true;

    /// <summary><c>fill</c>, <c>fill_left</c> and <c>fill_right</c>: <c>promql-binop-fill-modifiers</c>.</summary>
    public bool FillModifiers { get; init; } = true;

    /// <summary>The longest query, in UTF-16 characters; a longer one is an error.</summary>
    public int MaxLength { get; init; } = 100_000;

    /// <summary>The greatest height of a syntax tree; a higher one is an error. Keep it below 1,000: everything that walks a tree recurses so deep.</summary>
    public int MaxDepth { get; init; } = 400;
}
