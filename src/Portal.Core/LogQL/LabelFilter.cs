using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>A condition on the labels of a line.</summary>
public abstract record LabelFilter;

/// <summary>A condition on a label's text.</summary>
/// <param name="Matcher">Which.</param>
public sealed record TextFilter(LabelMatcher Matcher) : LabelFilter;

/// <summary>A comparison of a label's number.</summary>
/// <param name="Label">The label.</param>
/// <param name="Operator">A comparison; <c>=</c> and <c>==</c> are the same.</param>
/// <param name="Value">The number to compare with.</param>
public sealed record NumberFilter(string Label, BinaryOperator Operator, double Value) : LabelFilter;

/// <summary>A comparison of a label's duration.</summary>
/// <param name="Label">The label.</param>
/// <param name="Operator">A comparison.</param>
/// <param name="Nanoseconds">The duration to compare with.</param>
public sealed record DurationFilter(string Label, BinaryOperator Operator, long Nanoseconds) : LabelFilter;

/// <summary>A comparison of a label's size.</summary>
/// <param name="Label">The label.</param>
/// <param name="Operator">A comparison.</param>
/// <param name="Bytes">The size to compare with.</param>
public sealed record BytesFilter(string Label, BinaryOperator Operator, ulong Bytes) : LabelFilter;

/// <summary><c>label = ip("…")</c></summary>
/// <param name="Label">The label.</param>
/// <param name="Negated">Whether it is <c>!=</c>.</param>
/// <param name="Addresses">An address, a range or a CIDR block.</param>
public sealed record IpFilter(string Label, bool Negated, string Addresses) : LabelFilter;

/// <summary>Both conditions: <c>and</c>, a comma, or nothing between them.</summary>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
public sealed record AndFilter(LabelFilter Left, LabelFilter Right) : LabelFilter;

/// <summary>Either condition.</summary>
/// <param name="Left">The first.</param>
/// <param name="Right">The second.</param>
public sealed record OrFilter(LabelFilter Left, LabelFilter Right) : LabelFilter;
