using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

/// <summary>Brings the matchers of each selector into one order, as the printer does, so that trees can be compared.</summary>
internal sealed class SortMatchers : PromQLRewriter
{
    public static Expr Of(Expr expression) => new SortMatchers().Rewrite(expression);

    protected override VectorSelector RewriteSelector(VectorSelector selector) => selector with
    {
        Matchers = selector.Matchers.OrderBy(matcher => matcher.Name, StringComparer.Ordinal).ThenBy(matcher => matcher.Operator)
            .ThenBy(matcher => matcher.Value, StringComparer.Ordinal).ToEquatableList(),
    };
}
