namespace Portal.Core.LogQL;

/// <summary>Which range aggregations go with an unwrapped label, a parameter and a grouping; as Loki's parser demands.</summary>
internal static class AggregationRules
{
    /// <summary>What is wrong with the aggregation, or null.</summary>
    public static string? Problem(string operation, LogRange range, double? parameter, Grouping? grouping)
    {
        if (range.Unwrap is null && Words.NeedUnwrap.Contains(operation))
        {
            return $"invalid aggregation {operation} without unwrap";
        }
        if (range.Unwrap is not null && !Words.AllowUnwrap.Contains(operation))
        {
            return $"invalid aggregation {operation} with unwrap";
        }
        if (parameter is null && operation == "quantile_over_time")
        {
            return "parameter required for operation quantile_over_time";
        }
        if (parameter is not null && operation != "quantile_over_time")
        {
            return $"parameter {parameter} not supported for operation {operation}";
        }
        return grouping is not null && !Words.AllowGrouping.Contains(operation) ? $"grouping not allowed for {operation} aggregation" : null;
    }
}
