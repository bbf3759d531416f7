using System.Text;

namespace Portal.Core.PromQL;

internal static class DurationPrinter
{
    public static void Append(StringBuilder output, DurationValue value)
    {
        switch (value)
        {
            case FixedDuration { Milliseconds: var milliseconds }:
                if (milliseconds < 0)
                {
                    output.Append('-');
                }
                DurationSyntax.Append(output, Math.Abs(milliseconds));
                break;
            case DurationExpression { Expression: var expression }: Append(output, expression); break;
            default: throw new NotSupportedException($"Unknown duration {value.GetType().Name}.");
        }
    }

    private static void Append(StringBuilder output, DurationExpr expression)
    {
        switch (expression)
        {
            case DurationNumber number: PromQLPrinter.AppendNumber(output, number.Seconds, number.IsDuration); break;
            case DurationParen paren:
                output.Append('(');
                Append(output, paren.Inner);
                output.Append(')');
                break;
            case DurationUnary unary:
                output.Append(unary.Negative ? '-' : '+');
                Append(output, unary.Operand);
                break;
            case DurationBinary binary:
                Append(output, binary.Left);
                output.Append(' ').Append(binary.Operator.Text()).Append(' ');
                Append(output, binary.Right);
                break;
            case DurationCall call:
                output.Append(call.Name).Append('(');
                for (var i = 0; i < call.Arguments.Count; i++)
                {
                    output.Append(i > 0 ? ", " : "");
                    Append(output, call.Arguments[i]);
                }
                output.Append(')');
                break;
            default: throw new NotSupportedException($"Unknown duration {expression.GetType().Name}.");
        }
    }
}
