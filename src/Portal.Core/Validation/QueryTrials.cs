using Portal.Core.Dashboards;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Core.Queries;
using Portal.Core.Queries.Time;
using Portal.Core.Queries.Variables;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Validation;

/// <summary>A panel's query, tried with values that fit. Its datasource's kind decides the language.</summary>
/// <param name="Panel">The panel.</param>
/// <param name="Query">The query.</param>
/// <param name="Problem">What is wrong, or null.</param>
internal sealed record QueryTrial(Panel Panel, PanelQuery Query, InterpolationProblem? Problem)
{
    /// <summary>Which query it is, for messages.</summary>
    public string Name => Panel.Grid == default ? $"The annotation '{Panel.Id}'" : $"Query {Query.RefId} of panel '{Panel.Id}'";

    /// <summary>The tree of a PromQL query; null where there is a problem.</summary>
    public Expr? Expression { get; init; }

    /// <summary>The tree of a LogQL query; null where there is a problem.</summary>
    public LogQLExpr? LogQL { get; init; }
}

/// <summary>Tries the queries of a dashboard, once for all rules.</summary>
internal static class QueryTrials
{
    /// <summary>All panels' queries for metrics and logs. Variables that are not declared are taken as if they were: another rule tells of them.</summary>
    public static IReadOnlyList<QueryTrial> Of(Dashboard dashboard, TenantEnvironment environment)
    {
        var trials = new List<QueryTrial>();
        foreach (var panel in dashboard.Panels.Concat(dashboard.Annotations.Select(AsPanel)))
        {
            foreach (var query in panel.Queries)
            {
                var datasource = environment.Datasource(query.Datasource);
                if (datasource is null or { Kind: DatasourceKind.Prometheus })
                {
                    var (expression, problem) = Try(query.Expr, dashboard.Variables, datasource is null ? PromQLOptions.Default : QueryScoper.Dialect(datasource));
                    trials.Add(new QueryTrial(panel, query, problem) { Expression = expression });
                }
                else if (datasource.Kind == DatasourceKind.Loki)
                {
                    var (expression, problem) = TryLogQL(query.Expr, dashboard.Variables);
                    trials.Add(new QueryTrial(panel, query, problem) { LogQL = expression });
                }
            }
        }
        return trials;
    }

    /// <summary>The variables of a dashboard with values to try a text with.</summary>
    public static Dictionary<string, VariableValue> Samples(IReadOnlyList<Variable> variables, string text)
    {
        var samples = new Dictionary<string, VariableValue>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            samples[variable.Name] = variable.Kind is VariableKind.Custom or VariableKind.Interval && First(variable) is { } value ? VariableValue.Of(value) : VariableValue.Sample;
        }
        foreach (var name in VariableGraph.Names(text))
        {
            samples.TryAdd(name, VariableValue.Sample);
        }
        return Macros.AddTo(samples, new TimeRange(1_700_000_000_000, 1_700_003_600_000), 15_000, TimeSpan.FromSeconds(15));
    }

    /// <summary>Tries a text: where a sample may be a number or a name, either will do.</summary>
    public static (Expr? Expression, InterpolationProblem? Problem) Try(string text, IReadOnlyList<Variable> variables, PromQLOptions dialect)
    {
        var samples = Samples(variables, text);
        var (expression, problem) = Interpolation.Fill(text, samples, dialect);
        if (problem is not null && samples.Values.Any(value => value.IsSample) && Interpolation.Fill(text, samples, dialect, VariablePlace.Name).Expression is { } named)
        {
            return (named, null);
        }
        return (expression, problem);
    }

    /// <summary>Tries a LogQL text; as for PromQL.</summary>
    public static (LogQLExpr? Expression, InterpolationProblem? Problem) TryLogQL(string text, IReadOnlyList<Variable> variables)
    {
        var samples = Samples(variables, text);
        var (expression, problem) = Interpolation.FillLogQL(text, samples);
        return problem is not null && samples.Values.Any(value => value.IsSample) && Interpolation.FillLogQL(text, samples, VariablePlace.Name).Expression is { } named
            ? (named, null) : (expression, problem);
    }

    /// <summary>The place in the rendered YAML of a place in a text that begins at the mark.</summary>
    public static YamlMark Place(YamlMark mark, string text, int position)
    {
        var before = text.AsSpan(0, Math.Clamp(position, 0, text.Length));
        // Lines of a block are indented alike.
        return new YamlMark(mark.Line + before.Count('\n'), mark.Column + before.Length - before.LastIndexOf('\n') - 1);
    }

    // An annotation takes numbers and lines, as a table does. It has no place.
    private static Panel AsPanel(Annotation annotation) => new() { Id = annotation.Name, Kind = PanelKind.Table, Grid = default, Queries = [annotation.Query] };

    private static string? First(Variable variable) =>
        variable.Default.Concat(variable.Options.Select(option => option.Value)).FirstOrDefault(value => value != VariableChoice.All);
}
