using System.Globalization;
using System.Text;
using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>Writes syntax trees as LogQL, on one line. What is printed reads back as the same tree.</summary>
public static class LogQLPrinter
{
    /// <summary>The text of an expression.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static string Print(LogQLExpr expression)
    {
        var output = new StringBuilder();
        Append(output, expression);
        return output.ToString();
    }

    private static void Append(StringBuilder output, LogQLExpr expression)
    {
        switch (expression)
        {
            case LogPipeline pipeline: AppendPipeline(output, pipeline); break;
            case LogQLNumber number: output.Append(NumberText.Plain(number.Value)); break;
            case VectorLiteral vector: output.Append("vector(").Append(NumberText.Plain(vector.Value)).Append(')'); break;
            case Parenthesized parenthesized:
                output.Append('(');
                Append(output, parenthesized.Inner);
                output.Append(')');
                break;
            case RangeAggregation aggregation: AppendRangeAggregation(output, aggregation); break;
            case VectorAggregation aggregation: AppendVectorAggregation(output, aggregation); break;
            case BinaryOperation binary: AppendBinary(output, binary); break;
            case LabelReplace replace: AppendLabelReplace(output, replace); break;
            case VariantsExpr variants: AppendVariants(output, variants); break;
            default: throw new NotSupportedException($"Unknown node {expression?.GetType().Name}.");
        }
    }

    private static void AppendPipeline(StringBuilder output, LogPipeline pipeline)
    {
        AppendSelector(output, pipeline.Selector);
        foreach (var stage in pipeline.Stages)
        {
            output.Append(' ');
            StagePrinter.Append(output, stage);
        }
    }

    private static void AppendSelector(StringBuilder output, StreamSelector selector)
    {
        output.Append('{');
        for (var i = 0; i < selector.Matchers.Count; i++)
        {
            output.Append(i > 0 ? ", " : "");
            AppendMatcher(output, selector.Matchers[i]);
        }
        output.Append('}');
    }

    internal static void AppendMatcher(StringBuilder output, LabelMatcher matcher)
    {
        output.Append(matcher.Name).Append(matcher.Operator.Text());
        Quoting.AppendQuoted(output, matcher.Value);
    }

    private static void AppendRange(StringBuilder output, LogRange range)
    {
        AppendPipeline(output, range.Pipeline);
        if (range.Unwrap is { } unwrap)
        {
            output.Append(" | unwrap ").Append(unwrap.Conversion is null ? unwrap.Label : $"{unwrap.Conversion}({unwrap.Label})");
            foreach (var filter in unwrap.Filters)
            {
                output.Append(" | ");
                StagePrinter.Append(output, filter);
            }
        }
        output.Append(" [");
        Quantity.AppendDuration(output, range.RangeNs);
        output.Append(']');
        if (range.OffsetNs != 0)
        {
            output.Append(" offset ");
            Quantity.AppendDuration(output, range.OffsetNs);
        }
    }

    private static void AppendRangeAggregation(StringBuilder output, RangeAggregation aggregation)
    {
        output.Append(aggregation.Operation).Append('(');
        if (aggregation.Parameter is { } parameter)
        {
            output.Append(NumberText.Plain(parameter)).Append(", ");
        }
        AppendRange(output, aggregation.Range);
        output.Append(')');
        AppendGrouping(output, aggregation.Grouping);
    }

    private static void AppendVectorAggregation(StringBuilder output, VectorAggregation aggregation)
    {
        output.Append(aggregation.Operation);
        AppendGrouping(output, aggregation.Grouping);
        output.Append(aggregation.Grouping is null ? "(" : " (");
        if (aggregation.Parameter is { } parameter)
        {
            output.Append(CultureInfo.InvariantCulture, $"{parameter}, ");
        }
        Append(output, aggregation.Inner);
        output.Append(')');
    }

    private static void AppendGrouping(StringBuilder output, Grouping? grouping)
    {
        if (grouping is not null)
        {
            output.Append(grouping.Without ? " without (" : " by (").AppendJoin(", ", grouping.Labels).Append(')');
        }
    }

    private static void AppendBinary(StringBuilder output, BinaryOperation binary)
    {
        AppendOperand(output, binary.Left, binary.Operator, isRight: false);
        output.Append(' ').Append(binary.Operator.Text()).Append(binary.ReturnBool ? " bool" : "");
        if (binary.Matching is { } matching)
        {
            output.Append(matching.On ? " on (" : " ignoring (").AppendJoin(", ", matching.MatchingLabels).Append(')');
            if (matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany)
            {
                output.Append(matching.Cardinality == MatchCardinality.ManyToOne ? " group_left (" : " group_right (").AppendJoin(", ", matching.Include).Append(')');
            }
        }
        output.Append(' ');
        AppendOperand(output, binary.Right, binary.Operator, isRight: true);
    }

    // A tree from the parser never needs these parentheses; one that was put together by hand may.
    private static void AppendOperand(StringBuilder output, LogQLExpr operand, BinaryOperator parent, bool isRight)
    {
        var enclose = operand is BinaryOperation { Operator: var op }
            && (Binding(op) < Binding(parent) || (Binding(op) == Binding(parent) && isRight != (parent == BinaryOperator.Pow)));
        output.Append(enclose ? "(" : "");
        Append(output, operand);
        output.Append(enclose ? ")" : "");
    }

    private static int Binding(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        BinaryOperator.Add or BinaryOperator.Sub => 4,
        BinaryOperator.Mul or BinaryOperator.Div or BinaryOperator.Mod => 5,
        BinaryOperator.Pow => 6,
        _ => 3,
    };

    private static void AppendLabelReplace(StringBuilder output, LabelReplace replace)
    {
        output.Append("label_replace(");
        Append(output, replace.Inner);
        foreach (var text in (ReadOnlySpan<string>)[replace.Target, replace.Replacement, replace.Source, replace.Regex])
        {
            output.Append(", ");
            Quoting.AppendQuoted(output, text);
        }
        output.Append(')');
    }

    private static void AppendVariants(StringBuilder output, VariantsExpr variants)
    {
        output.Append("variants(");
        for (var i = 0; i < variants.Variants.Count; i++)
        {
            output.Append(i > 0 ? ", " : "");
            Append(output, variants.Variants[i]);
        }
        output.Append(") of (");
        AppendRange(output, variants.Of);
        output.Append(')');
    }
}
