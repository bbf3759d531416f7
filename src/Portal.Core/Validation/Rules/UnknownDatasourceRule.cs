using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Queries.Tracing;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Validation.Rules;

/// <summary>Queries and variables go to datasources that the environment has, and that hold metrics or logs.</summary>
internal sealed class UnknownDatasourceRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var variable in check.Dashboard.Variables.Where(variable => variable.Kind == VariableKind.Query))
        {
            Check(check, variable.Datasource, variable.Mark);
        }
        foreach (var query in check.Dashboard.Queries)
        {
            Check(check, query.Datasource, query.Mark);
        }
        foreach (var panel in check.Dashboard.Panels.Where(panel => panel.Traces is not null))
        {
            if (TraceSource.Find(default, check.Environment, masker: null, panel.Traces!.Datasource).Error is { } error)
            {
                check.Report.Error(DiagnosticCodes.UnknownDatasource, panel.Mark, error.Message, error.Remedy);
            }
        }
    }

    private static void Check(DashboardCheck check, string name, YamlMark mark)
    {
        var found = check.Environment.Datasource(name);
        if (found is null)
        {
            var names = check.Environment.Datasources.Select(datasource => datasource.Name).ToList();
            check.Report.Error(
                DiagnosticCodes.UnknownDatasource, mark, $"The environment has no datasource '{name}'.",
                Suggestion.DidYouMean(name, names, $"Name one of its own: {string.Join(", ", names)}."));
        }
        else if (found.Kind is not (DatasourceKind.Prometheus or DatasourceKind.Loki))
        {
            check.Report.Error(DiagnosticCodes.UnknownDatasource, mark, $"The datasource '{name}' holds neither metrics nor logs.", "Name a datasource of kind prometheus or loki.");
        }
    }
}
