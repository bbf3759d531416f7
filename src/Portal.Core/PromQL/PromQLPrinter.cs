using System.Globalization;
using System.Text;

namespace Portal.Core.PromQL;

/// <summary>Writes syntax trees as text.</summary>
public static class PromQLPrinter
{
    /// <summary>
    /// Writes a tree in Prometheus' canonical form: one line, single spaces, matchers sorted. Reading the text gives the same tree again, but for the order of matchers.
    /// </summary>
    /// <param name="expression">A tree that came out of the parser or a rewrite of one.</param>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static string Print(Expr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var output = new StringBuilder(128);
        Append(output, expression);
        return output.ToString();
    }

    private static void Append(StringBuilder output, Expr expression)
    {
        switch (expression)
        {
            case NumberLiteral number: AppendNumber(output, number.Value, number.IsDuration); break;
            case StringLiteral literal: Quoting.AppendQuoted(output, literal.Value); break;
            case VectorSelector selector:
                SelectorPrinter.Append(output, selector);
                SelectorPrinter.AppendModifiers(output, selector, modeFirst: false);
                break;
            case MatrixSelector matrix:
                SelectorPrinter.Append(output, matrix.Selector);
                output.Append('[');
                DurationPrinter.Append(output, matrix.Range);
                output.Append(']');
                SelectorPrinter.AppendModifiers(output, matrix.Selector, modeFirst: true);
                break;
            case SubqueryExpr subquery: AppendSubquery(output, subquery); break;
            case ParenExpr paren:
                output.Append('(');
                Append(output, paren.Inner);
                output.Append(')');
                break;
            case UnaryExpr unary:
                output.Append(unary.Negative ? '-' : '+');
                Append(output, unary.Operand);
                break;
            case CallExpr call:
                output.Append(call.Function.Name);
                AppendArguments(output, call.Arguments);
                break;
            case AggregateExpr aggregate: AppendAggregate(output, aggregate); break;
            case BinaryExpr binary: AppendBinary(output, binary); break;
            default: throw new NotSupportedException($"Unknown node {expression.GetType().Name}.");
        }
    }

    internal static void AppendNumber(StringBuilder output, double value, bool isDuration)
    {
        if (!isDuration)
        {
            output.Append(NumberText.Plain(value));
            return;
        }
        if (value < 0)
        {
            output.Append('-');
        }
        DurationSyntax.Append(output, DurationSyntax.ToMilliseconds(Math.Abs(value)));
    }

    private static void AppendSubquery(StringBuilder output, SubqueryExpr subquery)
    {
        Append(output, subquery.Inner);
        output.Append('[');
        DurationPrinter.Append(output, subquery.Range);
        output.Append(':');
        if (subquery.Step is not null)
        {
            DurationPrinter.Append(output, subquery.Step);
        }
        output.Append(']');
        SelectorPrinter.AppendAt(output, subquery.At);
        SelectorPrinter.AppendOffset(output, subquery.Offset);
    }

    private static void AppendArguments(StringBuilder output, EquatableList<Expr> arguments)
    {
        output.Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i > 0)
            {
                output.Append(", ");
            }
            Append(output, arguments[i]);
        }
        output.Append(')');
    }

    private static void AppendAggregate(StringBuilder output, AggregateExpr aggregate)
    {
        output.Append(aggregate.Operator.Text());
        if (aggregate.Without || aggregate.Grouping.Count > 0)
        {
            output.Append(aggregate.Without ? " without " : " by ");
            AppendLabels(output, aggregate.Grouping);
            output.Append(' ');
        }
        output.Append('(');
        if (aggregate.Parameter is not null)
        {
            Append(output, aggregate.Parameter);
            output.Append(", ");
        }
        Append(output, aggregate.Inner);
        output.Append(')');
    }

    private static void AppendBinary(StringBuilder output, BinaryExpr binary)
    {
        if (binary is { Operator: BinaryOperator.Pow, Left: NumberLiteral { Value: double.PositiveInfinity } })
        {
            // The sign of "+Inf ^ 2" would read back as one before the whole power.
            output.Append("Inf");
        }
        else
        {
            Append(output, binary.Left);
        }
        output.Append(' ').Append(binary.Operator.Text());
        if (binary.ReturnBool)
        {
            output.Append(" bool");
        }
        if (binary.Matching is { } matching)
        {
            AppendMatching(output, matching);
        }
        output.Append(' ');
        Append(output, binary.Right);
    }

    private static void AppendMatching(StringBuilder output, VectorMatching matching)
    {
        var grouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (matching.MatchingLabels.Count > 0 || matching.On || grouped)
        {
            output.Append(matching.On ? " on " : " ignoring ");
            AppendLabels(output, matching.MatchingLabels);
        }
        if (grouped)
        {
            output.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left " : " group_right ");
            AppendLabels(output, matching.Include);
        }
        // NaN is not equal to itself here, as in Prometheus.
        if (matching.FillLeft is { } both && both == matching.FillRight)
        {
            AppendFill(output, "fill", both);
            return;
        }
        AppendFill(output, "fill_left", matching.FillLeft);
        AppendFill(output, "fill_right", matching.FillRight);
    }

    private static void AppendFill(StringBuilder output, string word, double? value)
    {
        if (value is { } fill)
        {
            output.Append(CultureInfo.InvariantCulture, $" {word} ({NumberText.General(fill)})");
        }
    }

    private static void AppendLabels(StringBuilder output, EquatableList<string> labels)
    {
        output.Append('(');
        for (var i = 0; i < labels.Count; i++)
        {
            if (i > 0)
            {
                output.Append(", ");
            }
            if (Keywords.IsBareGroupingLabel(labels[i]))
            {
                output.Append(labels[i]);
            }
            else
            {
                Quoting.AppendQuoted(output, labels[i]);
            }
        }
        output.Append(')');
    }
}
