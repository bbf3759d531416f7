namespace Portal.Core.Validation;

/// <summary>All rules over rendered dashboards.</summary>
public static class DashboardRules
{
    private static readonly IDashboardRule[] All = [];

    /// <summary>Reports what breaks any rule.</summary>
    public static void Check(DashboardCheck check)
    {
        foreach (var rule in All)
        {
            rule.Check(check);
        }
    }
}
