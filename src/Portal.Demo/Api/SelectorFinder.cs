using Portal.Core.PromQL;

namespace Portal.Demo.Api;

/// <summary>Finds the selectors of a query.</summary>
internal static class SelectorFinder
{
    public static void Collect(Expr expr, List<VectorSelector> into)
    {
        switch (expr)
        {
            case VectorSelector selector:
                into.Add(selector);
                break;
            case MatrixSelector matrix:
                into.Add(matrix.Selector);
                break;
            case ParenExpr paren:
                Collect(paren.Inner, into);
                break;
            case UnaryExpr unary:
                Collect(unary.Operand, into);
                break;
            case SubqueryExpr subquery:
                Collect(subquery.Inner, into);
                break;
            case AggregateExpr aggregate:
                Collect(aggregate.Inner, into);
                if (aggregate.Parameter is { } parameter)
                {
                    Collect(parameter, into);
                }
                break;
            case BinaryExpr binary:
                Collect(binary.Left, into);
                Collect(binary.Right, into);
                break;
            case CallExpr call:
                foreach (var argument in call.Arguments)
                {
                    Collect(argument, into);
                }
                break;
        }
    }
}
