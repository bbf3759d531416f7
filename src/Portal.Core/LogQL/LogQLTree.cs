using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>Looks into syntax trees and makes others of them. Fails on kinds of nodes that it does not know, so that none is passed over.</summary>
public static class LogQLTree
{
    /// <summary>Every stream selector of the tree, in the order of the text.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static IReadOnlyList<StreamSelector> Selectors(LogQLExpr expression)
    {
        var selectors = new List<StreamSelector>();
        MapSelectors(expression, selector =>
        {
            selectors.Add(selector);
            return selector;
        });
        return selectors;
    }

    /// <summary>Every stage of the tree, in the order of the text.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static IEnumerable<Stage> Stages(LogQLExpr expression) => expression switch
    {
        LogPipeline pipeline => pipeline.Stages,
        RangeAggregation aggregation => aggregation.Range.Pipeline.Stages,
        VectorAggregation aggregation => Stages(aggregation.Inner),
        BinaryOperation binary => Stages(binary.Left).Concat(Stages(binary.Right)),
        LabelReplace replace => Stages(replace.Inner),
        Parenthesized parenthesized => Stages(parenthesized.Inner),
        VariantsExpr variants => variants.Variants.SelectMany(Stages).Concat(variants.Of.Pipeline.Stages),
        LogQLNumber or VectorLiteral => [],
        _ => throw new NotSupportedException($"Unknown node {expression?.GetType().Name}."),
    };

    /// <summary>The same tree with every stream selector replaced.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static LogQLExpr MapSelectors(LogQLExpr expression, Func<StreamSelector, StreamSelector> map)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(map);
        return expression switch
        {
            LogPipeline pipeline => Map(pipeline, map),
            RangeAggregation aggregation => aggregation with { Range = Map(aggregation.Range, map) },
            VectorAggregation aggregation => aggregation with { Inner = MapSelectors(aggregation.Inner, map) },
            BinaryOperation binary => binary with { Left = MapSelectors(binary.Left, map), Right = MapSelectors(binary.Right, map) },
            LabelReplace replace => replace with { Inner = MapSelectors(replace.Inner, map) },
            Parenthesized parenthesized => parenthesized with { Inner = MapSelectors(parenthesized.Inner, map) },
            VariantsExpr variants => variants with
            {
                Variants = variants.Variants.Select(variant => MapSelectors(variant, map)).ToEquatableList(),
                Of = Map(variants.Of, map),
            },
            LogQLNumber or VectorLiteral => expression,
            _ => throw new NotSupportedException($"Unknown node {expression.GetType().Name}."),
        };
    }

    private static LogPipeline Map(LogPipeline pipeline, Func<StreamSelector, StreamSelector> map) => pipeline with { Selector = map(pipeline.Selector) };

    private static LogRange Map(LogRange range, Func<StreamSelector, StreamSelector> map) => range with { Pipeline = Map(range.Pipeline, map) };
}
