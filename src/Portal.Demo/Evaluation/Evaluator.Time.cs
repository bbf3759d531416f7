using Portal.Core.PromQL;

namespace Portal.Demo.Evaluation;

internal sealed partial class Evaluator
{
    private long Milliseconds(DurationValue? duration) => duration switch
    {
        null => 0,
        FixedDuration fixedDuration => fixedDuration.Milliseconds,
        DurationExpression expression => checked((long)Math.Round(Seconds(expression.Expression) * 1000)),
        _ => throw EvaluationException.Unsupported("this duration"),
    };

    private double Seconds(DurationExpr expr) => expr switch
    {
        DurationNumber number => number.Seconds,
        DurationParen paren => Seconds(paren.Inner),
        DurationUnary unary => unary.Negative ? -Seconds(unary.Operand) : Seconds(unary.Operand),
        DurationCall { Name: "step" } => _query.StepMs / 1000.0,
        DurationCall { Name: "range" } => (_query.EndMs - _query.StartMs) / 1000.0,
        DurationCall { Name: "min" or "min_of" } call => call.Arguments.Min(Seconds),
        DurationCall { Name: "max" or "max_of" } call => call.Arguments.Max(Seconds),
        DurationBinary binary => Arithmetic(binary.Operator, Seconds(binary.Left), Seconds(binary.Right)),
        _ => throw EvaluationException.Unsupported("this duration expression"),
    };

    /// <summary>How long a range is; it must be positive.</summary>
    private long RangeOf(DurationValue range)
    {
        var milliseconds = Milliseconds(range);
        return milliseconds > 0 ? milliseconds : throw EvaluationException.Execution("duration must be greater than 0");
    }

    /// <summary>The time that a selector reads at when the query is evaluated at the given one.</summary>
    private long ReadTime(long evaluationMs, AtModifier? at, long offsetMs) => (at?.Kind switch
    {
        null => evaluationMs,
        AtKind.Start => _query.StartMs,
        AtKind.End => _query.EndMs,
        _ => at.TimestampMs,
    }) - offsetMs;
}
