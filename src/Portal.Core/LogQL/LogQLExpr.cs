using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>A node of the syntax tree of LogQL as of Loki 3.x. Immutable: a rewrite makes new nodes with <c>with</c>.</summary>
public abstract record LogQLExpr
{
    /// <summary>Where the node stands in the query text; not part of equality.</summary>
    public Position Position { get; init; } = Span.None;
}

/// <summary>Log lines: the streams that a selector names, sent through stages.</summary>
/// <param name="Selector">Which streams.</param>
/// <param name="Stages">What is done to their lines, in order; may be empty.</param>
public sealed record LogPipeline(StreamSelector Selector, EquatableList<Stage> Stages) : LogQLExpr;

/// <summary>The conditions in braces that choose streams.</summary>
/// <param name="Matchers">In the author's order.</param>
public sealed record StreamSelector(EquatableList<LabelMatcher> Matchers)
{
    /// <summary>Where it stands, braces included; not part of equality.</summary>
    public Position Position { get; init; } = Span.None;
}

/// <summary>A range of log lines, as range aggregations take it.</summary>
/// <param name="Pipeline">Which lines.</param>
/// <param name="Unwrap">The label whose value becomes the sample; null for counting lines and bytes.</param>
/// <param name="RangeNs">How long, in nanoseconds.</param>
/// <param name="OffsetNs">How far back in time, in nanoseconds; negative for forward.</param>
public sealed record LogRange(LogPipeline Pipeline, Unwrap? Unwrap, long RangeNs, long OffsetNs);

/// <summary>Takes a label's value as the sample.</summary>
/// <param name="Label">Which.</param>
/// <param name="Conversion"><c>bytes</c>, <c>duration</c> or <c>duration_seconds</c>; null for a plain number.</param>
/// <param name="Filters">Conditions on the labels afterwards, one for each stage.</param>
public sealed record Unwrap(string Label, string? Conversion, EquatableList<LabelFilter> Filters);

/// <summary>Aggregates the lines or samples of each stream over a range.</summary>
/// <param name="Operation">Such as <c>rate</c> or <c>quantile_over_time</c>.</param>
/// <param name="Range">Over what.</param>
/// <param name="Parameter">The quantile of <c>quantile_over_time</c>; else null.</param>
/// <param name="Grouping">By which labels; null for the stream's own.</param>
public sealed record RangeAggregation(string Operation, LogRange Range, double? Parameter, Grouping? Grouping) : LogQLExpr;

/// <summary>Labels to group by or without.</summary>
/// <param name="Labels">In the author's order.</param>
/// <param name="Without">Whether these are the labels to leave out.</param>
public sealed record Grouping(EquatableList<string> Labels, bool Without);

/// <summary>Aggregates the series of a vector.</summary>
/// <param name="Operation">Such as <c>sum</c> or <c>topk</c>.</param>
/// <param name="Inner">What.</param>
/// <param name="Parameter">How many, for <c>topk</c>, <c>bottomk</c> and <c>approx_topk</c>; else null.</param>
/// <param name="Grouping">By which labels; null for none.</param>
public sealed record VectorAggregation(string Operation, LogQLExpr Inner, int? Parameter, Grouping? Grouping) : LogQLExpr;

/// <summary>A binary operation.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="ReturnBool">Whether a comparison has <c>bool</c>.</param>
/// <param name="Matching">How vectors match; null where nothing was written.</param>
public sealed record BinaryOperation(BinaryOperator Operator, LogQLExpr Left, LogQLExpr Right, bool ReturnBool, VectorMatching? Matching) : LogQLExpr;

/// <summary>A number.</summary>
/// <param name="Value">The value.</param>
public sealed record LogQLNumber(double Value) : LogQLExpr;

/// <summary><c>vector(n)</c></summary>
/// <param name="Value">The value.</param>
public sealed record VectorLiteral(double Value) : LogQLExpr;

/// <summary><c>label_replace(inner, "target", "replacement", "source", "regex")</c></summary>
/// <param name="Inner">Whose labels.</param>
/// <param name="Target">The label to write.</param>
/// <param name="Replacement">What to write, with <c>$1</c>.</param>
/// <param name="Source">The label to read.</param>
/// <param name="Regex">What to find in it (RE2).</param>
public sealed record LabelReplace(LogQLExpr Inner, string Target, string Replacement, string Source, string Regex) : LogQLExpr;

/// <summary>A metric expression in parentheses; kept, so that the printed query reads as the author's.</summary>
/// <param name="Inner">What stands inside.</param>
public sealed record Parenthesized(LogQLExpr Inner) : LogQLExpr;

/// <summary><c>variants(a, b) of (range)</c>: several aggregations of the same lines.</summary>
/// <param name="Variants">The aggregations.</param>
/// <param name="Of">The lines that are read once for all.</param>
public sealed record VariantsExpr(EquatableList<LogQLExpr> Variants, LogRange Of) : LogQLExpr;
