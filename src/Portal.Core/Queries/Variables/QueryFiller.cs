using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>Puts values into a tree where placeholders stand. What has no place of its own is a problem: no placeholder is left over.</summary>
internal sealed partial class QueryFiller(FilledValues values) : PromQLRewriter
{

    /// <summary>The filled tree, or the first problem.</summary>
    public (Expr? Expression, InterpolationProblem? Problem) Fill(Expr tree)
    {
        var filled = Rewrite(tree);
        values.RefuseLeft();
        return values.Problem is null ? (filled, null) : (null, values.Problem);
    }

    /// <inheritdoc/>
    protected override Expr RewriteNumber(NumberLiteral number)
    {
        if (Placeholders.Index(number.Value) is var index && index < 0)
        {
            return number;
        }
        var (value, isDuration) = values.Number(index, number.Value < 0);
        var literal = new NumberLiteral(value, isDuration && value >= 0) { Position = number.Position };
        // A sign binds weaker than ^.
        return value < 0 ? new ParenExpr(literal) { Position = number.Position } : literal;
    }

    /// <inheritdoc/>
    protected override Expr RewriteString(StringLiteral literal) => literal with { Value = values.Text(literal.Value, value => value) };

    /// <inheritdoc/>
    protected override VectorSelector RewriteSelector(VectorSelector selector) => selector with
    {
        MetricName = selector.MetricName is null ? null : Name(selector.MetricName),
        Matchers = selector.Matchers.Select(Matcher).ToEquatableList(),
        Offset = Duration(selector.Offset),
        At = At(selector.At),
    };

    /// <inheritdoc/>
    protected override Expr RewriteMatrix(MatrixSelector matrix) => matrix with { Selector = RewriteSelector(matrix.Selector), Range = Duration(matrix.Range)! };

    /// <inheritdoc/>
    protected override Expr RewriteSubquery(SubqueryExpr subquery) => subquery with
    {
        Inner = Rewrite(subquery.Inner),
        Range = Duration(subquery.Range)!,
        Step = Duration(subquery.Step),
        Offset = Duration(subquery.Offset),
        At = At(subquery.At),
    };

    /// <inheritdoc/>
    protected override Expr RewriteCall(CallExpr call)
    {
        if (call.Function.Name != "label_replace" || call.Arguments.Count != 5)
        {
            return base.RewriteCall(call);
        }
        // label_replace(v, target, replacement, source, regex): a dollar in a replacement names a group.
        return call with
        {
            Arguments = [
                Rewrite(call.Arguments[0]), Rewrite(call.Arguments[1]),
                Inner(call.Arguments[2], text => values.Text(text, value => value.Replace("$", "$$", StringComparison.Ordinal))),
                Rewrite(call.Arguments[3]),
                Inner(call.Arguments[4], text => values.Regex(text)),
            ],
        };
    }

    /// <inheritdoc/>
    protected override Expr RewriteAggregate(AggregateExpr aggregate)
    {
        var filled = (AggregateExpr)base.RewriteAggregate(aggregate);
        return filled with { Grouping = Names(filled.Grouping) };
    }

    /// <inheritdoc/>
    protected override Expr RewriteBinary(BinaryExpr binary)
    {
        var filled = (BinaryExpr)base.RewriteBinary(binary);
        return filled.Matching is not { } matching ? filled : filled with
        {
            Matching = matching with
            {
                MatchingLabels = Names(matching.MatchingLabels),
                Include = Names(matching.Include),
                FillLeft = Fill(matching.FillLeft),
                FillRight = Fill(matching.FillRight),
            },
        };
    }

    private static Expr Inner(Expr expression, Func<string, string> change) => expression switch
    {
        StringLiteral literal => literal with { Value = change(literal.Value) },
        ParenExpr paren => paren with { Inner = Inner(paren.Inner, change) },
        _ => expression,
    };

    private LabelMatcher Matcher(LabelMatcher matcher) => values.Matcher(matcher, Name(matcher.Name));
}
