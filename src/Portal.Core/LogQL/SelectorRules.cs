using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

/// <summary>What Loki demands of a stream selector.</summary>
internal static class SelectorRules
{
    /// <summary>Whether the matcher refuses streams that lack the label. Loki wants at least one such matcher, so that no query reads every stream.</summary>
    public static bool IsSelective(LabelMatcher matcher) => matcher.Operator switch
    {
        MatchOperator.Equal => matcher.Value.Length > 0,
        MatchOperator.NotEqual => matcher.Value.Length == 0,
        MatchOperator.Regex => !Re2Syntax.Check(matcher.Value).MatchesEmpty,
        MatchOperator.NotRegex => Re2Syntax.Check(matcher.Value).MatchesEmpty,
        _ => false,
    };
}
