namespace Portal.Core.PromQL;

/// <summary>What is known about operators.</summary>
internal static class Operators
{
    public static string Text(this BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Sub => "-",
        BinaryOperator.Mul => "*",
        BinaryOperator.Div => "/",
        BinaryOperator.Mod => "%",
        BinaryOperator.Pow => "^",
        BinaryOperator.Atan2 => "atan2",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Greater => ">",
        BinaryOperator.Less => "<",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.And => "and",
        BinaryOperator.Or => "or",
        BinaryOperator.Unless => "unless",
        BinaryOperator.TrimUpper => "</",
        BinaryOperator.TrimLower => ">/",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a binary operator."),
    };

    public static bool IsSet(this BinaryOperator op) => op is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless;

    public static bool IsComparison(this BinaryOperator op) => op is BinaryOperator.Equal or BinaryOperator.NotEqual
        or BinaryOperator.Greater or BinaryOperator.Less or BinaryOperator.GreaterOrEqual or BinaryOperator.LessOrEqual;

    public static string Text(this MatchOperator op) => op switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        MatchOperator.NotRegex => "!~",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a match operator."),
    };

    public static string Text(this AggregateOperator op) => op switch
    {
        AggregateOperator.Sum => "sum",
        AggregateOperator.Min => "min",
        AggregateOperator.Max => "max",
        AggregateOperator.Avg => "avg",
        AggregateOperator.Group => "group",
        AggregateOperator.Stddev => "stddev",
        AggregateOperator.Stdvar => "stdvar",
        AggregateOperator.Count => "count",
        AggregateOperator.CountValues => "count_values",
        AggregateOperator.Bottomk => "bottomk",
        AggregateOperator.Topk => "topk",
        AggregateOperator.Quantile => "quantile",
        AggregateOperator.Limitk => "limitk",
        AggregateOperator.LimitRatio => "limit_ratio",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an aggregation operator."),
    };

    /// <summary>The operator of that name, in any case; null if there is none.</summary>
    public static AggregateOperator? FindAggregate(ReadOnlySpan<char> name)
    {
        foreach (var op in Enum.GetValues<AggregateOperator>())
        {
            if (name.Equals(op.Text(), StringComparison.OrdinalIgnoreCase))
            {
                return op;
            }
        }
        return null;
    }

    /// <summary>Whether it takes a first argument beside the vector.</summary>
    public static bool TakesParameter(this AggregateOperator op) => op is AggregateOperator.Topk or AggregateOperator.Bottomk
        or AggregateOperator.Quantile or AggregateOperator.CountValues or AggregateOperator.Limitk or AggregateOperator.LimitRatio;

    public static bool IsExperimental(this AggregateOperator op) => op is AggregateOperator.Limitk or AggregateOperator.LimitRatio;

    /// <summary>The type's name in messages.</summary>
    public static string Text(this ValueType type) => type switch
    {
        ValueType.Scalar => "scalar",
        ValueType.String => "string",
        ValueType.InstantVector => "instant vector",
        ValueType.RangeVector => "range vector",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a value type."),
    };

    /// <summary>The type's name in Prometheus' HTTP API.</summary>
    public static string ShortText(this ValueType type) => type switch
    {
        ValueType.InstantVector => "vector",
        ValueType.RangeVector => "matrix",
        _ => type.Text(),
    };
}
