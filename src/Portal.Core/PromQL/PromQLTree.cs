namespace Portal.Core.PromQL;

/// <summary>Looks into syntax trees.</summary>
public static class PromQLTree
{
    /// <summary>The node itself and everything beneath it, in the order of the text; the selector inside a range is a node of its own.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static IEnumerable<Expr> Descendants(Expr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var pending = new Stack<Expr>();
        pending.Push(expression);
        while (pending.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next).Reverse())
            {
                pending.Push(child);
            }
        }
    }

    /// <summary>Every selector of the tree, in the order of the text: also those in ranges, subqueries and parameters of aggregations.</summary>
    /// <exception cref="NotSupportedException">The tree holds a kind of node that is not known.</exception>
    public static IEnumerable<VectorSelector> Selectors(Expr expression) => Descendants(expression).OfType<VectorSelector>();

    /// <summary>The nodes right beneath one, in the order of the text.</summary>
    /// <exception cref="NotSupportedException">The kind of node is not known.</exception>
    public static IReadOnlyList<Expr> Children(Expr expression) => expression switch
    {
        NumberLiteral or StringLiteral or VectorSelector => [],
        ParenExpr paren => [paren.Inner],
        UnaryExpr unary => [unary.Operand],
        MatrixSelector matrix => [matrix.Selector],
        SubqueryExpr subquery => [subquery.Inner],
        CallExpr call => call.Arguments,
        AggregateExpr { Parameter: { } parameter } aggregate => [parameter, aggregate.Inner],
        AggregateExpr aggregate => [aggregate.Inner],
        BinaryExpr binary => [binary.Left, binary.Right],
        null => throw new ArgumentNullException(nameof(expression)),
        _ => throw new NotSupportedException($"Unknown node {expression.GetType().Name}."),
    };
}
