using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;

namespace Portal.Core.Validation.Rules;

/// <summary>Variables' queries are of the kinds that there are, and what stands in them is valid.</summary>
internal sealed class VariableQueryRule : IDashboardRule
{
    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        foreach (var variable in check.Dashboard.Variables)
        {
            if (variable.AllValue is { } all && Re2Syntax.Check(all).Problem is { } problem)
            {
                Report(check, variable, $"The allValue is not a regular expression: {problem}.", "It stands in queries as it is, with =~.");
            }
            if (variable.Kind == VariableKind.Query)
            {
                Check(check, variable);
            }
        }
    }

    private static void Check(DashboardCheck check, Variable variable)
    {
        if (variable.Regex is { Length: > 0 } regex && !regex.Contains('$') && OptionFilter.Read(regex) is null)
        {
            Report(check, variable, "The regular expression cannot be used.", "Leave look-arounds and back references out.");
        }
        if (VariableQuery.Read(variable.Query ?? "") is not { } query)
        {
            Report(check, variable, "The query is not one that variables can have.", VariableQuery.Help);
            return;
        }
        if (query.Expr is null || check.Environment.Datasource(variable.Datasource) is not { } datasource)
        {
            return;
        }
        if (datasource.Kind == DatasourceKind.Loki)
        {
            CheckLogQL(check, variable, query);
            return;
        }
        if (datasource.Kind != DatasourceKind.Prometheus)
        {
            return;
        }
        if (query.Kind == VariableQueryKind.Metrics)
        {
            var pattern = VariableText.Fill(query.Expr, QueryTrials.Samples(check.Dashboard.Variables, query.Expr));
            if (Re2Syntax.Check(pattern).Problem is { } problem)
            {
                Report(check, variable, $"metrics() takes a regular expression, and this is none: {problem}.", null);
            }
            return;
        }
        var (expression, wrong) = QueryTrials.Try(query.Expr, check.Dashboard.Variables, QueryScoper.Dialect(datasource));
        if (wrong is not null)
        {
            Report(check, variable, wrong.Error.Detail is null ? wrong.Error.Message : $"{wrong.Error.Message.TrimEnd('.')}: {wrong.Error.Detail}", wrong.Error.Remedy);
        }
        else if (query.Kind == VariableQueryKind.LabelValues && expression is not VectorSelector { Offset: null, At: null, Mode: RangeMode.Default })
        {
            Report(check, variable, "label_values() takes a series selector.", "Give a metric's name and matchers only, such as label_values(up{job=\"api\"}, instance).");
        }
        else if (PromQLScoper.Scope(expression!, QueryScoper.Matchers(check.Environment)).Error is { } refusal)
        {
            Report(check, variable, refusal.Message, refusal.Remedy);
        }
    }

    private static void CheckLogQL(DashboardCheck check, Variable variable, VariableQuery query)
    {
        if (query.Kind == VariableQueryKind.Metrics)
        {
            Report(check, variable, "A log store has no metrics.", "Use label_values({selector}, label), label_values(label), label_names() or query_result(expr).");
            return;
        }
        var (expression, wrong) = QueryTrials.TryLogQL(query.Expr!, check.Dashboard.Variables);
        if (wrong is not null)
        {
            Report(check, variable, wrong.Error.Detail is null ? wrong.Error.Message : $"{wrong.Error.Message.TrimEnd('.')}: {wrong.Error.Detail}", wrong.Error.Remedy);
        }
        else if (query.Kind == VariableQueryKind.LabelValues && expression is not LogPipeline { Stages.Count: 0 })
        {
            Report(check, variable, "label_values() takes a stream selector.", "Give matchers in braces only, such as label_values({app=\"api\"}, level).");
        }
        else if (query.Kind == VariableQueryKind.QueryResult && expression is LogPipeline)
        {
            Report(check, variable, "query_result() takes a query that yields numbers.", "Count the lines, as in query_result(sum by (app) (count_over_time({app=~\".+\"}[1h]))).");
        }
    }

    private static void Report(DashboardCheck check, Variable variable, string problem, string? remedy) =>
        check.Report.Error(DiagnosticCodes.VariableQuery, variable.Mark, $"Variable '{variable.Name}': {problem}", remedy);
}
