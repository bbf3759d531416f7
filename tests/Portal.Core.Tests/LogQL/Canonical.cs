using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.LogQL;

/// <summary>Brings trees to the form that Loki's printer has: no parentheses that say nothing, and negated line filters one by one.</summary>
internal static class Canonical
{
    public static LogQLExpr Of(LogQLExpr expression) => expression switch
    {
        Parenthesized { Inner: var inner } => Of(inner),
        LogPipeline pipeline => Of(pipeline),
        RangeAggregation aggregation => aggregation with { Range = aggregation.Range with { Pipeline = Of(aggregation.Range.Pipeline) } },
        VectorAggregation aggregation => aggregation with { Inner = Of(aggregation.Inner), Grouping = aggregation.Grouping is { Without: false, Labels.Count: 0 } ? null : aggregation.Grouping },
        BinaryOperation binary => binary with { Left = Of(binary.Left), Right = Of(binary.Right), Matching = binary.Matching is { On: false, MatchingLabels.Count: 0, Cardinality: MatchCardinality.OneToOne } ? null : binary.Matching },
        LabelReplace replace => replace with { Inner = Of(replace.Inner) },
        VariantsExpr variants => variants with { Variants = variants.Variants.Select(Of).ToEquatableList(), Of = variants.Of with { Pipeline = Of(variants.Of.Pipeline) } },
        _ => expression,
    };

    private static LogPipeline Of(LogPipeline pipeline) => pipeline with { Stages = pipeline.Stages.SelectMany(Split).ToEquatableList() };

    private static IEnumerable<Stage> Split(Stage stage) =>
        stage is LineFilter { Match: LineMatch.NotContains or LineMatch.NotRegex or LineMatch.NotPattern } filter
            ? filter.Alternatives.Select(text => new LineFilter(filter.Match, [text]))
            : [stage];
}

/// <summary>Whether Loki would work out a part of the query while it parses.</summary>
internal static class Constants
{
    public static bool Folds(LogQLExpr expression) => expression switch
    {
        BinaryOperation { Left: var left, Right: var right } => (IsConstant(left) && IsConstant(right)) || Folds(left) || Folds(right),
        Parenthesized { Inner: var inner } => Folds(inner),
        VectorAggregation { Inner: var inner } => Folds(inner),
        LabelReplace { Inner: var inner } => Folds(inner),
        _ => false,
    };

    private static bool IsConstant(LogQLExpr expression) => expression switch
    {
        LogQLNumber => true,
        Parenthesized { Inner: var inner } => IsConstant(inner),
        BinaryOperation { Left: var left, Right: var right } => IsConstant(left) && IsConstant(right),
        _ => false,
    };
}
