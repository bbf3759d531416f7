namespace Portal.Core.PromQL;

/// <summary>The type that a PromQL expression evaluates to.</summary>
public enum ValueType
{
    /// <summary>One number.</summary>
    Scalar,
    /// <summary>One text.</summary>
    String,
    /// <summary>One sample for each series.</summary>
    InstantVector,
    /// <summary>Several samples for each series.</summary>
    RangeVector,
}

/// <summary>A half-open range of UTF-16 offsets into the query text.</summary>
/// <param name="Start">First character, from 0.</param>
/// <param name="End">One past the last character.</param>
public readonly record struct Span(int Start, int End)
{
    /// <summary>The place of a node that no text stands behind, such as one that scoping added.</summary>
    public static readonly Span None = new(-1, -1);
}

/// <summary>A node of the syntax tree of PromQL as of Prometheus 3.x. Immutable: a rewrite makes new nodes with <c>with</c>.</summary>
public abstract record Expr
{
    /// <summary>Where the node stands in the query text; not part of equality.</summary>
    public Position Position { get; init; } = Span.None;

    /// <summary>The type of the node's value.</summary>
    public abstract ValueType Type { get; }
}

/// <summary>A <see cref="Span"/> that compares equal to every other one, so that two trees are equal when they mean the same.</summary>
/// <param name="Span">The place.</param>
public readonly record struct Position(Span Span)
{
    /// <summary>Wraps a span.</summary>
    public static implicit operator Position(Span span) => new(span);

    /// <summary>Always true: places do not count when trees are compared.</summary>
    public bool Equals(Position other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>A number literal. Durations as numbers (<c>5m</c> for 300) are numbers too.</summary>
/// <param name="Value">The value; may be NaN or infinite.</param>
/// <param name="IsDuration">Whether it was written as a duration, and is printed as one.</param>
public sealed record NumberLiteral(double Value, bool IsDuration = false) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Scalar;
}

/// <summary>A string literal.</summary>
/// <param name="Value">The text, without quotes and with escapes resolved.</param>
public sealed record StringLiteral(string Value) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.String;
}

/// <summary>An expression in parentheses; kept, so that the printed query reads as the author's.</summary>
/// <param name="Inner">What stands inside.</param>
public sealed record ParenExpr(Expr Inner) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => Inner.Type;
}

/// <summary>A sign before a scalar or an instant vector.</summary>
/// <param name="Negative">Minus, else plus.</param>
/// <param name="Operand">What the sign stands before.</param>
public sealed record UnaryExpr(bool Negative, Expr Operand) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => Operand.Type;
}

/// <summary>How a label matcher compares.</summary>
public enum MatchOperator
{
    /// <summary><c>=</c></summary>
    Equal,
    /// <summary><c>!=</c></summary>
    NotEqual,
    /// <summary><c>=~</c>, anchored at both ends.</summary>
    Regex,
    /// <summary><c>!~</c>, anchored at both ends.</summary>
    NotRegex,
}

/// <summary>One condition on a label.</summary>
/// <param name="Name">The label's name; any UTF-8 text, even an empty one.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Value">The text or regular expression (RE2) to compare with.</param>
public sealed record LabelMatcher(string Name, MatchOperator Operator, string Value);

/// <summary>How <c>@</c> fixes the evaluation time.</summary>
public enum AtKind
{
    /// <summary>A time in seconds since 1970.</summary>
    Timestamp,
    /// <summary><c>@ start()</c></summary>
    Start,
    /// <summary><c>@ end()</c></summary>
    End,
}

/// <summary>An <c>@</c> modifier.</summary>
/// <param name="Kind">Which form.</param>
/// <param name="TimestampMs">Milliseconds since 1970, for <see cref="AtKind.Timestamp"/>.</param>
public sealed record AtModifier(AtKind Kind, long TimestampMs = 0);

/// <summary>
/// A duration of a range, an offset or a subquery: fixed, or (experimental) an expression over numbers, <c>step()</c>, <c>range()</c>, <c>min_of</c> and <c>max_of</c>
/// that the backend works out when it evaluates.
/// </summary>
public abstract record DurationValue;

