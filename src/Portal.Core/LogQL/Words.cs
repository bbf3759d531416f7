using System.Collections.Frozen;

namespace Portal.Core.LogQL;

/// <summary>The words of LogQL.</summary>
internal static class Words
{
    /// <summary>Always keywords.</summary>
    public static readonly FrozenSet<string> Keywords = new[]
    {
        "by", "without", "and", "or", "unless", "on", "ignoring", "group_left", "group_right", "bool", "offset",
        "json", "logfmt", "regexp", "pattern", "unpack", "unwrap", "line_format", "label_format", "decolorize", "drop", "keep",
    }.ToFrozenSet();

    public static readonly FrozenSet<string> RangeOperations = new[]
    {
        "rate", "rate_counter", "count_over_time", "bytes_rate", "bytes_over_time", "avg_over_time", "sum_over_time", "min_over_time", "max_over_time",
        "stdvar_over_time", "stddev_over_time", "quantile_over_time", "first_over_time", "last_over_time", "absent_over_time",
    }.ToFrozenSet();

    public static readonly FrozenSet<string> VectorOperations = new[]
    {
        "sum", "avg", "max", "min", "count", "stddev", "stdvar", "topk", "bottomk", "approx_topk", "sort", "sort_desc",
    }.ToFrozenSet();

    /// <summary>Functions where a parenthesis or a grouping follows; else they are names.</summary>
    public static readonly FrozenSet<string> Functions = RangeOperations.Concat(VectorOperations)
        .Concat(["label_replace", "vector", "ip", "bytes", "duration", "duration_seconds", "variants"]).ToFrozenSet();

    /// <summary>Range aggregations that take an unwrapped label only.</summary>
    public static readonly FrozenSet<string> NeedUnwrap = new[]
    {
        "avg_over_time", "sum_over_time", "min_over_time", "max_over_time", "stdvar_over_time", "stddev_over_time", "quantile_over_time", "first_over_time", "last_over_time", "rate_counter",
    }.ToFrozenSet();

    /// <summary>Range aggregations that may also take one.</summary>
    public static readonly FrozenSet<string> AllowUnwrap = NeedUnwrap.Concat(["rate", "absent_over_time"]).ToFrozenSet();

    /// <summary>Range aggregations that may be grouped.</summary>
    public static readonly FrozenSet<string> AllowGrouping = new[]
    {
        "avg_over_time", "stddev_over_time", "stdvar_over_time", "quantile_over_time", "max_over_time", "min_over_time", "first_over_time", "last_over_time",
    }.ToFrozenSet();

    /// <summary>Vector aggregations that take a number.</summary>
    public static readonly FrozenSet<string> NeedParameter = new[] { "topk", "bottomk", "approx_topk" }.ToFrozenSet();
}
