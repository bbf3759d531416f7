using Portal.Core.Validation.Rules;

namespace Portal.Core.Validation;

/// <summary>All rules over rendered dashboards.</summary>
public static class DashboardRules
{
    private static readonly IDashboardRule[] All =
    [
        new TimeRule(),
        new QuerySyntaxRule(), new QueryRefusedRule(), new EatenBracesRule(), new LineFilterRegexRule(), new UnknownDatasourceRule(), new UnknownVariableRule(), new VariableCycleRule(), new VariableQueryRule(), new UnusedVariableRule(),
    ];

    /// <summary>Reports what breaks any rule.</summary>
    public static void Check(DashboardCheck check)
    {
        foreach (var rule in All)
        {
            rule.Check(check);
        }
    }
}
