using System.Collections.Frozen;
using static Portal.Core.PromQL.ValueType;

namespace Portal.Core.PromQL;

/// <summary>The functions of Prometheus 3.x, the experimental ones too.</summary>
public static class PromQLFunctions
{
    /// <summary>The function that joins info series; it reads series that no selector names.</summary>
    internal const string Info = "info";

    /// <summary>All functions, sorted by name.</summary>
    public static IReadOnlyList<Function> All { get; } = [.. Table().OrderBy(function => function.Name, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, Function> ByName = All.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The function of that name, null if there is none. Names are lower case.</summary>
    public static Function? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<Function> Table() =>
    [
        .. Vector("abs acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sqrt tan tanh"),
        .. Vector("absent sort sort_desc timestamp histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar"),
        .. Range("absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time max_over_time min_over_time"),
        .. Range("present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time"),
        .. Range("mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time", experimental: true),
        .. Names("day_of_month day_of_week day_of_year days_in_month hour minute month year")
            .Select(name => new Function(name, [InstantVector], 1, InstantVector)),
        .. Names("sort_by_label sort_by_label_desc")
            .Select(name => new Function(name, [InstantVector, ValueType.String], -1, InstantVector, Experimental: true)),
        .. Names("start end range step").Select(name => new Function(name, [], 0, Scalar, Experimental: true)),
        .. Names("min_of max_of").Select(name => new Function(name, [Scalar, Scalar], 0, Scalar, Experimental: true)),
        new("clamp", [InstantVector, Scalar, Scalar], 0, InstantVector),
        new("clamp_max", [InstantVector, Scalar], 0, InstantVector),
        new("clamp_min", [InstantVector, Scalar], 0, InstantVector),
        new("double_exponential_smoothing", [RangeVector, Scalar, Scalar], 0, InstantVector, Experimental: true),
        new("histogram_fraction", [Scalar, Scalar, InstantVector], 0, InstantVector),
        new("histogram_quantile", [Scalar, InstantVector], 0, InstantVector),
        new("histogram_quantiles", [InstantVector, ValueType.String, Scalar, Scalar], 9, InstantVector, Experimental: true),
        new(Info, [InstantVector, InstantVector], 1, InstantVector, Experimental: true),
        new("integral", [RangeVector, Scalar], 1, InstantVector, Experimental: true),
        new("label_join", [InstantVector, ValueType.String, ValueType.String, ValueType.String], -1, InstantVector),
        new("label_replace", [InstantVector, ValueType.String, ValueType.String, ValueType.String, ValueType.String], 0, InstantVector),
        new("pi", [], 0, Scalar),
        new("predict_linear", [RangeVector, Scalar], 0, InstantVector),
        new("quantile_over_time", [Scalar, RangeVector], 0, InstantVector),
        new("round", [InstantVector, Scalar], 1, InstantVector),
        new("scalar", [InstantVector], 0, Scalar),
        new("time", [], 0, Scalar),
        new("vector", [Scalar], 0, InstantVector),
    ];

    private static string[] Names(string names) => names.Split(' ');

    private static IEnumerable<Function> Vector(string names) => Names(names).Select(name => new Function(name, [InstantVector], 0, InstantVector));

    private static IEnumerable<Function> Range(string names, bool experimental = false) =>
        Names(names).Select(name => new Function(name, [RangeVector], 0, InstantVector, experimental));
}
