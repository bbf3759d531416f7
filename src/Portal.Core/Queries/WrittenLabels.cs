using System.Collections.Frozen;
using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries;

/// <summary>Finds the labels that a query itself may write into its answer: their values there say nothing of whose data it is.</summary>
internal static class WrittenLabels
{
    /// <summary>None.</summary>
    public static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    /// <summary>The labels that a PromQL expression writes.</summary>
    public static IReadOnlySet<string> Of(Expr expression)
    {
        HashSet<string>? written = null;
        foreach (var node in PromQLTree.Descendants(expression))
        {
            var target = node switch
            {
                CallExpr { Function.Name: "label_replace" or "label_join" } call when call.Arguments.Count > 1 => call.Arguments[1],
                AggregateExpr { Operator: AggregateOperator.CountValues } aggregate => aggregate.Parameter,
                _ => null,
            };
            if (target is not null)
            {
                (written ??= []).Add(Text(target));
            }
        }
        return written ?? None;
    }

    /// <summary>The labels that a LogQL expression writes.</summary>
    public static IReadOnlySet<string> Of(LogQLExpr expression)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        Collect(expression, written);
        return written.Count == 0 ? None : written;
    }

    private static void Collect(LogQLExpr expression, HashSet<string> written)
    {
        switch (expression)
        {
            case LogPipeline pipeline:
                Collect(pipeline.Stages, written);
                break;
            case RangeAggregation aggregation:
                Collect(aggregation.Range.Pipeline.Stages, written);
                break;
            case VectorAggregation aggregation:
                Collect(aggregation.Inner, written);
                break;
            case BinaryOperation binary:
                Collect(binary.Left, written);
                Collect(binary.Right, written);
                break;
            case LabelReplace replace:
                written.Add(replace.Target);
                Collect(replace.Inner, written);
                break;
            case Parenthesized parenthesized:
                Collect(parenthesized.Inner, written);
                break;
            case VariantsExpr variants:
                Collect(variants.Of.Pipeline.Stages, written);
                foreach (var variant in variants.Variants)
                {
                    Collect(variant, written);
                }
                break;
        }
    }

    // A parser puts nothing over a stream's label while that one is there; what was dropped or renamed before may come back out of the line.
    private static void Collect(EquatableList<Stage> stages, HashSet<string> written)
    {
        foreach (var stage in stages)
        {
            switch (stage)
            {
                case LabelFormatStage format:
                    written.UnionWith(format.Formats.Select(one => one.Label));
                    written.UnionWith(format.Formats.Where(one => one.IsRename).Select(one => one.Value));
                    break;
                case DropStage drop:
                    written.UnionWith(drop.Labels.Select(label => label.Name));
                    break;
                case KeepStage:
                    written.Add(Any);
                    break;
            }
        }
    }

    /// <summary>Stands for all labels: after <c>keep</c> any may come out of the line.</summary>
    public const string Any = "*";

    private static string Text(Expr expression) => expression switch
    {
        StringLiteral literal => literal.Value,
        ParenExpr paren => Text(paren.Inner),
        _ => Any,
    };
}
