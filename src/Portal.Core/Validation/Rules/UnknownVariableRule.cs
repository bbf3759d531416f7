using Portal.Core.Diagnostics;
using Portal.Core.Queries.Variables;
using Portal.Core.Yaml;

namespace Portal.Core.Validation.Rules;

/// <summary>Queries name variables that there are.</summary>
internal sealed class UnknownVariableRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        List<string>? known = null;
        foreach (var query in check.Dashboard.Queries)
        {
            // A comment may name anything.
            foreach (var (reference, _) in QueryTemplate.Read(query.Expr))
            {
                Check(reference.Name, QueryTrials.Place(query.Mark, query.Expr, reference.Start));
            }
        }
        foreach (var panel in check.Dashboard.Panels)
        {
            foreach (var name in (panel.Traces?.Texts ?? []).SelectMany(VariableGraph.Names).Distinct())
            {
                Check(name, panel.Mark);
            }
        }
        foreach (var annotation in check.Dashboard.Annotations)
        {
            foreach (var name in new[] { annotation.Title, annotation.Text }.SelectMany(VariableGraph.Names).Distinct())
            {
                Check(name, annotation.Mark);
            }
        }
        foreach (var variable in check.Dashboard.Variables)
        {
            foreach (var name in VariableGraph.NamedBy(variable).Distinct())
            {
                Check(name, variable.Mark);
            }
        }

        void Check(string name, YamlMark mark)
        {
            known ??= [.. check.Dashboard.Variables.Select(variable => variable.Name), .. Macros.Names];
            if (!known.Contains(name))
            {
                check.Report.Error(DiagnosticCodes.UnknownVariable, mark, $"There is no variable '{name}'.", Suggestion.DidYouMean(name, known, "Declare it under 'variables'."));
            }
        }
    }
}
