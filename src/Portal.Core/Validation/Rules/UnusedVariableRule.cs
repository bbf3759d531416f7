using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries.Variables;

namespace Portal.Core.Validation.Rules;

/// <summary>A variable that nothing names changes nothing.</summary>
internal sealed class UnusedVariableRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        var dashboard = check.Dashboard;
        if (dashboard.Variables.Count == 0)
        {
            return;
        }
        var named = dashboard.Panels.SelectMany(Texts).Concat(dashboard.Annotations.SelectMany(annotation => new[] { annotation.Query.Expr, annotation.Title, annotation.Text })).Concat(dashboard.Links.Select(link => link.Url)).Append(dashboard.Title).Append(dashboard.Description)
            .Concat(dashboard.Rows.Select(row => row.Title)).SelectMany(VariableGraph.Names)
            .Concat(dashboard.Variables.SelectMany(variable => VariableGraph.NamedBy(variable).Where(name => name != variable.Name)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var variable in dashboard.Variables.Where(variable => !named.Contains(variable.Name)))
        {
            check.Report.Warning(DiagnosticCodes.UnusedVariable, variable.Mark, $"Nothing names the variable '{variable.Name}'.", $"Use it as ${variable.Name}, or remove it.");
        }
    }

    private static IEnumerable<string?> Texts(Panel panel) =>
        [panel.Title, panel.Description, panel.Display.Content, .. panel.Links.Select(link => link.Url), .. panel.Traces?.Texts ?? [], .. panel.Queries.SelectMany(query => new[] { query.Expr, query.Legend, query.Interval })];
}