/// <summary>A fixed duration.</summary>
/// <param name="Milliseconds">Its length; negative only in an offset.</param>
public sealed record FixedDuration(long Milliseconds) : DurationValue;

/// <summary>An experimental duration expression that is not a literal.</summary>
/// <param name="Expression">Its tree.</param>
public sealed record DurationExpression(DurationExpr Expression) : DurationValue;

/// <summary>A node of a duration expression; values are seconds.</summary>
public abstract record DurationExpr;

/// <summary>A number of seconds in a duration expression.</summary>
/// <param name="Seconds">The value.</param>
/// <param name="IsDuration">Whether it was written as a duration.</param>
public sealed record DurationNumber(double Seconds, bool IsDuration) : DurationExpr;

/// <summary>A call in a duration expression: <c>step()</c> and <c>range()</c> without arguments, <c>min_of</c> and <c>max_of</c> with two.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record DurationCall(string Name, EquatableList<DurationExpr> Arguments) : DurationExpr;

/// <summary>A sign in a duration expression.</summary>
/// <param name="Negative">Minus, else plus.</param>
/// <param name="Operand">What it stands before.</param>
public sealed record DurationUnary(bool Negative, DurationExpr Operand) : DurationExpr;

/// <summary>Arithmetic in a duration expression.</summary>
/// <param name="Operator">One of <c>+ - * / % ^</c>.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
public sealed record DurationBinary(BinaryOperator Operator, DurationExpr Left, DurationExpr Right) : DurationExpr;

/// <summary>Parentheses in a duration expression.</summary>
/// <param name="Inner">What stands inside.</param>
public sealed record DurationParen(DurationExpr Inner) : DurationExpr;

/// <summary>How a range takes the samples at its edges (experimental extended range selectors).</summary>
public enum RangeMode
{
    /// <summary>Samples inside the range only.</summary>
    Default,
    /// <summary><c>anchored</c>: with the sample at or before the range's start.</summary>
    Anchored,
    /// <summary><c>smoothed</c>: with values interpolated at the edges.</summary>
    Smoothed,
}

/// <summary>Selects series by name and labels, one sample each.</summary>
/// <param name="MetricName">The name written before the braces, or null. It is not among <paramref name="Matchers"/>.</param>
/// <param name="Matchers">The conditions in braces, in the author's order; a quoted name in braces is a matcher on <c>__name__</c>.</param>
public sealed record VectorSelector(string? MetricName, EquatableList<LabelMatcher> Matchers) : Expr
{
    /// <summary>How far back in time; null for none.</summary>
    public DurationValue? Offset { get; init; }

    /// <summary>A fixed evaluation time; null for none.</summary>
    public AtModifier? At { get; init; }

    /// <summary>The mode of an instant or, inside a <see cref="MatrixSelector"/>, of a range selector.</summary>
    public RangeMode Mode { get; init; }

    /// <inheritdoc/>
    public override ValueType Type => ValueType.InstantVector;
}

/// <summary>Selects a range of samples of each series. Offset and <c>@</c> stand on the inner selector.</summary>
/// <param name="Selector">Which series.</param>
/// <param name="Range">How long.</param>
public sealed record MatrixSelector(VectorSelector Selector, DurationValue Range) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.RangeVector;
}

/// <summary>Evaluates an instant query at each step of a range.</summary>
/// <param name="Inner">The query.</param>
/// <param name="Range">How long.</param>
/// <param name="Step">The resolution; null for the backend's default.</param>
public sealed record SubqueryExpr(Expr Inner, DurationValue Range, DurationValue? Step) : Expr
{
    /// <summary>How far back in time; null for none.</summary>
    public DurationValue? Offset { get; init; }

    /// <summary>A fixed evaluation time; null for none.</summary>
    public AtModifier? At { get; init; }

    /// <inheritdoc/>
    public override ValueType Type => ValueType.RangeVector;
}

