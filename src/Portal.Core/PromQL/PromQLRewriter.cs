namespace Portal.Core.PromQL;

/// <summary>
/// Walks a tree and makes another one of it. A derived class overrides the nodes it changes; all others are made anew only where something beneath them changed.
/// Fails on kinds of nodes that it does not know, so that none is passed over.
/// </summary>
public abstract class PromQLRewriter
{
    /// <summary>Rewrites a node of any kind.</summary>
    /// <exception cref="NotSupportedException">The kind of node is not known.</exception>
    public virtual Expr Rewrite(Expr expression) => expression switch
    {
        NumberLiteral number => RewriteNumber(number),
        StringLiteral literal => RewriteString(literal),
        ParenExpr paren => RewriteParen(paren),
        UnaryExpr unary => RewriteUnary(unary),
        VectorSelector selector => RewriteSelector(selector),
        MatrixSelector matrix => RewriteMatrix(matrix),
        SubqueryExpr subquery => RewriteSubquery(subquery),
        CallExpr call => RewriteCall(call),
        AggregateExpr aggregate => RewriteAggregate(aggregate),
        BinaryExpr binary => RewriteBinary(binary),
        null => throw new ArgumentNullException(nameof(expression)),
        _ => throw new NotSupportedException($"Unknown node {expression.GetType().Name}."),
    };

    /// <summary>Rewrites a number.</summary>
    protected virtual Expr RewriteNumber(NumberLiteral number) => number;

    /// <summary>Rewrites a string.</summary>
    protected virtual Expr RewriteString(StringLiteral literal) => literal;

    /// <summary>Rewrites parentheses.</summary>
    protected virtual Expr RewriteParen(ParenExpr paren)
    {
        ArgumentNullException.ThrowIfNull(paren);
        var inner = Rewrite(paren.Inner);
        return ReferenceEquals(inner, paren.Inner) ? paren : paren with { Inner = inner };
    }

    /// <summary>Rewrites a sign and its operand.</summary>
    protected virtual Expr RewriteUnary(UnaryExpr unary)
    {
        ArgumentNullException.ThrowIfNull(unary);
        var operand = Rewrite(unary.Operand);
        return ReferenceEquals(operand, unary.Operand) ? unary : unary with { Operand = operand };
    }

    /// <summary>Rewrites a selector, also the one inside a range.</summary>
    protected virtual VectorSelector RewriteSelector(VectorSelector selector) => selector;

    /// <summary>Rewrites a range of a selector.</summary>
    protected virtual Expr RewriteMatrix(MatrixSelector matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var selector = RewriteSelector(matrix.Selector);
        return ReferenceEquals(selector, matrix.Selector) ? matrix : matrix with { Selector = selector };
    }

    /// <summary>Rewrites a subquery.</summary>
    protected virtual Expr RewriteSubquery(SubqueryExpr subquery)
    {
        ArgumentNullException.ThrowIfNull(subquery);
        var inner = Rewrite(subquery.Inner);
        return ReferenceEquals(inner, subquery.Inner) ? subquery : subquery with { Inner = inner };
    }

    /// <summary>Rewrites a call and its arguments.</summary>
    protected virtual Expr RewriteCall(CallExpr call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var arguments = new Expr[call.Arguments.Count];
        var changed = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Rewrite(call.Arguments[i]);
            changed |= !ReferenceEquals(arguments[i], call.Arguments[i]);
        }
        return changed ? call with { Arguments = [.. arguments] } : call;
    }

    /// <summary>Rewrites an aggregation, its parameter too.</summary>
    protected virtual Expr RewriteAggregate(AggregateExpr aggregate)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        var parameter = aggregate.Parameter is null ? null : Rewrite(aggregate.Parameter);
        var inner = Rewrite(aggregate.Inner);
        return ReferenceEquals(inner, aggregate.Inner) && ReferenceEquals(parameter, aggregate.Parameter)
            ? aggregate
            : aggregate with { Inner = inner, Parameter = parameter };
    }

    /// <summary>Rewrites a binary operation.</summary>
    protected virtual Expr RewriteBinary(BinaryExpr binary)
    {
        ArgumentNullException.ThrowIfNull(binary);
        var left = Rewrite(binary.Left);
        var right = Rewrite(binary.Right);
        return ReferenceEquals(left, binary.Left) && ReferenceEquals(right, binary.Right) ? binary : binary with { Left = left, Right = right };
    }
}
