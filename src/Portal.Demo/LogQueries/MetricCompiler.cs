using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Demo.Evaluation;
using Portal.Demo.Storage;

namespace Portal.Demo.LogQueries;

/// <summary>Turns a LogQL metric query into PromQL over the results of its range aggregations.</summary>
/// <param name="aggregate">Works out a range aggregation, by the labels of the sum around it if there is one, and names the result.</param>
internal sealed class MetricCompiler(Func<RangeAggregation, Grouping?, string> aggregate)
{
    // Sums of these are the same whether lines are summed by stream first or not.
    private static readonly HashSet<string> Additive = ["rate", "count_over_time", "bytes_rate", "bytes_over_time", "sum_over_time"];

    public Expr Compile(LogQLExpr expression) => expression switch
    {
        RangeAggregation range => Leaf(range, null),
        VectorAggregation vector => Compile(vector),
        BinaryOperation binary => new BinaryExpr(binary.Operator, Compile(binary.Left), Compile(binary.Right), binary.ReturnBool, Matching(binary)),
        LogQLNumber number => new NumberLiteral(number.Value),
        VectorLiteral vector => Call("vector", new NumberLiteral(vector.Value)),
        LabelReplace replace => Call(
            "label_replace", Compile(replace.Inner), new StringLiteral(replace.Target), new StringLiteral(replace.Replacement), new StringLiteral(replace.Source), new StringLiteral(replace.Regex)),
        Parenthesized parenthesized => new ParenExpr(Compile(parenthesized.Inner)),
        VariantsExpr => throw EvaluationException.Unsupported("variants"),
        _ => throw EvaluationException.Unsupported($"the expression {expression.GetType().Name}"),
    };

    private Expr Compile(VectorAggregation vector)
    {
        if (vector.Operation is "sort" or "sort_desc")
        {
            return Call(vector.Operation, Compile(vector.Inner));
        }
        var operation = vector.Operation switch
        {
            "sum" => AggregateOperator.Sum,
            "avg" => AggregateOperator.Avg,
            "max" => AggregateOperator.Max,
            "min" => AggregateOperator.Min,
            "count" => AggregateOperator.Count,
            "stddev" => AggregateOperator.Stddev,
            "stdvar" => AggregateOperator.Stdvar,
            "topk" => AggregateOperator.Topk,
            "bottomk" => AggregateOperator.Bottomk,
            _ => throw EvaluationException.Unsupported(vector.Operation),
        };
        var grouping = vector.Grouping ?? new Grouping([], Without: false);
        var inner = operation == AggregateOperator.Sum && vector.Inner is RangeAggregation { Grouping: null } range && Additive.Contains(range.Operation)
            ? Leaf(range, grouping)
            : Compile(vector.Inner);
        return new AggregateExpr(operation, inner, vector.Parameter is { } parameter ? new NumberLiteral(parameter) : null, grouping.Labels, grouping.Without);
    }

    private VectorSelector Leaf(RangeAggregation range, Grouping? grouping)
    {
        var name = aggregate(range, grouping);
        return new VectorSelector(null, [new LabelMatcher(LabelSet.MetricName, MatchOperator.Equal, name)]);
    }

    private static VectorMatching? Matching(BinaryOperation binary) =>
        binary.Matching is { } matching && binary.Operator is (BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless)
            ? matching with { Cardinality = MatchCardinality.ManyToMany }
            : binary.Matching;

    private static CallExpr Call(string function, params ReadOnlySpan<Expr> arguments) => new(PromQLFunctions.Find(function)!, EquatableList.Create(arguments));
}