/// <summary>A function call.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">Its arguments, as written.</param>
public sealed record CallExpr(Function Function, EquatableList<Expr> Arguments) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => Function.ReturnType;
}

/// <summary>The signature of a PromQL function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentTypes">The types of its arguments.</param>
/// <param name="Variadic">0: exactly these arguments; n &gt; 0: the last may be left out, or be repeated until there are n of it; -1: any number of the last one, also none.</param>
/// <param name="ReturnType">What it returns.</param>
/// <param name="Experimental">Whether Prometheus guards it by a feature flag.</param>
public sealed record Function(string Name, EquatableList<ValueType> ArgumentTypes, int Variadic, ValueType ReturnType, bool Experimental = false);

/// <summary>The aggregation operators.</summary>
public enum AggregateOperator
{
#pragma warning disable CS1591 // named as in PromQL
    Sum, Min, Max, Avg, Group, Stddev, Stdvar, Count, CountValues, Bottomk, Topk, Quantile, Limitk, LimitRatio,
#pragma warning restore CS1591
}

/// <summary>Aggregates the series of a vector.</summary>
/// <param name="Operator">How.</param>
/// <param name="Inner">What.</param>
/// <param name="Parameter">The first argument of <c>topk</c>, <c>quantile</c>, <c>count_values</c> and their like, else null. May itself hold selectors.</param>
/// <param name="Grouping">The labels of <c>by</c> or <c>without</c>, in the author's order.</param>
/// <param name="Without">Whether the grouping is <c>without</c>.</param>
public sealed record AggregateExpr(AggregateOperator Operator, Expr Inner, Expr? Parameter, EquatableList<string> Grouping, bool Without) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.InstantVector;
}

/// <summary>The binary operators.</summary>
public enum BinaryOperator
{
#pragma warning disable CS1591 // named as in PromQL
    Add, Sub, Mul, Div, Mod, Pow, Atan2,
    Equal, NotEqual, Greater, Less, GreaterOrEqual, LessOrEqual,
    And, Or, Unless,
    /// <summary><c>&lt;/</c>: trims the observations above a bound off native histograms.</summary>
    TrimUpper,
    /// <summary><c>&gt;/</c>: trims the observations below a bound off native histograms.</summary>
    TrimLower,
#pragma warning restore CS1591
}

/// <summary>How many series on each side of a vector match.</summary>
public enum MatchCardinality
{
#pragma warning disable CS1591 // named as in PromQL
    OneToOne, ManyToOne, OneToMany, ManyToMany,
#pragma warning restore CS1591
}

/// <summary>How the series of two vectors find each other.</summary>
/// <param name="Cardinality">one-to-one; many-to-one is <c>group_left</c>, one-to-many <c>group_right</c>; sets are many-to-many.</param>
/// <param name="MatchingLabels">The labels of <c>on</c> or <c>ignoring</c>.</param>
/// <param name="On">Whether it is <c>on</c>; else <c>ignoring</c> (also where nothing was written).</param>
/// <param name="Include">The labels in <c>group_left(…)</c> or <c>group_right(…)</c>.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, EquatableList<string> MatchingLabels, bool On, EquatableList<string> Include)
{
    /// <summary>The value of <c>fill(…)</c> or <c>fill_left(…)</c> for series missing on the left; null for none.</summary>
    public double? FillLeft { get; init; }

    /// <summary>The value of <c>fill(…)</c> or <c>fill_right(…)</c> for series missing on the right; null for none.</summary>
    public double? FillRight { get; init; }
}

/// <summary>A binary operation.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="ReturnBool">Whether a comparison has <c>bool</c>.</param>
/// <param name="Matching">How vectors match; null unless both sides are vectors.</param>
public sealed record BinaryExpr(BinaryOperator Operator, Expr Left, Expr Right, bool ReturnBool, VectorMatching? Matching) : Expr
{
    /// <inheritdoc/>
    public override ValueType Type => Left.Type == ValueType.Scalar && Right.Type == ValueType.Scalar ? ValueType.Scalar : ValueType.InstantVector;
}
