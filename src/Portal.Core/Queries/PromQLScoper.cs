using Portal.Core.PromQL;

namespace Portal.Core.Queries;

/// <summary>Why an expression cannot be scoped.</summary>
/// <param name="Message">What is wrong; no query text.</param>
/// <param name="Remedy">What the author can do.</param>
/// <param name="Position">Where in the query's text, from 0; -1 where unknown.</param>
internal sealed record ScopeError(string Message, string? Remedy, int Position);

/// <summary>Puts a tenant's matchers into every selector of a PromQL expression.</summary>
internal static class PromQLScoper
{
    /// <summary>
    /// ANDs the matchers into every selector: in ranges, subqueries, aggregation parameters and the second argument of <c>info()</c> too.
    /// A matcher of the author on the same label stays and can only narrow. What is not known, or reads series without a selector, is refused, and <c>info()</c> that would add nothing.
    /// </summary>
    /// <returns>Either the scoped expression or why there is none.</returns>
    public static (Expr? Scoped, ScopeError? Error) Scope(Expr expression, IReadOnlyList<LabelMatcher> tenantMatchers)
    {
        if (tenantMatchers.Any(matcher => matcher.Name is "" or MetricName))
        {
            return (null, new ScopeError($"A tenant cannot be kept apart by the label '{MetricName}' or by one without a name.", "Give the isolation another label.", -1));
        }
        var rewriter = new Rewriter(tenantMatchers);
        try
        {
            var scoped = rewriter.Rewrite(expression);
            return rewriter.Refusal is { } refusal ? (null, refusal) : (scoped, null);
        }
        catch (NotSupportedException)
        {
            return (null, new ScopeError("The query holds a construct that the portal cannot keep to one tenant.", null, expression.Position.Span.Start));
        }
    }

    /// <summary>Whether every selector of the tree carries all of the matchers.</summary>
    public static bool IsScoped(Expr expression, IReadOnlyList<LabelMatcher> tenantMatchers)
    {
        foreach (var selector in PromQLTree.Selectors(expression))
        {
            foreach (var matcher in tenantMatchers)
            {
                if (!selector.Matchers.Contains(matcher))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private const string MetricName = "__name__";

    private sealed class Rewriter(IReadOnlyList<LabelMatcher> tenantMatchers) : PromQLRewriter
    {
        public ScopeError? Refusal { get; private set; }

        protected override VectorSelector RewriteSelector(VectorSelector selector)
        {
            var missing = tenantMatchers.Where(matcher => !selector.Matchers.Contains(matcher)).ToList();
            return missing.Count == 0 ? selector : selector with { Matchers = [.. selector.Matchers, .. missing] };
        }

        protected override Expr RewriteCall(CallExpr call)
        {
            if (PromQLFunctions.Find(call.Function.Name) is null)
            {
                throw new NotSupportedException($"Unknown function {call.Function.Name}.");
            }
            if (call.Function.Name == PromQLFunctions.Info && tenantMatchers.Count > 0 && Unscopable(call) is { } why)
            {
                Refusal ??= new ScopeError(why, "Name the labels to add in a second argument: info(v, {__name__=\"target_info\", version=~\".+\"}).", call.Position.Span.Start);
                return call;
            }
            return base.RewriteCall(call);
        }

        // info() adds the labels that its selector names. Where these are the tenant's alone, it would add nothing, and drop the series instead.
        private string? Unscopable(CallExpr info) => info.Arguments is not [_, VectorSelector selector] ? "info() with one argument reads 'target_info' without naming it, so it cannot be kept to one tenant."
            : selector.Matchers.All(matcher => matcher.Name == MetricName || tenantMatchers.Any(own => own.Name == matcher.Name)) ? "info() adds the labels that its second argument names, and this one names none beside the tenant's."
            : null;
    }
}
