using Portal.Core.LogQL;
using Portal.Core.PromQL;

namespace Portal.Core.Queries;

/// <summary>Puts a tenant's matchers into every stream selector of a LogQL expression.</summary>
internal static class LogQLScoper
{
    /// <summary>ANDs the matchers into every selector. A matcher of the author on the same label stays and can only narrow. What is not known is refused.</summary>
    /// <returns>Either the scoped expression or why there is none.</returns>
    public static (LogQLExpr? Scoped, ScopeError? Error) Scope(LogQLExpr expression, IReadOnlyList<LabelMatcher> tenantMatchers)
    {
        try
        {
            return (LogQLTree.MapSelectors(expression, selector => Narrow(selector, tenantMatchers)), null);
        }
        catch (NotSupportedException)
        {
            return (null, new ScopeError("The query holds a construct that the portal cannot keep to one tenant.", null, expression.Position.Span.Start));
        }
    }

    /// <summary>Whether every selector of the tree carries all of the matchers.</summary>
    public static bool IsScoped(LogQLExpr expression, IReadOnlyList<LabelMatcher> tenantMatchers) =>
        LogQLTree.Selectors(expression).All(selector => tenantMatchers.All(matcher => selector.Matchers.Contains(matcher)));

    private static StreamSelector Narrow(StreamSelector selector, IReadOnlyList<LabelMatcher> tenantMatchers)
    {
        var missing = tenantMatchers.Where(matcher => !selector.Matchers.Contains(matcher)).ToList();
        return missing.Count == 0 ? selector : selector with { Matchers = [.. selector.Matchers, .. missing] };
    }
}
