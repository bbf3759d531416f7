using Portal.Core.Diagnostics;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Validation.Rules;

/// <summary>Variables name earlier ones only, so that they can be resolved in order.</summary>
internal sealed class VariableCycleRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        var variables = check.Dashboard.Variables;
        for (var i = 0; i < variables.Count; i++)
        {
            foreach (var name in VariableGraph.NamedBy(variables[i]).Distinct())
            {
                if (name == variables[i].Name)
                {
                    check.Report.Error(DiagnosticCodes.VariableCycle, variables[i].Mark, $"The variable '{name}' names itself.");
                }
                else if (variables.Skip(i + 1).Any(later => later.Name == name))
                {
                    check.Report.Error(
                        DiagnosticCodes.VariableCycle, variables[i].Mark, $"The variable '{variables[i].Name}' names '{name}', which comes after it.",
                        $"Put '{name}' before it; if that one needs '{variables[i].Name}' too, they go in a circle.");
                }
            }
        }
    }
}
